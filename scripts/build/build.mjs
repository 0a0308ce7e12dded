import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withLock } from '../bootstrap/lock.mjs'
import { hashSources, readStamp } from '../bootstrap/source-hash.mjs'
import { runNode, runStep } from '../bootstrap/step.mjs'
import { compressStatic } from './compress-static.mjs'
import { buildDownloads, downloads } from './downloads.mjs'
import { buildScriptTypes, scriptTypes } from './script-types.mjs'
import { buildStages } from './stages.mjs'

// Builds the application into NEXT_DIST_DIR (.next) when its sources differ from the last build there.

const sources = [
  'app',
  'cli',
  'components',
  'lib',
  'public',
  'next.config.mjs',
  'proxy.ts',
  'instrumentation.ts',
  'postcss.config.mjs',
  'package-lock.json',
  'prisma/schema.prisma',
]

const distDir = process.env.NEXT_DIST_DIR || '.next'
process.exitCode = await withLock(
  join('.data', `build${distDir.replaceAll('/', '-')}.lock`),
  buildIfChanged,
  {
    onWait: (id) => console.log(`waiting for the build of process ${id} …`),
  },
)

async function buildIfChanged() {
  await buildStages()
  const stampPath = join(distDir, 'framegate-stamp')
  const hash = hashSources(sources, { exclude: isNotBuilt })
  if (readStamp(stampPath) === hash && [...downloads, ...scriptTypes].every((path) => existsSync(path)))
    return 0
  rmSync(stampPath, { force: true })
  await buildDownloads()
  await buildScriptTypes()
  const env = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', NEXT_DIST_DIR: distDir }
  const code = await runStep('Building the application', () =>
    runNode(['node_modules/next/dist/bin/next', 'build'], { env, quiet: true }),
  )
  if (code === 0) {
    await compressStatic(join(distDir, 'static'))
    writeFileSync(stampPath, hash)
  }
  return code
}

function isNotBuilt(path) {
  const isTypes = scriptTypes.some((types) => path.startsWith(types))
  return (
    downloads.includes(path) ||
    isTypes ||
    path === join('lib', 'server', 'prisma') ||
    /\.test\.tsx?$/.test(path)
  )
}
