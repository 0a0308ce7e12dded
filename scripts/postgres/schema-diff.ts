import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { migrateDatabase } from '../../lib/server/migrate'
import { replaceDatabase } from './database-url'
import { withSchemaEngine } from './schema-engine'

/** Tables that live in the migrations only, because other libraries own their shape. */
const filters = { externalTables: ['public.rate_limits'], externalEnums: [] }

/**
 * The SQL that leads from the migrations to schema.prisma, or '' when they are equal. Creates and drops
 * a temporary database on the server of `url`.
 */
export async function diffMigrations({ url }: { url: string }): Promise<string> {
  return await withTemporaryDatabase(url, async (temporary) => {
    await migrateDatabase({ url: temporary })
    return await findDrift({ url: temporary })
  })
}

/** The SQL that would lead from the live database to schema.prisma, or '' when nothing has drifted. */
export async function findDrift({ url }: { url: string }): Promise<string> {
  const schema = await readFile(join(process.cwd(), 'prisma', 'schema.prisma'), 'utf8')
  const files = [{ path: 'schema.prisma', content: schema }]
  const { stdout } = await withSchemaEngine({ url, schema }, (engine) =>
    engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: '.' },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: null,
      filters,
    }),
  )
  const sql = stdout ?? ''
  return sql.startsWith('-- This is an empty migration') ? '' : sql.trim()
}

async function withTemporaryDatabase<T>(url: string, work: (url: string) => Promise<T>): Promise<T> {
  const name = `framegate_diff_${randomBytes(6).toString('hex')}`
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(`CREATE DATABASE ${name} TEMPLATE template0`)
    try {
      return await work(replaceDatabase(url, name))
    } finally {
      await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    }
  } finally {
    await client.end()
  }
}
