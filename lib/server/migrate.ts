import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Logger, runMigrations } from 'graphile-worker'
import { Client } from 'pg'
import { type SchemaEngine, withSchemaEngine } from '@/lib/server/schema-engine'

type SchemaSource = {
  /** Holds schema.prisma and migrations/. */
  prismaDir?: string
}

type MigrationList = Parameters<SchemaEngine['applyMigrations']>[0]['migrationsList']

/** Tables that live in the migrations only, because other libraries own their shape. */
const externalTables = ['public.rate_limits']
const filters = { externalTables, externalEnums: [] }

// Not Prisma's own number, which its engine takes inside ours.
const advisoryLock = 5_271_996_042

/** A migration that did not apply, or a history that does not fit. The message is written for the operator. */
export class MigrationError extends Error {
  override name = 'MigrationError'
}

/**
 * Brings the database of `url` to the latest migration, then runs graphile-worker's own migrations.
 * One at a time for all callers of this database. Returns the names it applied.
 * Throws MigrationError when a migration fails (nothing of it is kept) or was edited after it was applied.
 */
export async function migrateDatabase(
  input: SchemaSource & { url: string; log?: (line: string) => void },
): Promise<string[]> {
  const { url, log = () => {} } = input
  const source = await readSource(input)
  return await withAdvisoryLock(url, async () => {
    const applied = await applyMigrations({ url, ...source, log })
    await runMigrations({ connectionString: url, logger: new Logger(() => () => {}) })
    return applied
  })
}

/**
 * The SQL that leads from the migrations to schema.prisma, or '' when they are equal. Creates and drops
 * a temporary database on the server of `url`.
 */
export async function diffMigrations(input: SchemaSource & { url: string }): Promise<string> {
  const source = await readSource(input)
  return await withTemporaryDatabase(input.url, async (url) => {
    await applyMigrations({ url, ...source, log: () => {} })
    return await diffDatabase({ url, schema: source.schema })
  })
}

/** The SQL that would lead from the live database to schema.prisma, or '' when nothing has drifted. */
export async function findDrift(input: SchemaSource & { url: string }): Promise<string> {
  const { schema } = await readSource(input)
  return await diffDatabase({ url: input.url, schema })
}

async function readSource({ prismaDir = join(process.cwd(), 'prisma') }: SchemaSource) {
  const migrationsDir = join(prismaDir, 'migrations')
  const schema = await readFile(join(prismaDir, 'schema.prisma'), 'utf8')
  const entries = await readdir(migrationsDir, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  const migrationDirectories = await Promise.all(
    names.sort().map(async (path) => {
      const value = await readFile(join(migrationsDir, path, 'migration.sql'), 'utf8')
      return { path, migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value } } }
    }),
  )
  const lockfile = {
    path: 'migration_lock.toml',
    content: await readFile(join(migrationsDir, 'migration_lock.toml'), 'utf8'),
  }
  return { schema, list: { baseDir: migrationsDir, lockfile, shadowDbInitScript: '', migrationDirectories } }
}

async function applyMigrations(input: {
  url: string
  schema: string
  list: MigrationList
  log: (line: string) => void
}): Promise<string[]> {
  const { url, schema, list, log } = input
  const scripts = new Set(list.migrationDirectories.map(({ migrationFile }) => migrationFile.content.value))
  // The finish is written in the migration's own transaction: a process that is killed right after
  // leaves no migration that is applied but looks failed.
  const completeScript = (script: string) =>
    scripts.has(script)
      ? 'UPDATE public."_prisma_migrations" SET finished_at = now() WHERE finished_at IS NULL AND rolled_back_at IS NULL'
      : ''
  return await withSchemaEngine({ url, schema, completeScript }, async (engine) => {
    const { failedMigrationNames } = await requireSoundHistory(engine, list)
    // Each migration is one transaction, so a failed one has left nothing behind and is tried again.
    for (const migrationName of failedMigrationNames) await engine.markMigrationRolledBack({ migrationName })
    try {
      const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList: list, filters })
      for (const name of appliedMigrationNames) log(`applied ${name}`)
      return appliedMigrationNames
    } catch (error) {
      const { failedMigrationNames: failed } = await diagnose(engine, list)
      throw new MigrationError(
        `The migration ${failed.join(', ') || 'history'} could not be applied, and nothing of it was kept: ${describeEngineError(error)}`,
        { cause: error },
      )
    }
  })
}

function diagnose(engine: SchemaEngine, migrationsList: MigrationList) {
  return engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters })
}

async function requireSoundHistory(engine: SchemaEngine, list: MigrationList) {
  const diagnosis = await diagnose(engine, list)
  const edited = diagnosis.editedMigrationNames.filter(
    (name) => !diagnosis.failedMigrationNames.includes(name),
  )
  if (edited.length > 0) {
    throw new MigrationError(
      `The migration ${edited.join(', ')} was changed after it was applied to this database. Restore it and put the change into a new migration.`,
    )
  }
  const { history } = diagnosis
  if (history && history.diagnostic !== 'databaseIsBehind') {
    const unknown = history.unpersistedMigrationNames.filter(
      (name) => !diagnosis.failedMigrationNames.includes(name),
    )
    if (unknown.length > 0) {
      throw new MigrationError(
        `The database has migrations that this version does not know (${unknown.join(', ')}): it belongs to a newer version. Run that one, or restore a backup.`,
      )
    }
  }
  return diagnosis
}

/** The engine's message without its trace. */
function describeEngineError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const text = message.split(/\n\s+0: /)[0] ?? message
  return text.replace(/^external connector error\n(Error querying the database: )?/, '').trim()
}

async function diffDatabase({ url, schema }: { url: string; schema: string }): Promise<string> {
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

async function withAdvisoryLock<T>(url: string, work: () => Promise<T>): Promise<T> {
  const client = await connect(url)
  try {
    await client.query('SELECT pg_advisory_lock($1)', [advisoryLock])
    return await work()
  } finally {
    // The end of the session is the end of the lock.
    await client.end()
  }
}

async function withTemporaryDatabase<T>(url: string, work: (url: string) => Promise<T>): Promise<T> {
  const name = `framegate_diff_${randomBytes(6).toString('hex')}`
  const client = await connect(url)
  try {
    await client.query(`CREATE DATABASE ${name} TEMPLATE template0`)
    const temporary = new URL(url)
    temporary.pathname = `/${name}`
    try {
      return await work(temporary.href)
    } finally {
      await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    }
  } finally {
    await client.end()
  }
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  await client.connect()
  return client
}
