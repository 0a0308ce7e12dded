import { resolve } from 'node:path'
import { Client } from 'pg'
import type { TestProject } from 'vitest/node'
import { migrateDatabase } from '../lib/server/migrate'
import { replaceDatabase } from '../scripts/postgres/database-url'
import { openTestServer } from '../scripts/test/database'

declare module 'vitest' {
  interface ProvidedContext {
    /** The server's URL, and the prefix of all databases of this run; `<prefix>template` is the migrated one. */
    databaseServer: { url: string; prefix: string }
  }
}

/** Migrates one template database a run; each file that needs a database clones it. Everything is dropped at the end. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL
  const own = given ? undefined : await openTestServer(resolve('.data/test'))
  const url = given ?? own?.url ?? ''
  const prefix = own?.prefix ?? `${process.env.TEST_DATABASE_PREFIX ?? `framegate_test_${process.pid}_`}unit_`
  const template = `${prefix}template`
  await withClient(url, (client) => client.query(`CREATE DATABASE "${template}" TEMPLATE template0`))
  await migrateDatabase({ url: replaceDatabase(url, template) })
  project.provide('databaseServer', { url, prefix })
  return async () => {
    await dropDatabases(url, prefix)
    await own?.stop()
  }
}

async function dropDatabases(url: string, prefix: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      'SELECT datname FROM pg_database WHERE starts_with(datname, $1)',
      [prefix],
    )
    for (const { datname } of rows) await client.query(`DROP DATABASE IF EXISTS "${datname}" WITH (FORCE)`)
  })
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
