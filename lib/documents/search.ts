import MiniSearch from 'minisearch'
import { listHeadings, toPlain } from '@/lib/documents/headings'
import { documentPages } from '@/lib/documents/pages'
import { readDocument } from '@/lib/documents/read'

export type DocumentHit = { href: string; page: string; heading: string; excerpt: string }

type Section = DocumentHit & { id: number; text: string }

const hitsMax = 20
const excerptLength = 180
let index: MiniSearch<Section> | undefined

/** The sections of the documentation that have these words, the best first. */
export function searchDocuments(query: string): DocumentHit[] {
  index ??= buildIndex()
  return index
    .search(query.slice(0, 200), {
      prefix: true,
      fuzzy: 0.15,
      boost: { heading: 4, page: 2 },
      combineWith: 'AND',
    })
    .slice(0, hitsMax)
    .map(({ href, page, heading, excerpt }) => ({ href, page, heading, excerpt }))
}

function buildIndex(): MiniSearch<Section> {
  const mini = new MiniSearch<Section>({
    fields: ['heading', 'text', 'page'],
    storeFields: ['href', 'page', 'heading', 'excerpt'],
    // Codes are found whole and by their parts.
    tokenize: (text) => text.toLowerCase().match(/[\p{L}\p{N}]+(?:[_-][\p{L}\p{N}]+)*/gu) ?? [],
  })
  mini.addAll(listSections())
  return mini
}

function listSections(): Section[] {
  const sections: Section[] = []
  for (const page of documentPages) {
    const { slug, title } = page
    const markdown = readDocument(page)
    const headings = listHeadings(markdown)
    const parts = markdown.split(/^#{2,3} .+$/m)
    parts.forEach((part, at) => {
      const heading = at === 0 ? undefined : headings[at - 1]
      const text = toPlain(part.replace(/^#.*$/gm, '').replace(/^```.*$/gm, ''))
        .replace(/\s+/g, ' ')
        .trim()
      sections.push({
        id: sections.length,
        href: `/docs/${slug}${heading ? `#${heading.id}` : ''}`,
        page: title,
        heading: heading?.text ?? title,
        excerpt: text.length > excerptLength ? `${text.slice(0, excerptLength).trimEnd()}…` : text,
        text,
      })
    })
  }
  return sections
}
