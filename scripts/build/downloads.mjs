import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import { create } from 'tar'
import { runNode } from '../bootstrap/step.mjs'
import { widgetScript } from './stages.mjs'

/** The packages that the portal serves to partners, as npm and npx install them by address. */
export const downloads = ['framegate.tgz', 'framegate-protocols.tgz'].map((name) => join('public', name))

/** Packs the command line and the library for partners. Equal content makes equal files, which stay untouched. */
export async function buildDownloads(outDir = 'public') {
  const folder = await mkdtemp(join(tmpdir(), 'framegate-downloads-'))
  try {
    await writeCommand(join(folder, 'command/package'))
    await pack(join(folder, 'command'), join(outDir, 'framegate.tgz'))
    const code = await runNode([
      '--import',
      'tsx',
      'scripts/build/sdk.ts',
      join(folder, 'library/package'),
      '--quiet',
    ])
    if (code !== 0) throw new Error('The library for partners was not built.')
    await pack(join(folder, 'library'), join(outDir, 'framegate-protocols.tgz'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The command in one file without dependencies, so that it runs on a machine that has nothing but Node.js. */
async function writeCommand(folder) {
  const { version, license, engines } = JSON.parse(readFileSync('package.json', 'utf8'))
  await build({
    entryPoints: ['cli/framegate.ts'],
    outfile: join(folder, 'framegate.mjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // The browser part says that it is missing where these are.
    external: ['playwright-core', 'axe-core'],
    // Packages that are CommonJS ask for Node's modules by require.
    banner: {
      js: "#!/usr/bin/env node\nimport { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    legalComments: 'none',
  })
  // A certification in a browser answers with it as the portal would.
  await build({ ...widgetScript, write: true, outfile: join(folder, 'widget-v1.mjs') })
  const manifest = {
    name: 'framegate',
    version,
    description: 'Signs, certifies and examines widget launches, and manages widgets as code',
    license,
    type: 'module',
    bin: { framegate: 'framegate.mjs' },
    engines,
  }
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}

async function pack(folder, outFile) {
  const draft = `${outFile}.${process.pid}`
  mkdirSync(dirname(outFile), { recursive: true })
  await create({ file: draft, cwd: folder, gzip: true, portable: true, mtime: new Date(0) }, ['package'])
  const isSame = existsSync(outFile) && Buffer.compare(readFileSync(outFile), readFileSync(draft)) === 0
  // A server that runs meanwhile never reads half a file.
  if (isSame) rmSync(draft)
  else renameSync(draft, outFile)
}
