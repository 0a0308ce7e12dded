import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { runNode } from '../bootstrap/step.mjs'
import { writeCompressed } from './stages.mjs'

/** The types of the modules that pages of other sites import, by the module's source and where TypeScript looks for them. */
const modules = {
  'lib/embed/v1-module': join('embed', 'v1.d.mts'),
  'lib/wire/widget-v1': join('widget', 'v1.d.mts'),
}
export const scriptTypes = Object.values(modules).map((name) => join('public', name))

/** Writes the compiler's own declarations of what each module exports, as one file without imports. */
export async function buildScriptTypes(outDir = 'public') {
  for (const [entry, name] of Object.entries(modules))
    writeCompressed(join(outDir, name), Buffer.from(await typesOf(entry)))
}

/** The types of what a module exports. */
export async function typesOf(entry) {
  const folder = await mkdtemp(join(tmpdir(), 'framegate-types-'))
  try {
    const code = await runNode([
      'node_modules/typescript/bin/tsc',
      '-p',
      join(dirname(entry), 'tsconfig.json'),
      '--outDir',
      folder,
    ])
    if (code !== 0) throw new Error(`The types of ${entry} do not compile.`)
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.d.ts'),
    )
    const texts = Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
    const exported = texts[`${join(entry)}.d.ts`]
    return collect(exported, Object.values(texts))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What the entry exports by name, and what that needs in turn. */
function collect(entry, texts) {
  const statements = texts.flatMap(listStatements)
  const globals = statements.filter(({ name }) => name === 'global')
  const wanted = [...entry.matchAll(/^export (?:type )?\{ ([^}]+) \}/gm)].flatMap(([, names]) =>
    names.split(',').map((name) => name.trim().replace(/^type /, '')),
  )
  const kept = new Map()
  while (wanted.length > 0) {
    const name = wanted.shift()
    if (kept.has(name)) continue
    const found = statements.filter((one) => one.name === name)
    if (found.length > 1) throw new Error(`Two types have the name ${name}.`)
    if (found.length === 0) continue
    kept.set(name, found[0].text)
    wanted.push(...(found[0].text.match(/\b[A-Z]\w+/g) ?? []))
  }
  return [...kept.values(), ...globals.map(({ text }) => text)].join('')
}

/** Each declaration with the comment above it: what is inside one is indented. */
function listStatements(text) {
  const declaration =
    /(?:^\/\*\*(?:[^*]|\*(?!\/))*\*\/\n)?^(?:export )?(?:declare )?(?:(?:type|interface|class|function) \w|global\b).*\n(?:(?:[ \t].*|\}.*)\n)*/gm
  return (text.match(declaration) ?? []).map((whole) => {
    const [, name = 'global'] =
      /^(?:export )?(?:declare )?(?:type|interface|class|function) (\w+)/m.exec(whole) ?? []
    return { name, text: whole }
  })
}
