import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runNode } from '../bootstrap/step.mjs'
import { writeCompressed } from './stages.mjs'

/** The types of /embed/v1.mjs, where TypeScript looks for them. */
export const embedTypes = join('public', 'embed', 'v1.d.mts')

/** Writes the compiler's own declarations of what the module exports, as one file without imports. */
export async function buildEmbedTypes(outFile = embedTypes) {
  const folder = await mkdtemp(join(tmpdir(), 'framegate-embed-types-'))
  try {
    const code = await runNode([
      'node_modules/typescript/bin/tsc',
      '-p',
      'lib/embed/tsconfig.json',
      '--outDir',
      folder,
    ])
    if (code !== 0) throw new Error('The types of the embedding script do not compile.')
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.d.ts'),
    )
    const texts = Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
    const entry = texts[join('lib', 'embed', 'v1-module.d.ts')]
    writeCompressed(outFile, Buffer.from(collect(entry, Object.values(texts))))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What the entry exports by name, and what that needs in turn. */
function collect(entry, texts) {
  const statements = texts.flatMap(listStatements)
  const globals = statements.filter(({ name }) => name === 'global')
  const wanted = [...entry.matchAll(/^export (?:type )?\{ (\w+) \}/gm)].map(([, name]) => name)
  const kept = new Map()
  while (wanted.length > 0) {
    const name = wanted.shift()
    if (kept.has(name)) continue
    const found = statements.filter((one) => one.name === name)
    if (found.length > 1) throw new Error(`Two types of the embedding script have the name ${name}.`)
    if (found.length === 0) continue
    kept.set(name, found[0].text)
    wanted.push(...(found[0].text.match(/\b[A-Z]\w+/g) ?? []))
  }
  return [...kept.values(), ...globals.map(({ text }) => text)].join('')
}

/** Each declaration with the comment above it: what is inside one is indented. */
function listStatements(text) {
  const declaration =
    /(?:^\/\*\*(?:[^*]|\*(?!\/))*\*\/\n)?^(?:export )?(?:declare )?(?:(?:type|interface|class) \w|global\b).*\n(?:(?:[ \t].*|\}.*)\n)*/gm
  return (text.match(declaration) ?? []).map((whole) => {
    const [, name = 'global'] = /^(?:export )?(?:declare )?(?:type|interface|class) (\w+)/m.exec(whole) ?? []
    return { name, text: whole }
  })
}
