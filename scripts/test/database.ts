import { join } from 'node:path'
import { Client } from 'pg'
import { replaceDatabase, requireDatabase } from '../postgres/database-url'
import { startPostgres } from '../postgres/embedded'

export type TestServer = {
  /** A server whose account may create databases. */
  url: string
  /** The names of this run's databases begin with it. */
  prefix: string
  createDatabase: (name: string) => Promise<string>
  stop: () => Promise<void>
}

/** The PostgreSQL of a test run: the server of DATABASE_URL, or a separate fast cluster below `testDir`. */
export async function openTestServer(testDir: string): Promise<TestServer> {
  const prefix = `framegate_test_${process.pid}_`
  const given = process.env.DATABASE_URL
  if (given) await requireDatabase(given)
  const embedded = given
    ? null
    : await startPostgres({
        dataDir: join(testDir, 'postgres'),
        durable: false,
        exclusive: true,
        log: console.log,
      })
  const url = given ?? embedded?.url ?? ''
  // Nobody else uses our own cluster: what a killed run left there goes too.
  if (embedded) await dropDatabases(url, 'framegate_test_')
  return {
    url,
    prefix,
    createDatabase: async (name) => {
      await withClient(url, (client) => client.query(`CREATE DATABASE ${prefix}${name} TEMPLATE template0`))
      return replaceDatabase(url, `${prefix}${name}`)
    },
    stop: async () => {
      await dropDatabases(url, prefix)
      await embedded?.stop()
    },
  }
}

async function dropDatabases(url: string, prefix: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      'SELECT datname FROM pg_database WHERE starts_with(datname, $1) ORDER BY datistemplate',
      [prefix],
    )
    for (const { datname } of rows) {
      await client.query(`ALTER DATABASE "${datname}" IS_TEMPLATE false`)
      await client.query(`DROP DATABASE "${datname}" WITH (FORCE)`)
    }
  })
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
