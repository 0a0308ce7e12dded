import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openEnvironment } from '../bootstrap/environment'
import { runScript } from '../bootstrap/run-script'
import { SetupError } from '../bootstrap/setup-error'
import { diffMigrations } from './schema-diff'

await runScript(async () => {
  const name = process.argv.slice(2).find((argument) => argument !== '--') ?? ''
  if (!/^[a-z][a-z0-9_]{1,49}$/.test(name)) {
    throw new SetupError('Usage: npm run db:diff -- NAME, where NAME is like add_widget_notes (a-z, 0-9, _).')
  }
  const { migrationUrl, embedded } = await openEnvironment()
  try {
    const sql = await diffMigrations({ url: migrationUrl })
    if (!sql) {
      console.log('nothing to do: the migrations already lead to prisma/schema.prisma')
      return 0
    }
    const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
    const dir = join('prisma', 'migrations', `${stamp}_${name}`)
    await mkdir(dir)
    await writeFile(join(dir, 'migration.sql'), `${sql}\n`, { flag: 'wx' })
    console.log(`wrote ${join(dir, 'migration.sql')}: read it before you apply it with npm run db:migrate`)
  } finally {
    await embedded?.stop()
  }
  return 0
})
