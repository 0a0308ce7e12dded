import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Logger, runMigrations } from 'graphile-worker'
import { Client } from 'pg'

type Migration = { name: string; sql: string; checksum: string }
type AppliedRow = { name: string; checksum: string; isFinished: boolean }
type MigrationErrorCode =
  | 'migration_failed'
  | 'migration_edited'
  | 'migration_unknown'
  | 'migration_database_not_empty'

// The first is the one of this portal's former versions, the second Prisma's own: neither runs beside this.
const advisoryLocks = [5_271_996_042, 72_707_369]

/** A migration that did not apply, or a history that does not fit. The message is written for the operator. */
export class MigrationError extends Error {
  override name = 'MigrationError'
  readonly code: MigrationErrorCode

  constructor(code: MigrationErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/**
 * Brings the database of `url` to the latest migration, then runs graphile-worker's own migrations.
 * One at a time for all callers of this database. Returns the names it applied.
 * Throws MigrationError when a migration fails (it is rolled back) or was edited after it was applied.
 */
export async function migrateDatabase(input: {
  url: string
  /** The folder of schema.prisma and migrations/. */
  prismaDir?: string
  log?: (line: string) => void
}): Promise<string[]> {
  const { url, prismaDir = join(process.cwd(), 'prisma'), log = () => {} } = input
  const migrations = await readMigrations(join(prismaDir, 'migrations'))
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    // The end of the session is the end of the locks, and of a transaction that failed.
    for (const lock of advisoryLocks) await client.query('SELECT pg_advisory_lock($1)', [lock])
    const pending = await findPending(client, migrations)
    for (const migration of pending) {
      await applyMigration(client, migration)
      log(`applied ${migration.name}`)
    }
    await runMigrations({ connectionString: url, logger: new Logger(() => () => {}) })
    return pending.map(({ name }) => name)
  } finally {
    await client.end()
  }
}

async function readMigrations(dir: string): Promise<Migration[]> {
  const entries = await readdir(dir, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return await Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(dir, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: checksumOf(sql) }
    }),
  )
}

/** What the database does not have yet, once its history is known to be the beginning of ours. */
async function findPending(client: Client, migrations: readonly Migration[]): Promise<Migration[]> {
  await requireHistoryTable(client)
  const { rows } = await client.query<AppliedRow>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS "isFinished"
     FROM public._prisma_migrations WHERE rolled_back_at IS NULL`,
  )
  const applied = rows.filter(({ isFinished }) => isFinished)
  const known = new Map(migrations.map((migration) => [migration.name, migration]))
  const edited = applied.filter(({ name, checksum }) => isEdited(known.get(name), checksum))
  if (edited.length > 0) {
    throw new MigrationError(
      'migration_edited',
      `The migration ${listNames(edited)} was changed after it was applied to this database. Restore it and put the change into a new migration.`,
    )
  }
  const unknown = applied.filter(({ name }) => !known.has(name))
  if (unknown.length > 0) {
    throw new MigrationError(
      'migration_unknown',
      `The database has migrations that this version does not know (${listNames(unknown)}): it belongs to a newer version. Run that one, or restore a backup.`,
    )
  }
  // A former version, or Prisma, began these. Each of our files is one transaction, so nothing of them is there.
  await client.query(
    'UPDATE public._prisma_migrations SET rolled_back_at = now() WHERE finished_at IS NULL AND rolled_back_at IS NULL',
  )
  const appliedNames = new Set(applied.map(({ name }) => name))
  return migrations.filter(({ name }) => !appliedNames.has(name))
}

/** Makes Prisma's table in a database without tables; one that holds something else is not ours to change. */
async function requireHistoryTable(client: Client): Promise<void> {
  const { rows } = await client.query<{ hasHistory: boolean; hasTables: boolean }>(
    `SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS "hasHistory", EXISTS (
       SELECT FROM pg_class c WHERE c.relnamespace = to_regnamespace('public') AND c.relkind IN ('r', 'p')
         AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
     ) AS "hasTables"`,
  )
  if (rows[0]?.hasHistory) return
  if (rows[0]?.hasTables) {
    throw new MigrationError(
      'migration_database_not_empty',
      'The database contains tables from another application. Create an empty database and set DATABASE_URL to it.',
    )
  }
  await client.query(`CREATE TABLE public._prisma_migrations (
    id VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum VARCHAR(64) NOT NULL,
    finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL,
    logs TEXT,
    rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
  )`)
}

async function applyMigration(client: Client, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query('BEGIN')
    await client.query(sql)
    await client.query(
      `INSERT INTO public._prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    )
    await client.query('COMMIT')
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new MigrationError(
      'migration_failed',
      `The migration ${name} failed and was rolled back: ${reason}`,
      { cause },
    )
  }
}

/** Line ends are not an edit: a checkout may have changed them. */
function isEdited(migration: Migration | undefined, checksum: string): boolean {
  if (!migration) return false
  const unix = migration.sql.replaceAll('\r\n', '\n')
  return ![migration.checksum, checksumOf(unix), checksumOf(unix.replaceAll('\n', '\r\n'))].includes(checksum)
}

/** As Prisma writes it. */
function checksumOf(sql: string): string {
  return createHash('sha256').update(sql).digest('hex')
}

function listNames(rows: readonly AppliedRow[]): string {
  return rows.map(({ name }) => name).join(', ')
}
