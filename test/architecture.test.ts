import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

type Planted = [path: string, source: string]

type Report = { diagnostics: { category: string; location: { path: string } }[] }

/** The rules that the project's Biome reports for each of these files, as if they were in the repository. */
function lintAll(files: Planted[]): string[][] {
  const root = mkdtempSync(join(tmpdir(), 'framegate-lint-'))
  try {
    const config = JSON.parse(readFileSync('biome.json', 'utf8'))
    writeFileSync(join(root, 'biome.json'), JSON.stringify({ ...config, vcs: { enabled: false } }))
    for (const [path, source] of files) {
      mkdirSync(join(root, dirname(path)), { recursive: true })
      writeFileSync(join(root, path), source)
    }
    const { diagnostics } = runBiome(root)
    return files.map(([path]) => {
      const own = diagnostics.filter((diagnostic) => diagnostic.location.path === path)
      return [...new Set(own.map((diagnostic) => diagnostic.category))]
    })
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

function runBiome(cwd: string): Report {
  const biome = resolve('node_modules/@biomejs/biome/bin/biome')
  const flags = [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '.']
  try {
    return JSON.parse(execFileSync(process.execPath, flags, { cwd, encoding: 'utf8', stdio: 'pipe' }))
  } catch (error) {
    // Found violations make it exit with 1.
    return JSON.parse(error instanceof Error && 'stdout' in error ? String(error.stdout) : '')
  }
}

/** Every file stands alone; the two that a rule names keep their name. */
function number(files: Planted[]): Planted[] {
  return files.map(([path, source], index) => [
    /\/(secrets|env)\.ts$/.test(path) ? path : path.replace(/(\/[\w-]+)(\.[\w.]+)$/, `$1-${index}$2`),
    source,
  ])
}

/** Each path and source with what Biome found there. */
function table(files: Planted[]): [string, string, string[]][] {
  const numbered = number(files)
  const found = lintAll(numbered)
  return numbered.map(([path, source], index) => [path, source.split('\n')[0] ?? '', found[index] ?? []])
}

const use = (what: string, module: string) =>
  `import { ${what} } from '${module}'\n\nexport const kept = ${what}\n`
const misplacedImports: Planted[] = [
  ['app/page.tsx', use('db', '@/lib/server/db')],
  ['app/api/x/route.ts', use('env', '@/lib/server/env')],
  ['app/page.tsx', use('signSureSend', '@/lib/protocols/sure-send')],
  ['app/page.tsx', use('enqueue', '@/lib/jobs/queue')],
  ['app/page.tsx', use('Pool', 'pg')],
  ['app/page.tsx', use('request', 'undici')],
  ['app/page.tsx', use('PrismaClient', '@prisma/client')],
  ['app/demo/x/route.ts', use('createWidget', '@/lib/domain/widgets')],
  ['app/demo/x/route.ts', use('env', '@/lib/server/env')],
  ['app/demo/x/route.ts', use('answerDocument', '@/lib/http/frame-document')],
  ['app/demo/x/route.ts', use('Button', '@/components/ui/button')],
  ['components/thing.tsx', use('createWidget', '@/lib/domain/widgets')],
  ['components/thing.tsx', use('db', '@/lib/server/db')],
  ['components/ui/thing.tsx', use('hasPermission', '@/lib/auth/permissions')],
  ['components/thing.tsx', use('loadWidget', '@/app/page-actor')],
  ['lib/protocols/thing.ts', use('readFileSync', 'node:fs')],
  ['lib/protocols/thing.ts', use('env', '@/lib/server/env')],
  ['lib/protocols/thing.ts', use('createWidget', '@/lib/domain/widgets')],
  ['lib/protocols/thing.ts', use('request', 'undici')],
  ['lib/domain/thing.ts', use('headers', 'next/headers')],
  ['lib/domain/thing.ts', use('cache', 'react')],
  ['lib/domain/thing.ts', use('route', '@/lib/http/route')],
  ['lib/domain/thing.ts', use('startWorker', '@/lib/jobs/worker')],
  ['lib/domain/thing.ts', use('unseal', '@/lib/server/seal')],
  ['lib/domain/secrets.ts', use('headers', 'next/headers')],
  ['lib/auth/thing.ts', use('unseal', '@/lib/server/seal')],
  ['lib/http/thing.ts', use('unseal', '@/lib/server/seal')],
  ['lib/http/thing.ts', use('signSureSend', '@/lib/protocols/sure-send')],
  ['lib/jobs/thing.ts', use('signSureSend', '@/lib/protocols/sure-send')],
  ['lib/jobs/thing.ts', use('loadWidget', '@/app/page-actor')],
  ['lib/server/thing.ts', use('createWidget', '@/lib/domain/widgets')],
  ['lib/server/thing.ts', use('hasPermission', '@/lib/auth/permissions')],
  ['lib/server/thing.ts', use('signSureSend', '@/lib/protocols/sure-send')],
  ['lib/domain/thing.schema.ts', use('env', '@/lib/server/env')],
  ['lib/domain/thing.schema.ts', use('createWidget', '@/lib/domain/widgets')],
  ['lib/domain/thing.schema.ts', use('randomUUID', 'node:crypto')],
  ['lib/http/thing.schema.ts', use('env', '@/lib/server/env')],
  ['lib/stage/thing.ts', use('env', '@/lib/server/env')],
  ['lib/stage/thing.ts', use('cache', 'react')],
  ['lib/stage/thing.ts', use('createWidget', '@/lib/domain/widgets')],
]

const otherViolations: [rule: string, path: string, source: string][] = [
  ...[
    'app/page.tsx',
    'lib/domain/thing.ts',
    'lib/server/thing.ts',
    'lib/http/thing.ts',
    'components/thing.ts',
  ].map((path): [string, string, string] => [
    'lint/style/noProcessEnv',
    path,
    'export const port = process.env.PORT\n',
  ]),
  ['lint/suspicious/noConsole', 'lib/domain/thing.ts', "console.log('x')\n"],
  ['lint/suspicious/noExplicitAny', 'lib/domain/thing.ts', 'export const x = (y: any) => y\n'],
  ['lint/style/useFilenamingConvention', 'lib/domain/theThing.ts', 'export const x = 1\n'],
]

const allowed: Planted[] = [
  ['app/page.tsx', use('createWidget', '@/lib/domain/widgets')],
  ['app/page.tsx', use('Button', '@/components/ui/button')],
  ['app/demo/x/route.ts', use('verifySureSend', '@/lib/protocols/sure-send')],
  ['app/demo/x/route.ts', use('AppError', '@/lib/errors')],
  ['app/demo/x/route.ts', use('html', '@/lib/html')],
  ['app/demo/x/route.ts', use('receive', '@/app/demo/receive')],
  ['app/demo/x/route.ts', 'export const file = process.env.DEMO_RECEIVERS_FILE\n'],
  ['components/thing.tsx', use('widgetIcons', '@/lib/domain/widgets.schema')],
  ['components/thing.tsx', use('Button', '@/components/ui/button')],
  ['lib/protocols/thing.ts', use('createHmac', 'node:crypto')],
  ['lib/protocols/thing.ts', use('AppError', '@/lib/errors')],
  ['lib/protocols/thing.ts', use('compactDecrypt', 'jose')],
  ['lib/domain/thing.ts', use('seal', '@/lib/server/seal')],
  ['lib/domain/thing.ts', use('signSureSend', '@/lib/protocols/sure-send')],
  ['lib/domain/thing.ts', use('enqueue', '@/lib/jobs/queue')],
  ['lib/domain/secrets.ts', use('unseal', '@/lib/server/seal')],
  ['lib/domain/thing.schema.ts', use('z', 'zod')],
  ['lib/domain/thing.schema.ts', use('placements', '@/lib/domain/widgets.schema')],
  ['lib/http/thing.ts', use('currentActor', '@/lib/auth/actor')],
  ['lib/stage/thing.ts', use('stageHello', '@/lib/stage/stage-data.schema')],
  [
    'lib/stage/thing.ts',
    "import type { Placement } from '@/lib/domain/placements.schema'\n\nexport type Kept = Placement\n",
  ],
  ['lib/jobs/thing.ts', use('endGraceOf', '@/lib/domain/rotation')],
  ['lib/server/thing.ts', use('AppError', '@/lib/errors')],
  ['lib/server/env.ts', 'export const port = process.env.PORT\n'],
  ['scripts/thing.ts', 'console.log(process.env.PORT)\n'],
]

describe('the linter finds what is planted', () => {
  test.each(table(misplacedImports))('in %s: %s', (_path, _source, found) => {
    expect(found).toEqual(['lint/style/noRestrictedImports'])
  })

  const others = table(otherViolations.map(([, path, source]) => [path, source]))
  test.each(others.map((row, index) => [...row, otherViolations[index]?.[0]] as const))(
    'in %s: %s',
    (_path, _source, found, rule) => {
      expect(found).toEqual([rule])
    },
  )
})

describe('the linter lets pass what is allowed', () => {
  test.each(table(allowed))('in %s: %s', (_path, _source, found) => {
    expect(found).toEqual([])
  })
})

test('no domain function takes its time from this machine’s clock: the database’s is the one that all processes share', () => {
  const files = readdirSync('lib/domain', { recursive: true, encoding: 'utf8' })
  const clocks = files
    .filter((file) => /(?<!\.test)\.ts$/.test(file))
    .filter((file) => /= new Date\(\)|= Date\.now\(\)/.test(readFileSync(join('lib/domain', file), 'utf8')))
  expect(clocks.filter((file) => !file.startsWith('signature-doctor/'))).toEqual([])
})
