import { randomBytes } from 'node:crypto'
import { constants, copyFileSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { requireDatabase } from '../postgres/database-url'
import { type PostgresServer, startPostgres } from '../postgres/embedded'
import { SetupError } from './setup-error'

type Settings = Record<string, string | undefined>

export type OpenEnvironment = {
  /** Everything the server reads, also set in process.env. */
  settings: Settings
  databaseUrl: string
  /** The role that may change the schema; the same as databaseUrl unless MIGRATION_DATABASE_URL is set. */
  migrationUrl: string
  demo: boolean
  /** Set when the database is our own. */
  embedded: PostgresServer | null
}

/**
 * Settles every setting (what the operator set wins, the demo fills the gaps), starts or checks the
 * database, and puts the result into process.env. Throws SetupError with one clear sentence.
 */
export async function openEnvironment({
  log = console.log,
  exclusive = false,
}: {
  log?: (line: string) => void
  /** Refuses to share the embedded database with another process. */
  exclusive?: boolean
} = {}): Promise<OpenEnvironment> {
  const settings = resolveSettings(
    exclusive ? process.env : { ...readDemoAddress(process.env), ...process.env },
  )
  const embedded = settings.DATABASE_URL
    ? null
    : await startPostgres({ dataDir: join(settings.DATA_DIR ?? '.data', 'postgres'), log, exclusive })
  const databaseUrl = embedded?.url ?? settings.DATABASE_URL ?? ''
  const migrationUrl = settings.MIGRATION_DATABASE_URL || databaseUrl
  if (!embedded) await requireDatabase(databaseUrl)
  if (!embedded && migrationUrl !== databaseUrl) await requireDatabase(migrationUrl, 'MIGRATION_DATABASE_URL')
  settings.DATABASE_URL = databaseUrl
  for (const [name, value] of Object.entries(settings)) {
    if (value !== undefined) process.env[name] = value
  }
  return { settings, databaseUrl, migrationUrl, demo: settings.SEED_DEMO === '1', embedded }
}

/** The settings without the database's address when it is embedded. Writes the keys' file on first use. */
export function resolveSettings(given: Settings): Settings {
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value?.trim()))
  const isDemo = !set.DATABASE_URL || set.SEED_DEMO === '1'
  const dataDir = resolve(set.DATA_DIR ?? '.data')
  const port = requirePort(set.PORT)
  const base = { NODE_ENV: 'production', PORT: port, DATA_DIR: dataDir }
  if (!isDemo) {
    requireOperatorSettings(set)
    return { ...base, ...set, PORT: port, DATA_DIR: dataDir }
  }

  mkdirSync(dataDir, { recursive: true, mode: 0o755 })
  const keys = set.MASTER_KEYS && set.SESSION_SECRET ? {} : readOrCreateKeys(join(dataDir, 'keys.json'))
  const widgetOrigin = set.WIDGET_ORIGIN ?? `http://127.0.0.1:${port}`
  return {
    ...base,
    SEED_DEMO: '1',
    PORTAL_ORIGIN: `http://localhost:${port}`,
    WIDGET_ORIGIN: widgetOrigin,
    OUTBOUND_ALLOW_ORIGINS: widgetOrigin,
    ALLOW_LOOPBACK_WIDGETS: '1',
    OUTBOUND_ALLOW_LOOPBACK: '1',
    ...keys,
    ...set,
    PORT: port,
    DATA_DIR: dataDir,
  }
}

/** Where the demo was started last, so that a command beside it prints links that open. */
export function readDemoAddress({
  DATABASE_URL,
  PORT,
  PORTAL_ORIGIN,
  DATA_DIR = '.data',
}: Settings): Settings {
  if (DATABASE_URL || PORT || PORTAL_ORIGIN) return {}
  try {
    const { url } = JSON.parse(readFileSync(join(DATA_DIR, 'demo.json'), 'utf8'))
    const { origin, port } = new URL(url)
    return { PORTAL_ORIGIN: origin, ...(port ? { PORT: port } : {}) }
  } catch {
    return {}
  }
}

function requirePort(value = '3000'): string {
  const port = Number(value)
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return String(port)
  throw new SetupError(`PORT must be a number between 1 and 65535; it is "${value}".`)
}

function requireOperatorSettings(set: Settings): void {
  const advice = {
    MASTER_KEYS: 'Create one with: echo "1:$(openssl rand -base64 32)"',
    SESSION_SECRET: 'Create one with: openssl rand -base64 32',
    PORTAL_ORIGIN: 'It is the address that people open, such as https://portal.example.com',
  }
  for (const [name, text] of Object.entries(advice)) {
    if (set[name]) continue
    throw new SetupError(`${name} must be set when DATABASE_URL is. ${text} See docs/operations.md.`)
  }
}

/** Random keys of this installation. A second caller gets the keys of the first. */
function readOrCreateKeys(path: string): Settings {
  const draft = `${path}.${process.pid}`
  const fresh = {
    MASTER_KEYS: `1:${randomBytes(32).toString('base64')}`,
    SESSION_SECRET: randomBytes(32).toString('base64'),
  }
  writeFileSync(draft, `${JSON.stringify(fresh, null, 2)}\n`, { mode: 0o600 })
  try {
    placeOnce(draft, path)
  } finally {
    rmSync(draft, { force: true })
  }
  try {
    const { MASTER_KEYS, SESSION_SECRET }: Settings = JSON.parse(readFileSync(path, 'utf8'))
    if (MASTER_KEYS && SESSION_SECRET) return { MASTER_KEYS, SESSION_SECRET }
  } catch {
    // The sentence below is for both.
  }
  throw new SetupError(
    `${path} doesn't contain valid keys. Restore the file: without it, the stored secrets can't be opened. To start over, remove the data folder.`,
  )
}

/** Puts a whole file in place unless there is one. */
function placeOnce(draft: string, path: string): void {
  for (const place of [linkSync, copyExclusive]) {
    try {
      place(draft, path)
      return
    } catch (error) {
      // Some file systems have no hard links: then the second way.
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return
      if (place === copyExclusive) throw error
    }
  }
}

function copyExclusive(draft: string, path: string): void {
  copyFileSync(draft, path, constants.COPYFILE_EXCL)
}
