import { grantApplication } from '../../lib/server/grants'
import { migrateDatabase } from '../../lib/server/migrate'
import { openEnvironment } from '../bootstrap/environment'
import { runScript } from '../bootstrap/run-script'

await runScript(async () => {
  const { migrationUrl, databaseUrl, embedded } = await openEnvironment()
  try {
    const applied = await migrateDatabase({ url: migrationUrl, log: console.log })
    await grantApplication({ migrationUrl, applicationUrl: databaseUrl })
    if (applied.length === 0) console.log('nothing to apply: the database is up to date')
  } finally {
    await embedded?.stop()
  }
  return 0
})
