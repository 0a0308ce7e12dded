import '@/test/database'
import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { describe, expect, test } from 'vitest'
import { grantApplication } from '@/lib/server/database-role'
import { env } from '@/lib/server/env'

describe('the application’s own role', () => {
  test('works with rows and jobs, and may append to the audit log but never change it', async () => {
    const role = `app_${randomBytes(6).toString('hex')}`
    const migrationUrl = env().DATABASE_URL
    const owner = new Client({ connectionString: migrationUrl })
    await owner.connect()
    await owner.query(`CREATE ROLE ${role} LOGIN PASSWORD 'only for this test'`)
    const application = new URL(migrationUrl)
    application.username = role
    application.password = 'only for this test'
    try {
      await grantApplication({ migrationUrl, applicationUrl: application.href })
      await grantApplication({ migrationUrl, applicationUrl: application.href })
      const client = new Client({ connectionString: application.href })
      await client.connect()
      const append = `INSERT INTO "AuditEvent" (at, action, "actorName", "subjectType", "subjectId", "subjectName", data)
        VALUES (now(), 'team.created', 'Test', 'team', 'x', 'x', '{}')`
      await expect(client.query(append)).resolves.toBeDefined()
      await expect(client.query('UPDATE "AuditEvent" SET action = action')).rejects.toThrow(
        /permission denied/,
      )
      await expect(client.query('DELETE FROM "AuditEvent"')).rejects.toThrow(/permission denied/)
      await expect(client.query('TRUNCATE "AuditEvent"')).rejects.toThrow(/permission denied/)
      await expect(client.query('DROP TRIGGER audit_append ON "AuditEvent"')).rejects.toThrow(/must be owner/)
      await expect(client.query('SELECT * FROM "_prisma_migrations"')).rejects.toThrow(/permission denied/)
      await expect(
        client.query(`SELECT graphile_worker.add_job('secret.end_grace', '{}'::json)`),
      ).resolves.toBeDefined()
      await expect(client.query('UPDATE "Team" SET name = name')).resolves.toBeDefined()
      await client.end()
    } finally {
      await owner.query(`DROP OWNED BY ${role}`)
      await owner.query(`DROP ROLE ${role}`)
      await owner.end()
    }
  })
})
