import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Client } from 'pg'
import { migrateDatabase } from '@/lib/server/migrate'
import { startPostgres } from '@/scripts/postgres/embedded'
import { readParentId } from '@/scripts/postgres/process'

export type FreezableCluster = {
  url: string
  /** Stops all of the server's processes where they are: connections stay open and nothing answers. */
  freeze: () => Promise<void>
  thaw: () => Promise<void>
  stop: () => Promise<void>
}

/** A PostgreSQL that no other test uses, migrated. */
export async function startFreezableCluster(name: string): Promise<FreezableCluster> {
  const dataDir = resolve('.data/test', name)
  const server = await startPostgres({ dataDir: join(dataDir, 'postgres'), durable: false, exclusive: true })
  await migrateDatabase({ url: server.url })
  const postmaster = await readPostmaster(server.url)
  let frozen: number[] = []
  const thaw = async () => {
    for (const id of frozen) process.kill(id, 'SIGCONT')
    frozen = []
  }
  return {
    url: server.url,
    freeze: async () => {
      // The postmaster first: it can then start no other.
      process.kill(postmaster, 'SIGSTOP')
      frozen = [postmaster, ...(await listChildren(postmaster))]
      for (const id of frozen) process.kill(id, 'SIGSTOP')
    },
    thaw,
    stop: async () => {
      await thaw()
      await server.stop()
    },
  }
}

async function readPostmaster(url: string): Promise<number> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ id: number }>('SELECT pg_backend_pid() AS id')
    return (await readParentId(rows[0]?.id ?? 0)) ?? 0
  } finally {
    await client.end()
  }
}

async function listChildren(parent: number): Promise<number[]> {
  const ids = (await readdir('/proc')).map(Number).filter((id) => id > 1)
  const parents = await Promise.all(ids.map(readParentId))
  return ids.filter((_, index) => parents[index] === parent)
}
