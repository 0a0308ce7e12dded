import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
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
    copyFileSync('biome.rooms.json', join(root, 'biome.rooms.json'))
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

/** Every file is independent; the two that a rule names keep their name. */
function number(files: Planted[]): Planted[] {
  return files.map(([path, source], index) => [
    /\/(sealing|env)\.ts$/.test(path) ? path : path.replace(/(\/[\w-]+)(\.[\w.]+)$/, `$1-${index}$2`),
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
const importAll = (module: string) => `import * as all from '${module}'\n\nexport const kept = all\n`
const misplacedImports: Planted[] = [
  ['app/page.tsx', use('db', '@/lib/server/db')],
  ['app/api/x/route.ts', use('env', '@/lib/server/env')],
  ['app/page.tsx', use('signSureSend', '@/lib/protocols/sure-send')],
  ['app/page.tsx', use('enqueue', '@/lib/jobs/queue')],
  ['app/page.tsx', use('Pool', 'pg')],
  ['app/page.tsx', use('request', 'undici')],
  ['app/page.tsx', use('PrismaClient', '@prisma/client')],
  ['app/demo/x/route.ts', use('createWidget', '@/lib/domain/widgets/widgets')],
  ['app/demo/x/route.ts', use('env', '@/lib/server/env')],
  ['app/demo/x/route.ts', use('answerDocument', '@/lib/http/frame-document')],
  ['app/demo/x/route.ts', use('Button', '@/components/ui/button')],
  ['components/thing.tsx', use('createWidget', '@/lib/domain/widgets/widgets')],
  ['components/thing.tsx', use('db', '@/lib/server/db')],
  ['components/ui/thing.tsx', use('hasPermission', '@/lib/auth/permissions')],
  ['components/thing.tsx', use('loadWidget', '@/app/page-actor')],
  ['lib/protocols/thing.ts', use('readFileSync', 'node:fs')],
  ['lib/protocols/thing.ts', use('env', '@/lib/server/env')],
  ['lib/protocols/thing.ts', use('createWidget', '@/lib/domain/widgets/widgets')],
  ['lib/protocols/thing.ts', use('request', 'undici')],
  ['lib/domain/crm/thing.ts', use('headers', 'next/headers')],
  ['lib/domain/crm/thing.ts', use('cache', 'react')],
  ['lib/domain/crm/thing.ts', use('route', '@/lib/http/route')],
  ['lib/domain/crm/thing.ts', use('startWorker', '@/lib/jobs/worker')],
  ['lib/domain/crm/thing.ts', use('unseal', '@/lib/server/seal')],
  ['lib/domain/secrets/sealing.ts', use('headers', 'next/headers')],
  ['lib/domain/secrets/openers.ts', use('unseal', '@/lib/server/seal')],
  ['lib/domain/sandbox/thing.ts', use('unsealValue', '@/lib/domain/secrets/sealing')],
  ['lib/domain/launches/thing.ts', importAll('@/lib/domain/secrets/sealing')],
  ['lib/domain/crm/thing.ts', importAll('@/lib/server/seal')],
  ['lib/domain/sandbox/thing.ts', importAll('@/lib/domain/secrets/openers')],
  ['lib/domain/launches/thing.ts', use('openForSandbox', '@/lib/domain/secrets/openers')],
  ['lib/domain/sandbox/thing.ts', use('openForVerifying', '@/lib/domain/secrets/openers')],
  ['lib/domain/connectors/thing.ts', use('openForSigning', '@/lib/domain/secrets/openers')],
  ['lib/domain/postbacks/thing.ts', use('openForDiagnosis', '@/lib/domain/secrets/openers')],
  ['lib/domain/widgets/thing.ts', use('openForSigning', '@/lib/domain/secrets/openers')],
  ['app/page.tsx', use('openForSigning', '@/lib/domain/secrets/openers')],
  ['app/page.tsx', use('unsealValue', '@/lib/domain/secrets/sealing')],
  ['lib/http/thing.ts', use('openKeptAnswer', '@/lib/domain/secrets/openers')],
  ['lib/auth/thing.ts', use('unseal', '@/lib/server/seal')],
  ['lib/http/thing.ts', use('unseal', '@/lib/server/seal')],
  ['lib/http/thing.ts', use('signSureSend', '@/lib/protocols/sure-send')],
  ['lib/jobs/thing.ts', use('signSureSend', '@/lib/protocols/sure-send')],
  ['lib/jobs/thing.ts', use('loadWidget', '@/app/page-actor')],
  ['lib/server/thing.ts', use('createWidget', '@/lib/domain/widgets/widgets')],
  ['lib/server/thing.ts', use('hasPermission', '@/lib/auth/permissions')],
  ['lib/server/thing.ts', use('signSureSend', '@/lib/protocols/sure-send')],
  ['lib/domain/crm/thing.schema.ts', use('env', '@/lib/server/env')],
  ['lib/domain/crm/thing.schema.ts', use('createWidget', '@/lib/domain/widgets/widgets')],
  ['lib/domain/crm/thing.schema.ts', use('randomUUID', 'node:crypto')],
  ['lib/http/thing.schema.ts', use('env', '@/lib/server/env')],
  ['lib/stage/thing.ts', use('env', '@/lib/server/env')],
  ['lib/stage/thing.ts', use('cache', 'react')],
  ['lib/stage/thing.ts', use('createWidget', '@/lib/domain/widgets/widgets')],
  ['lib/embed/thing.ts', use('env', '@/lib/server/env')],
  ['lib/embed/thing.ts', use('cache', 'react')],
  ['lib/embed/thing.ts', use('portalCalls', '@/lib/stage/portal-calls')],
  ['lib/wire/thing.ts', use('stageHello', '@/lib/stage/stage-data.schema')],
]

const otherViolations: [rule: string, path: string, source: string][] = [
  ...[
    'app/page.tsx',
    'lib/domain/crm/thing.ts',
    'lib/server/thing.ts',
    'lib/http/thing.ts',
    'components/thing.ts',
  ].map((path): [string, string, string] => [
    'lint/style/noProcessEnv',
    path,
    'export const port = process.env.PORT\n',
  ]),
  ['lint/suspicious/noConsole', 'lib/domain/crm/thing.ts', "console.log('x')\n"],
  ['lint/suspicious/noExplicitAny', 'lib/domain/crm/thing.ts', 'export const x = (y: any) => y\n'],
  ['lint/style/useFilenamingConvention', 'lib/domain/crm/theThing.ts', 'export const x = 1\n'],
]

const allowed: Planted[] = [
  ['app/page.tsx', use('createWidget', '@/lib/domain/widgets/widgets')],
  ['app/page.tsx', use('Button', '@/components/ui/button')],
  ['app/demo/x/route.ts', use('verifySureSend', '@/lib/protocols/sure-send')],
  ['app/demo/x/route.ts', use('AppError', '@/lib/errors')],
  ['app/demo/x/route.ts', use('html', '@/lib/html')],
  ['app/demo/x/route.ts', use('receive', '@/app/demo/receive')],
  ['app/demo/x/route.ts', 'export const url = process.env.DEMO_VAULT_URL\n'],
  ['components/thing.tsx', use('widgetIcons', '@/lib/domain/widgets/widgets.schema')],
  ['components/thing.tsx', use('Button', '@/components/ui/button')],
  ['lib/protocols/thing.ts', use('createHmac', 'node:crypto')],
  ['lib/protocols/thing.ts', use('AppError', '@/lib/errors')],
  ['lib/protocols/thing.ts', use('compactDecrypt', 'jose')],
  ['lib/domain/crm/thing.ts', use('seal', '@/lib/server/seal')],
  ['lib/domain/crm/thing.ts', use('signSureSend', '@/lib/protocols/sure-send')],
  ['lib/domain/crm/thing.ts', use('enqueue', '@/lib/jobs/queue')],
  ['lib/domain/secrets/sealing.ts', use('unseal', '@/lib/server/seal')],
  ['lib/domain/sandbox/thing.ts', use('openForSandbox', '@/lib/domain/secrets/openers')],
  ['lib/domain/connectors/thing.ts', use('openForVerifying', '@/lib/domain/secrets/openers')],
  ['lib/domain/connectors/thing.ts', use('sealValue', '@/lib/domain/secrets/sealing')],
  ['lib/domain/launches/thing.ts', use('noteUsed', '@/lib/domain/secrets/opened')],
  ['lib/domain/crm/thing.schema.ts', use('z', 'zod')],
  ['lib/domain/crm/thing.schema.ts', use('placements', '@/lib/domain/widgets/widgets.schema')],
  ['lib/http/thing.ts', use('currentActor', '@/lib/auth/actor')],
  ['lib/stage/thing.ts', use('stageHello', '@/lib/stage/stage-data.schema')],
  ['lib/embed/thing.ts', use('embedConnect', '@/lib/stage/embed-messages.schema')],
  [
    'lib/stage/thing.ts',
    "import type { Placement } from '@/lib/domain/protocols/placements.schema'\n\nexport type Kept = Placement\n",
  ],
  ['lib/jobs/thing.ts', use('endGraceOf', '@/lib/domain/widgets/rotation')],
  ['lib/server/thing.ts', use('AppError', '@/lib/errors')],
  ['lib/server/env.ts', 'export const port = process.env.PORT\n'],
  ['scripts/thing.ts', 'console.log(process.env.PORT)\n'],
]

/** Which other rooms each room of lib/domain may import, as the linter has it. */
const rooms = new Map<string, string[]>(
  (JSON.parse(readFileSync('biome.rooms.json', 'utf8')) as RoomRules).overrides.flatMap(
    ({ includes, linter }) => {
      const room = /^lib\/domain\/([\w-]+)\/\*\*$/.exec(includes[0] ?? '')?.[1]
      const { patterns } = linter.rules.style.noRestrictedImports.options
      const names = patterns.flatMap(({ group }) =>
        group.flatMap((glob) => /^!@\/lib\/domain\/([\w-]+)\/\*\*$/.exec(glob)?.[1] ?? []),
      )
      return room ? [[room, names.filter((name) => name !== room)] as const] : []
    },
  ),
)

type RoomRules = {
  overrides: {
    includes: string[]
    linter: { rules: { style: { noRestrictedImports: { options: { patterns: { group: string[] }[] } } } } }
  }[]
}

/** For each room an import of one that it may not know. */
const misplacedRooms: Planted[] = [...rooms].map(([room, known]) => {
  const other = [...rooms.keys()].find((name) => name !== room && !known.includes(name))
  return [`lib/domain/${room}/thing.ts`, use('found', `@/lib/domain/${other}/thing`)]
})

describe('the linter finds what is planted', () => {
  test.each(table(misplacedRooms))('in the room of %s: %s', (_path, _source, found) => {
    expect(found).toEqual(['lint/style/noRestrictedImports'])
  })

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

describe('the rooms of lib/domain', () => {
  const files = readdirSync('lib/domain', { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  )

  test('each has its rule, and no file stands outside a room', () => {
    const named = [...new Set(files.map((file) => file.split('/')[0] ?? ''))]
    expect(named.sort()).toEqual([...rooms.keys()].sort())
  })

  test('they are a stack: none may import one that may import it, however far around', () => {
    const below = (room: string, seen: readonly string[]): string[] => {
      expect(seen).not.toContain(room)
      return (rooms.get(room) ?? []).flatMap((next) => [next, ...below(next, [...seen, room])])
    }
    for (const room of rooms.keys()) below(room, [])
  })

  test('schemas, which the linter holds to other rules, keep to the stack too', () => {
    const misplaced = files.flatMap((file) => {
      const [room = ''] = file.split('/')
      const imports = readFileSync(join('lib/domain', file), 'utf8').matchAll(/'@\/lib\/domain\/([\w-]+)\//g)
      const foreign = [...imports].flatMap(([, name = '']) => (name === room ? [] : [name]))
      return foreign.filter((name) => !rooms.get(room)?.includes(name)).map((name) => `${file}: ${name}`)
    })
    expect(misplaced).toEqual([])
  })

  test('no file repeats the name of its room, but for the one that the room is named after', () => {
    const repeating = files.filter((file) => {
      const [room = '', ...rest] = file.split('/')
      const name = rest.at(-1)?.replace(/(\.schema)?\.ts$/, '') ?? ''
      return name !== room && name.startsWith(`${room.replace(/s$/, '')}-`)
    })
    expect(repeating).toEqual([])
  })
})

test('nothing is decided by the text of a message', () => {
  const sentence =
    /\b(message|publicDetail|detail|cause|reason|title)\b\)?\??\.(includes|startsWith|endsWith|match|indexOf|search)\(/
  const tested = /\.test\(\s*(String\()?\w*(\.\w+)*\.?(message|publicDetail|detail)\)?\s*\)/
  const deciding = ['app', 'cli', 'components', 'demo', 'lib', 'scripts', 'proxy.ts', 'instrumentation.ts']
    .flatMap((root) => listCode(root))
    .flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => sentence.test(line) || tested.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    )
  expect(deciding).toEqual([])
})

function listCode(root: string): string[] {
  if (/\.\w+$/.test(root)) return [root]
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => /(?<!\.test)\.(ts|tsx|mjs)$/.test(file) && !file.startsWith('server/prisma/'))
    .map((file) => join(root, file))
}

test('no domain function takes its time from this machine’s clock: the database’s is the one that all processes share', () => {
  const files = readdirSync('lib/domain', { recursive: true, encoding: 'utf8' })
  const clocks = files
    .filter((file) => /(?<!\.test)\.ts$/.test(file))
    .filter((file) => /= new Date\(\)|= Date\.now\(\)/.test(readFileSync(join('lib/domain', file), 'utf8')))
  expect(clocks.filter((file) => !file.startsWith('signature-doctor/'))).toEqual([])
})
