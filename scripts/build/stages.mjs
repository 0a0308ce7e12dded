import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { pinnedNameOf } from '../../lib/server/embed-files.mjs'

/** Documents of the portal run these. */
const names = ['stage', 'sandbox-stage', 'embed-frame']

const shared = {
  bundle: true,
  write: false,
  minify: true,
  platform: 'browser',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
}

/** The script of the wire, as the portal serves it and as packages for partners have it. */
export const widgetScript = {
  ...shared,
  format: 'esm',
  charset: 'ascii',
  entryPoints: ['lib/wire/widget-v1.ts'],
}

/**
 * Bundles the stages' scripts from lib/stage, those for embedding pages from lib/embed and the one for widgets from lib/wire into `outDir`,
 * where the portal serves them by name.
 * Equal files stay untouched, and earlier ones with a hash in their name stay.
 */
export async function buildStages(outDir = 'public') {
  const [stages, ...embeds] = await Promise.all([
    build({
      ...shared,
      format: 'iife',
      entryPoints: names.map((name) => `lib/stage/${name}.ts`),
      outdir: outDir,
    }),
    build({
      ...shared,
      format: 'iife',
      charset: 'ascii',
      entryPoints: ['lib/embed/v1.ts'],
      outfile: `${outDir}/embed/v1.js`,
    }),
    build({
      ...shared,
      format: 'esm',
      charset: 'ascii',
      entryPoints: ['lib/embed/v1-module.ts'],
      outfile: `${outDir}/embed/v1.mjs`,
    }),
    build({ ...widgetScript, outfile: `${outDir}/widget/v1.mjs` }),
  ])
  for (const { path, contents } of stages.outputFiles) writeCompressed(path, contents)
  for (const { path, contents } of embeds.flatMap(({ outputFiles }) => outputFiles)) {
    writeCompressed(path, contents)
    if (path.endsWith('v1.js')) writeCompressed(`${outDir}/embed/${pinnedNameOf(contents)}`, contents)
  }
}

/** With a copy beside it for each coding that the server sends. */
export function writeCompressed(path, contents) {
  const isSame = !writeChanged(path, contents)
  if (isSame && existsSync(`${path}.br`) && existsSync(`${path}.gz`)) return
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: contents.length }
  writeChanged(`${path}.br`, brotliCompressSync(contents, { params }))
  writeChanged(`${path}.gz`, gzipSync(contents, { level: 9 }))
}

/** Whether it was not there like that. */
function writeChanged(path, contents) {
  if (existsSync(path) && Buffer.compare(readFileSync(path), contents) === 0) return false
  mkdirSync(dirname(path), { recursive: true })
  // A server that runs meanwhile never reads half a file.
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, contents)
  renameSync(draft, path)
  return true
}
