import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { profiles } from '@/lib/domain/profiles/registry'
import { protocolFacts, protocolIds } from '@/lib/domain/protocols/facts.schema'
import { db } from '@/lib/server/db'
import '@/test/database'

const name = `(?:${protocolIds.join('|')})`
const forms = [
  new RegExp(`[=!]==? '${name}'`),
  new RegExp(`'${name}' [=!]==?`),
  new RegExp(`case '${name}'`),
  /switch \((?:[\w.]+\.)?protocol\)/,
  new RegExp(`\\[(?:[^\\]]*, )?'${name}'(?:, [^\\]]*)?\\]\\.includes\\(`),
  // A table with a member for each of them.
  /^\s*'(?:sure-send|social-signin)':/m,
]

/** A protocol's own files: its facts, its profile, its samples and what the doctor reads of it. */
const own = [
  /^lib\/domain\/protocols\/facts\.schema\.ts$/,
  /^lib\/domain\/profiles\/registry\.ts$/,
  new RegExp(`^lib/domain/(?:profiles|protocols|samples|samples/wrong)/${name}[\\w-]*(?:\\.schema)?\\.ts$`),
  new RegExp(`^lib/domain/signature-doctor/examine-${name}[\\w-]*\\.ts$`),
]

function listSources(): string[] {
  return ['app', 'components', 'lib']
    .flatMap((root) =>
      readdirSync(root, { recursive: true, encoding: 'utf8' }).map((file) => join(root, file)),
    )
    .filter((file) => /(?<!\.test)\.tsx?$/.test(file))
    .filter((file) => !/^(?:app\/demo|lib\/protocols|lib\/server\/prisma)\//.test(file))
    .filter((file) => !own.some((pattern) => pattern.test(file)))
}

test('nothing but a protocol’s own files asks for a protocol by its name', () => {
  const asking = listSources().flatMap((file) => {
    const text = readFileSync(file, 'utf8')
    return forms.flatMap((form) => (form.test(text) ? [`${file}: ${form.exec(text)?.[0].trim()}`] : []))
  })
  expect(asking).toEqual([])
})

test('every protocol with facts has a profile with the same, in the same order', () => {
  expect(Object.keys(profiles)).toEqual(Object.keys(protocolFacts))
  for (const id of protocolIds) {
    const { facts, launch, search } = profiles[id]
    expect(facts).toBe(protocolFacts[id])
    expect(Boolean(launch)).toBe(facts.isOpened)
    expect(Boolean(search)).toBe(Boolean(facts.search))
    expect(Boolean(search?.log)).toBe(facts.search?.becomes === 'logged')
  }
})

test('the database knows exactly these protocols, of widgets and of connectors', async () => {
  const rows = await db().$queryRaw<{ definition: string }[]>`
    SELECT pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE conname LIKE '%_protocol_check' ORDER BY conname`
  expect(rows).toHaveLength(2)
  for (const { definition } of rows)
    expect([...definition.matchAll(/'([\w-]+)'/g)].map(([, id]) => id).sort()).toEqual(
      [...protocolIds].sort(),
    )
})
