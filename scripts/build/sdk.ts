import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, posix, relative, resolve } from 'node:path'
import { build } from 'esbuild'
import { runScript } from '../bootstrap/run-script'
import { SetupError } from '../bootstrap/setup-error'
import { typesOf } from './script-types.mjs'
import { widgetScript } from './stages.mjs'

await runScript(async () => {
  const outDir = resolve(process.argv[2] ?? 'dist/sdk')
  rmSync(outDir, { recursive: true, force: true })
  mkdirSync(outDir, { recursive: true })
  const names = await writeModule(outDir)
  writeTypes(outDir)
  await writeWidgetModule(outDir)
  writeRefusal(outDir, names)
  writePackage(outDir)
  if (!process.argv.includes('--quiet'))
    console.log(
      `The package is in ${relative('.', outDir)}: index.js, unsupported.js, index.d.ts, widget.js, widget.d.ts, package.json, README.md.`,
    )
  return 0
})

/** Resolves to the names that it exports. */
async function writeModule(outDir: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: ['lib/protocols/sdk.ts'],
    outfile: join(outDir, 'index.js'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // A dependency of the package, so that its fixes reach everyone who installed it.
    external: ['jose'],
    metafile: true,
  })
  return Object.values(metafile.outputs).flatMap((output) => output.exports)
}

/**
 * What a runtime without node:crypto imports in place of the package: an error that says so, at once and not at the first launch. The
 * names stand there for bundlers, which look for them before anything runs.
 */
function writeRefusal(outDir: string, names: readonly string[]): void {
  const message =
    '@framegate/protocols needs node:crypto, which this runtime does not have. Verify in a server with Node.js 20.19 or newer, not in an edge function or a browser.'
  const lines = names.map((name) => `export const ${name} = undefined`)
  writeFileSync(
    join(outDir, 'unsupported.js'),
    `${lines.join('\n')}\nthrow Object.assign(new Error(${JSON.stringify(message)}), { code: 'ERR_UNSUPPORTED_RUNTIME' })\n`,
  )
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

/** What a widget's page imports: the module that the portal serves, for pages that bundle their scripts. */
async function writeWidgetModule(outDir: string): Promise<void> {
  await build({ ...widgetScript, minify: false, write: true, outfile: join(outDir, 'widget.js') })
  writeFileSync(join(outDir, 'widget.d.ts'), await typesOf('lib/wire/widget-v1'))
}

function writePackage(outDir: string): void {
  const { version, license, engines, dependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
  const manifest = {
    name: '@framegate/protocols',
    version,
    description:
      'Signs and verifies widget launches and connector calls in servers, and talks to the host in widgets',
    license,
    type: 'module',
    engines,
    exports: {
      '.': {
        types: './index.d.ts',
        // Cloudflare's runtime has node:crypto by a flag, and names the flag itself where it is not set.
        workerd: './index.js',
        'edge-light': './unsupported.js',
        browser: './unsupported.js',
        default: './index.js',
      },
      './widget': { types: './widget.d.ts', default: './widget.js' },
    },
    types: './index.d.ts',
    dependencies: { jose: dependencies.jose },
  }
  writeFileSync(join(outDir, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  cpSync('lib/protocols/README.md', join(outDir, 'README.md'))
}
