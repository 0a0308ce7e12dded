import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { env } from '@/lib/server/env'
import { diffMigrations, findDrift, MigrationError, migrateDatabase } from '@/lib/server/migrate'
import { createEmptyDatabase, createMigratedDatabase, withDatabase } from '@/test/database'
import { refusalOf } from '@/test/refusals'

let prismaDir = ''

beforeEach(() => {
  prismaDir = mkdtempSync(join(tmpdir(), 'framegate-migrations-'))
  cpSync('prisma/schema.prisma', join(prismaDir, 'schema.prisma'))
  cpSync('prisma/migrations', join(prismaDir, 'migrations'), { recursive: true })
})
afterEach(() => rmSync(prismaDir, { recursive: true, force: true }))

function addMigration(name: string, sql: string): void {
  mkdirSync(join(prismaDir, 'migrations', name), { recursive: true })
  writeFileSync(join(prismaDir, 'migrations', name, 'migration.sql'), sql)
}

describe('the migrations', () => {
  test('lead exactly to the schema', async () => {
    expect(await diffMigrations({ url: env().DATABASE_URL })).toBe('')
  })

  test('applied again change nothing', async () => {
    expect(await migrateDatabase({ url: env().DATABASE_URL })).toEqual([])
    expect(await findDrift({ url: env().DATABASE_URL })).toBe('')
  })

  test('are applied once by three that start at the same time', async () => {
    const url = await createEmptyDatabase('race')
    const migrationCount = readdirSync('prisma/migrations', { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    ).length
    const applied = await Promise.all([1, 2, 3].map(() => migrateDatabase({ url })))
    expect(applied.map((names) => names.length).sort()).toEqual([0, 0, migrationCount])
    expect(await findDrift({ url })).toBe('')
  })

  test('that fail leave nothing behind and are tried again once they are right', async () => {
    const url = await createMigratedDatabase('failing')
    addMigration('20990101000000_notes', 'CREATE TABLE notes (id INT); SELECT 1 / 0;')
    const error = await refusalOf(migrateDatabase({ url, prismaDir }))
    expect(error).toBeInstanceOf(MigrationError)
    expect(String(error)).toMatch(/20990101000000_notes could not be applied.*division by zero/)
    addMigration('20990101000000_notes', 'CREATE TABLE notes (id INT);')
    expect(await migrateDatabase({ url, prismaDir })).toEqual(['20990101000000_notes'])
  })

  test('edited after they were applied are refused by name', async () => {
    const url = await createMigratedDatabase('edited')
    addMigration('20990101000000_notes', 'CREATE TABLE notes (id INT);')
    await migrateDatabase({ url, prismaDir })
    addMigration('20990101000000_notes', 'CREATE TABLE notes (id BIGINT);')
    expect(String(await refusalOf(migrateDatabase({ url, prismaDir })))).toMatch(
      /20990101000000_notes was changed after it was applied/,
    )
  })

  test('of a newer version are not run over', async () => {
    const url = await createMigratedDatabase('newer')
    addMigration('20990101000000_notes', 'CREATE TABLE notes (id INT);')
    await migrateDatabase({ url, prismaDir })
    expect(String(await refusalOf(migrateDatabase({ url })))).toMatch(/belongs to a newer version/)
  })
})

describe('an upgrade', () => {
  test('counts the origins of what serves as proven for 30 days, and those of nothing else', async () => {
    const url = await createEmptyDatabase('origins')
    const later = '20261126095500'
    for (const { name } of readdirSync(join(prismaDir, 'migrations'), { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && entry.name >= later,
    ))
      rmSync(join(prismaDir, 'migrations', name), { recursive: true })
    await migrateDatabase({ url, prismaDir })
    const client = new Client({ connectionString: url })
    await client.connect()
    try {
      await client.query(servingWidgetSql)
      await migrateDatabase({ url })
      const { rows } = await client.query<{ origin: string; days: number }>(
        `SELECT "origin", extract(day FROM now() - "provenAt")::int AS days FROM "OriginProof" ORDER BY "origin"`,
      )
      const origins = ['further', 'locations', 'market', 'slot'].map((name) => `https://${name}.example.com`)
      expect(rows).toEqual(origins.map((origin) => ({ origin, days: 0 })))
    } finally {
      await client.end()
    }
  })
})

const servingWidgetSql = `
  INSERT INTO "Partner" ("id", "name") VALUES ('prt_1', 'One');
  INSERT INTO "User" ("id", "email", "name", "passwordHash", "role", "partnerId")
    VALUES ('00000000-0000-4000-8000-000000000001', 'a@example.com', 'A', '', 'owner', 'prt_1');
  INSERT INTO "Widget" ("id", "partnerId", "protocol", "searchText", "updatedAt")
    VALUES ('wgt_1', 'prt_1', 'marketplace', '', now());
  INSERT INTO "WidgetVersion" ("id", "widgetId", "number", "state", "name", "description", "url", "furtherOrigins", "placements", "allow",
    "settings", "icon", "colour", "createdById", "updatedAt")
  SELECT v.id, 'wgt_1', v.number, v.state::"VersionState", 'W', '', v.url, '{https://further.example.com}', '{}', '{}', v.settings::jsonb, '', '',
    '00000000-0000-4000-8000-000000000001', now()
  FROM (VALUES
    ('ver_1', 1, 'approved', 'https://Market.example.com:443/{{contact-id}}', '{"locationPostbackUrl": "https://locations.example.com?id={{location.id}}",
      "slotUrls": {"person": "https://slot.example.com/a"}}'),
    ('ver_2', 2, 'draft', 'https://draft.example.com/', '{}')
  ) AS v (id, number, state, url, settings);
  UPDATE "Widget" SET "servingVersionId" = 'ver_1', "workingVersionId" = 'ver_2';`

test('drift is told as the SQL that leads back', async () => {
  await withDatabase((client) => client.query('ALTER TABLE "Team" ADD COLUMN extra TEXT'))
  expect(await findDrift({ url: env().DATABASE_URL })).toMatch(/DROP COLUMN "extra"/)
})
