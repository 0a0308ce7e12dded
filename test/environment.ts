import { randomBytes } from 'node:crypto'
import { inject, vi } from 'vitest'
import { replaceDatabase } from '../scripts/postgres/database-url'

// A thread runs many files. Each has our own modules anew, and none of what an earlier one left on the global object.
vi.resetModules()
for (const name of Object.keys(globalThis))
  if (name.startsWith('framegate')) Reflect.deleteProperty(globalThis, name)

const { url, prefix } = inject('databaseServer')

const holder = globalThis as typeof globalThis & { environmentOfThread?: NodeJS.ProcessEnv }
holder.environmentOfThread ??= { ...process.env }
for (const name of Object.keys(process.env)) delete process.env[name]

// The name of this file's clone; test/database.ts makes it when the file needs one.
Object.assign(process.env, holder.environmentOfThread, {
  DATABASE_URL: replaceDatabase(url, `${prefix}${randomBytes(5).toString('hex')}`),
  PORT: '3000',
  PORTAL_ORIGIN: 'http://localhost:3000',
  SESSION_SECRET: 'the session secret of the tests, long enough',
  MASTER_KEYS: `1:${Buffer.alloc(32, 1).toString('base64')},2:${Buffer.alloc(32, 2).toString('base64')}`,
  ALLOW_LOOPBACK_WIDGETS: '1',
  OUTBOUND_ALLOW_ORIGINS: '',
  LOG_LEVEL: 'silent',
  JOBS: 'external',
})
for (const name of ['WIDGET_ORIGIN', 'SEED_DEMO', 'TRUST_PROXY', 'DATA_DIR']) {
  delete process.env[name]
}
