import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { replaceDatabase } from '../scripts/postgres/database-url'

const { url, prefix } = inject('databaseServer')

// The name of this file's clone; test/database.ts makes it when the file needs one.
Object.assign(process.env, {
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
