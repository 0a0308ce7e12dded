import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'

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

/**
 * Bundles the stages' scripts from lib/stage and those for embedding pages from lib/embed into `outDir`, where the portal serves them by name.
 * Equal files stay untouched.
 */
export async function buildStages(outDir = 'public') {
  const built = await Promise.all([
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
  ])
  mkdirSync(`${outDir}/embed`, { recursive: true })
  for (const { path, contents } of built.flatMap(({ outputFiles }) => outputFiles)) {
    if (existsSync(path) && Buffer.compare(readFileSync(path), contents) === 0) continue
    // A server that runs meanwhile never reads half a file.
    const draft = `${path}.${process.pid}`
    writeFileSync(draft, contents)
    renameSync(draft, path)
  }
}
