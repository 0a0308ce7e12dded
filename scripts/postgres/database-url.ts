import { Client } from 'pg'
import { SetupError } from '../bootstrap/setup-error'

const connectSecondsMax = 10

/** Proves that a PostgreSQL answers at the URL. Throws SetupError with one sentence that never holds the password. */
export async function requireDatabase(url: string, name = 'DATABASE_URL'): Promise<void> {
  const { host, database, user } = parseDatabaseUrl(url, name)
  const client = new Client({ connectionString: url, connectionTimeoutMillis: connectSecondsMax * 1000 })
  client.on('error', () => {})
  try {
    await client.connect()
  } catch (error) {
    throw new SetupError(`${name}: ${describeFailure({ error, host, database, user })}`)
  } finally {
    await client.end().catch(() => {})
  }
}

/** The same server and account with another database. */
export function replaceDatabase(url: string, database: string): string {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}

function parseDatabaseUrl(url: string, name: string): { host: string; database: string; user: string } {
  try {
    const { protocol, host, pathname, username, password } = new URL(url)
    decodeURIComponent(password)
    if (!/^postgres(ql)?:$/.test(protocol)) throw new TypeError('not PostgreSQL')
    return {
      host: host || 'the local socket',
      database: pathname.slice(1),
      user: decodeURIComponent(username),
    }
  } catch {
    throw new SetupError(
      `${name} is not a PostgreSQL URL; it should look like postgresql://user:password@host:5432/framegate, with special characters of the password percent-encoded.`,
    )
  }
}

function describeFailure(input: { error: unknown; host: string; database: string; user: string }): string {
  const { error, host, database, user } = input
  const code = readCode(error)
  switch (code) {
    case 'ECONNREFUSED':
      return `nothing is listening at ${host} (connection refused). Is the server running?`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the host of ${host} could not be found.`
    case '28P01':
    case '28000':
      return `${host} refused the user "${user}" or its password.`
    case '3D000':
      return `the database "${database}" does not exist at ${host}. Create it first (createdb ${database}).`
    case '53300':
      return `${host} has no free connections.`
    default:
      return `no connection to ${host}: ${error instanceof Error ? error.message : 'unknown reason'}${code ? ` (${code})` : ''}.`
  }
}

/** A name with several addresses fails with one error for each; they share their reason. */
function readCode(error: unknown): string {
  const first = error instanceof AggregateError ? error.errors[0] : error
  return first instanceof Error && 'code' in first && typeof first.code === 'string' ? first.code : ''
}
