import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

/** The page file of each address, without the folders in parentheses that addresses don't show. */
const pages = new Map<string, string>(
  readdirSync('app', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('page.tsx') && /(?:^|\/)page\.tsx$/.test(path))
    .map((path) => [`/${dirname(path).replace(/\([\w-]+\)\/?/g, '')}`, join('app', path)]),
)

/** A page's source with that of the components of its own folders and of `app/_…`, which draw its head. */
function readPage(href: string): string {
  const file = pages.get(href) ?? ''
  const source = readFileSync(file, 'utf8')
  const drawn = [...source.matchAll(/from '((?:@\/app\/_|\.\.?\/)[^']+)'/g)]
    .map(([, path = '']) =>
      path.startsWith('@/') ? `${path.slice(2)}.tsx` : join(dirname(file), `${path}.tsx`),
    )
    .filter((path) => existsSync(path))
  return [source, ...drawn.map((path) => readFileSync(path, 'utf8'))].join('\n')
}

function readEntries(file: string, href: RegExp): { href: string; label: string }[] {
  const entry = new RegExp(String.raw`href: ${href.source},\s*label: '([^']+)'`, 'g')
  return [...readFileSync(file, 'utf8').matchAll(entry)].map(([, path = '', label = '']) => ({
    href: path,
    label,
  }))
}

const navigation = readEntries('app/portal-page.tsx', /'(\/[^']+)'/)

// The queue opens on its first version, whose name is the heading.
const headedOtherwise = new Set(['/review'])

test('each page of the navigation has its label as its title, its heading and its last crumb', () => {
  expect(navigation.length).toBeGreaterThan(15)
  const others = navigation.flatMap(({ href, label }) => {
    const source = readPage(href)
    return [
      source.includes(`metadata: Metadata = { title: '${label}' }`)
        ? []
        : [`${href}: the title is not ${label}`],
      headedOtherwise.has(href) || source.includes(`title="${label}"`)
        ? []
        : [`${href}: the heading is not ${label}`],
      source.includes(`{ label: '${label}' }]`) ? [] : [`${href}: the last crumb is not ${label}`],
    ].flat()
  })
  expect(others).toEqual([])
})

// A tab is narrow; its page and its guide say the whole name.
const shortened: Record<string, string> = { Doctor: 'Signature doctor' }

test('each tab of a widget has the title of its page', () => {
  const folder = '/partner/widgets'
  const tabs = readEntries('app/(partner)/partner/widgets/widget-page.tsx', /`\$\{path\}(\/\w+)`/)
  expect(tabs.length).toBeGreaterThan(7)
  const others = tabs.filter(({ href, label }) => {
    const title = shortened[label] ?? label
    const source = readPage(`${folder}/[widgetId]${href}`)
    return !source.includes(`title: '${title}'`) && !source.includes(`title: \`${title}`)
  })
  expect(others).toEqual([])
})
