import { Client } from 'pg'
import { afterAll, inject } from 'vitest'
import { db } from '@/lib/server/db'
import { env } from '@/lib/server/env'
import { replaceDatabase } from '@/scripts/postgres/database-url'

const server = inject('databaseServer')
const name = new URL(env().DATABASE_URL).pathname.slice(1)

await withServer((client) => client.query(`CREATE DATABASE "${name}" TEMPLATE "${server.prefix}template"`))

afterAll(async () => {
  await db().$disconnect()
  await withServer((client) => client.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`))
})

/** A separate session as the owner of this file's database, beside the application's pool. */
export async function withDatabase<T>(work: (client: Client) => Promise<T>): Promise<T> {
  return withClient(env().DATABASE_URL, work)
}

/** One more database of this run, empty. It is dropped with the others at the end. */
export function createEmptyDatabase(suffix: string): Promise<string> {
  return createDatabase(suffix, 'template0')
}

/** One more database of this run, migrated and without a row. */
export function createMigratedDatabase(suffix: string): Promise<string> {
  return createDatabase(suffix, `${server.prefix}template`)
}

async function createDatabase(suffix: string, template: string): Promise<string> {
  await withServer((client) => client.query(`CREATE DATABASE "${name}_${suffix}" TEMPLATE "${template}"`))
  return replaceDatabase(server.url, `${name}_${suffix}`)
}

function withServer<T>(work: (client: Client) => Promise<T>): Promise<T> {
  return withClient(server.url, work)
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
