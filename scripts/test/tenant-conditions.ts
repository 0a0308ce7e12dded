import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One place where a statement is bound to the caller's organisation, and the source without it. */
export type TenantCondition = { file: string; line: number; text: string; mutated: string }

const domainDir = 'lib/domain'
/** The words after which an object is a filter, and not the row that is written. */
const filterWords = /\bwhere(?:: Prisma\.\w+)?\s*[:=]\s*\{|\bfunction (?:where|own)\w*\([^)]*\)[^{]*\{/g
const propertyPatterns = [
  /\b(?:teamId|partnerId)(?:: (?!true\b|string\b|null\b)[\w.?!]+)?(?=\s*[,}\n])\s*,?/g,
  /\.\.\.(?:ownOrganisation|ownedBy|whereOwned|ofTeam|ofPartner)\([^()]*\),?/g,
  /\.\.\.\(\w+\.kind === '(?:team|partner)' \? \{ (?:teamId|partnerId): [\w.]+ \} : \{\}\),?/g,
]
const sqlPattern = /(?:\b\w+\.)?"(?:teamId|partnerId)" = (\$\{[^}]+\}|\$\d+)((?:::\w+)?)/g

/** Every tenant condition of the domain's statements. */
export function listTenantConditions(root = '.'): TenantCondition[] {
  return readdirSync(join(root, domainDir), { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?<!\.test|\.schema)\.ts$/.test(name))
    .sort()
    .flatMap((name) => {
      const file = join(domainDir, name)
      return findTenantConditions(file, readFileSync(join(root, file), 'utf8'))
    })
}

export function findTenantConditions(file: string, source: string): TenantCondition[] {
  const found: TenantCondition[] = []
  const add = (index: number, text: string, replacement: string) => {
    const mutated = source.slice(0, index) + replacement + source.slice(index + text.length)
    const line = source.slice(0, index).split('\n').length
    if (!found.some((other) => other.mutated === mutated))
      found.push({ file, line, text: text.trim(), mutated })
  }
  for (const [start, end] of listFilters(source))
    for (const pattern of propertyPatterns)
      for (const match of source.slice(start, end).matchAll(pattern)) add(start + match.index, match[0], '')
  // The parameter stays, so that the statement keeps its count of them.
  for (const match of source.matchAll(sqlPattern)) {
    const [text, parameter, type] = match
    add(match.index, text, `(${parameter}${type})::text IS NOT NULL`)
  }
  return found
}

/** From where to where each filter goes: to its closing brace. */
function listFilters(source: string): [number, number][] {
  return [...source.matchAll(filterWords)].map(({ index, 0: word }) => {
    const start = index + word.lastIndexOf('{')
    let depth = 0
    for (let end = start; end < source.length; end += 1) {
      if (source[end] === '{') depth += 1
      if (source[end] === '}') depth -= 1
      if (depth === 0) return [start, end + 1]
    }
    return [start, source.length]
  })
}

const testsMax = 8

/**
 * At most eight tests that load a file of the domain themselves, those named after it first; if there are none, those that load one
 * which loads it.
 */
export function findFittingTests(file: string, root = '.'): string[] {
  const sources = new Map(
    ['lib', 'test', 'app'].flatMap((dir) =>
      readdirSync(join(root, dir), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => [join(dir, name), readFileSync(join(root, dir, name), 'utf8')] as const),
    ),
  )
  let wanted = new Set([file])
  for (let step = 0; step < 3; step += 1) {
    const modules = [...wanted].map((path) => `'@/${path.replace(/\.ts$/, '')}'`)
    const importers = [...sources].filter(([, text]) => modules.some((name) => text.includes(name)))
    const tests = importers.map(([path]) => path).filter((path) => path.endsWith('.test.ts'))
    const stem = file.replace(/s?\.ts$/, '')
    const byName = (test: string) => (test.startsWith(stem) ? 0 : 1)
    if (tests.length > 0)
      return tests
        .sort((one, other) => byName(one) - byName(other) || one.localeCompare(other))
        .slice(0, testsMax)
    wanted = new Set(importers.map(([path]) => path))
  }
  return []
}
