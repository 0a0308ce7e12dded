import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, posix, relative, resolve } from 'node:path'
import { build } from 'esbuild'
import { runScript } from './run-script'
import { SetupError } from './setup-error'

await runScript(async () => {
  const outDir = resolve(process.argv[2] ?? 'dist/sdk')
  rmSync(outDir, { recursive: true, force: true })
  mkdirSync(outDir, { recursive: true })
  await writeModule(outDir)
  writeTypes(outDir)
  writePackage(outDir)
  console.log(`The package is in ${relative('.', outDir)}: index.js, index.d.ts, package.json, README.md.`)
  return 0
})

async function writeModule(outDir: string): Promise<void> {
  await build({
    entryPoints: ['lib/protocols/sdk.ts'],
    outfile: join(outDir, 'index.js'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // A dependency of the package, so that its fixes reach whoever installed it.
    external: ['jose'],
  })
}

/** The compiler's declarations, with the paths of this repository as paths within the package. */
function writeTypes(outDir: string): void {
  const typesDir = join(outDir, 'types')
  const flags = ['node_modules/typescript/bin/tsc', '-p', 'lib/protocols/tsconfig.json', '--outDir', typesDir]
  if (spawnSync(process.execPath, flags, { stdio: 'inherit' }).status !== 0)
    throw new SetupError('The types of the package do not compile.')
  for (const name of readdirSync(typesDir, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.d.ts')) continue
    const path = join(typesDir, name)
    const from = dirname(name).replaceAll('\\', '/')
    const text = readFileSync(path, 'utf8')
    writeFileSync(
      path,
      text.replace(/(['"])@\/lib\/([\w/-]+)\1/g, (_, quote: string, target: string) => {
        const place = posix.relative(from, target)
        return `${quote}${place.startsWith('.') ? place : `./${place}`}.js${quote}`
      }),
    )
  }
  writeFileSync(join(outDir, 'index.d.ts'), "export * from './types/protocols/sdk.js'\n")
}

function writePackage(outDir: string): void {
  const { version, license, engines, dependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
  const manifest = {
    name: '@framegate/protocols',
    version,
    description: 'Signs and verifies widget launches and connector calls, for servers',
    license,
    type: 'module',
    engines,
    exports: { '.': { types: './index.d.ts', default: './index.js' } },
    types: './index.d.ts',
    dependencies: { jose: dependencies.jose },
  }
  writeFileSync(join(outDir, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  cpSync('lib/protocols/README.md', join(outDir, 'README.md'))
}
