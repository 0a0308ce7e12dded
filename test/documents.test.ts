import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'

const folders = ['app', 'cli', 'components', 'demo', 'docs', 'e2e', 'lib', 'prisma', 'scripts', 'test']
const files = [
  ...readdirSync('.'),
  ...folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  ),
]
// A decision says what was true on its day.
const documents = files.filter((path) => path.endsWith('.md') && !/^docs\/decisions\/|^CHANGELOG/.test(path))
const roots = /^(app|cli|components|demo|docs|e2e|lib|prisma|public|scripts|test)\//
const names = new Set(files.map((path) => basename(path)))
/** Made by the build, and never committed. */
const built = ['public/stage.js', 'public/sandbox-stage.js', 'lib/server/prisma']

test('every file and folder that the documents name is there', () => {
  const missing = documents.flatMap((document) => {
    const quoted = [...readFileSync(document, 'utf8').matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text)
    const paths = quoted.filter((text) => roots.test(text) && !/[*{<…\s]/.test(text))
    const bare = quoted.filter((text) => /^[\w.-]+\.(ts|tsx|mjs|mts)$/.test(text))
    return [
      ...paths.filter(
        (path) =>
          !existsSync(path) && !existsSync(`${path}.ts`) && !built.some((made) => path.startsWith(made)),
      ),
      ...bare.filter((name) => !names.has(name)),
    ].map((name) => `${document}: ${name}`)
  })
  expect(missing).toEqual([])
})
