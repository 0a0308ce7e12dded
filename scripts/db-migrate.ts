import { migrateDatabase } from '../lib/server/migrate'
import { openEnvironment } from './environment'
import { runScript } from './run-script'

await runScript(async () => {
  const { migrationUrl, embedded } = await openEnvironment()
  try {
    const applied = await migrateDatabase({ url: migrationUrl, log: console.log })
    if (applied.length === 0) console.log('nothing to apply: the database is up to date')
  } finally {
    await embedded?.stop()
  }
  return 0
})
