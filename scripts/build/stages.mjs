import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'

const names = ['stage', 'sandbox-stage', 'embed-frame']

/** Bundles the stages' scripts from lib/stage into `outDir`, where the portal serves them by name. Equal files stay untouched. */
export async function buildStages(outDir = 'public') {
  const { outputFiles } = await build({
    entryPoints: names.map((name) => `lib/stage/${name}.ts`),
    outdir: outDir,
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
  })
  mkdirSync(outDir, { recursive: true })
  for (const { path, contents } of outputFiles) {
    if (existsSync(path) && Buffer.compare(readFileSync(path), contents) === 0) continue
    // A server that runs meanwhile never reads half a file.
    const draft = `${path}.${process.pid}`
    writeFileSync(draft, contents)
    renameSync(draft, path)
  }
}
