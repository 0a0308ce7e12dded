import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const folders = ['app/(crm)', 'app/_command-palette', 'components']

/** The modules that a file takes values from, at once and not when it needs them first. */
function listImports(path: string): string[] {
  const source = readFileSync(path, 'utf8')
  return [...source.matchAll(/^(?:import|export) (?!type )([^;'"]*?)\s?(?:from )?'([^']+)'/gm)]
    .filter(([, names = '']) => !/^\{\s*(?:type \w+(?: as \w+)?,?\s*)+\}/.test(names))
    .flatMap(([, , module = '']) => module)
}

function resolveImport(from: string, module: string): string | undefined {
  if (!/^(@\/|\.)/.test(module)) return undefined
  const base = module.startsWith('@/') ? module.slice(2) : join(dirname(from), module)
  return ['.ts', '.tsx', '/index.ts'].map((end) => base + end).find((path) => existsSync(path))
}

/** How a browser comes from a file to a package, or undefined if it does not. What runs on the server is behind its actions. */
function findWay(path: string, name: string, seen = new Set<string>()): string[] | undefined {
  if (seen.has(path) || /^'use server'/.test(readFileSync(path, 'utf8'))) return undefined
  seen.add(path)
  for (const module of listImports(path)) {
    if (module === name) return [path, name]
    const next = resolveImport(path, module)
    const way = next ? findWay(next, name, seen) : undefined
    if (way) return [path, ...way]
  }
  return undefined
}

test('an agent’s pages load no zod: it is a fifth of what they may load', () => {
  const clientFiles = folders
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
    )
    .filter((path) => path.endsWith('.tsx') && readFileSync(path, 'utf8').startsWith("'use client'"))
  expect(clientFiles.length).toBeGreaterThan(20)
  expect(clientFiles.flatMap((path) => findWay(path, 'zod') ?? [])).toEqual([])
  expect(findWay('lib/domain/widgets/widgets.schema.ts', 'zod')).toBeDefined()
})
