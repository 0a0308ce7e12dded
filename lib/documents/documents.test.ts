import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import ReactMarkdown from 'react-markdown'
import rehypeSlug from 'rehype-slug'
import { describe, expect, test } from 'vitest'
import { listHeadings } from '@/lib/documents/headings'
import { documentPages, findDocument } from '@/lib/documents/pages'
import { readDocument } from '@/lib/documents/read'
import { searchDocuments } from '@/lib/documents/search'
import { auditActions } from '@/lib/domain/audit/events.schema'
import { checkIds } from '@/lib/domain/samples/check-ids.schema'
import { errorStatus } from '@/lib/errors'
import { apiGroups } from '@/lib/http/api-reference'

const textOf = (slug: string) => {
  const page = findDocument(slug)
  if (!page) throw new Error(`There is no page ${slug}.`)
  return readDocument(page)
}
const idsOf = (slug: string) => new Set(listHeadings(textOf(slug)).map(({ id }) => id))

test.each([
  ['error code', 'errors', Object.keys(errorStatus)],
  ['certification check', 'certification-checks', checkIds],
])('every %s has an anchor in the documentation, and no anchor is of none', (_kind, slug, names) => {
  const ids = idsOf(slug)
  expect(names.filter((name) => !ids.has(name))).toEqual([])
  const words = listHeadings(textOf(slug)).filter(({ level }) => level === (slug === 'errors' ? 3 : 2))
  expect(words.map(({ text }) => text).filter((text) => !names.includes(text as never))).toEqual([])
})

test('every audit event has an anchor in the documentation', () => {
  const ids = idsOf('audit-events')
  expect(Object.keys(auditActions).filter((action) => !ids.has(action.replaceAll('.', '')))).toEqual([])
})

test('every error code says its status', () => {
  const text = textOf('errors')
  for (const [code, status] of Object.entries(errorStatus))
    expect(text, code).toContain(`### ${code}\n\nStatus ${status}. `)
})

describe.each(documentPages.map((page) => [page.slug, page] as const))('the page %s', (_slug, page) => {
  const markdown = readDocument(page)

  test('has one title, and headings by the anchors that the contents list names', () => {
    expect(markdown.replace(/^```[\s\S]*?^```$/gm, '').match(/^# .+$/gm)).toHaveLength(1)
    const html = renderToStaticMarkup(
      createElement(ReactMarkdown, { rehypePlugins: [rehypeSlug] }, markdown.replace(/^# .+$/m, '')),
    )
    const rendered = [...html.matchAll(/<h[23] id="([^"]*)">/g)].map(([, id]) => id)
    expect(listHeadings(markdown.replace(/^# .+$/m, '')).map(({ id }) => id)).toEqual(rendered)
  })

  test('links to pages and anchors that are there', () => {
    const dead = [...markdown.matchAll(/\]\((\/docs\/[^)#\s]+|)(?:#([^)\s]+))?\)/g)].filter(
      ([, path, anchor]) => {
        const slug = path ? path.slice('/docs/'.length) : page.slug
        if (slug === 'api') return false
        if (slug.startsWith('api/')) return !apiGroups.some((group) => `api/${group.slug}` === slug)
        return !findDocument(slug) || (anchor && !idsOf(slug).has(anchor))
      },
    )
    expect(dead.map(([link]) => link)).toEqual([])
  })
})

test.each([
  ['signature_mismatch', '/docs/errors#signature_mismatch'],
  ['frame-ancestors header', '/docs/'],
  ['rotate secret', '/docs/'],
])('a search for "%s" leads to the section that has it', (query, href) => {
  expect(searchDocuments(query).some((hit) => hit.href.startsWith(href))).toBe(true)
})

test('a search that finds nothing, or is no word at all, is an empty list', () => {
  expect(searchDocuments('zzzzqqqq')).toEqual([])
  expect(searchDocuments('… !!')).toEqual([])
})
