import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { readSearch, type SearchParams } from '@/app/search-params'
import { Link } from '@/components/ui/link'
import { PageHead } from '@/components/ui/page-head'
import { listHeadings, toPlain } from '@/lib/documents/headings'
import { documentGroups, findDocument } from '@/lib/documents/pages'
import { addressCommands, readDocument } from '@/lib/documents/read'
import { searchDocuments } from '@/lib/documents/search'
import { DocumentFrame } from '../document-frame'
import { DocumentText } from '../document-text'
import { Snippets } from '../snippets'

type Params = { params: Promise<{ slug?: string[] }> }

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const slug = (await params).slug?.join('/')
  return { title: slug ? (findDocument(slug)?.title ?? 'Help') : 'Help' }
}

/** The documentation: one page, the start page or search results. */
export default async function DocumentsPage({
  params,
  searchParams,
}: Params & { searchParams: SearchParams }) {
  const slug = (await params).slug?.join('/')
  const search = await readSearch(searchParams)
  if (slug === undefined) return <Contents query={search.query} />
  const page = findDocument(slug)
  if (!page) notFound()
  const markdown = addressCommands(readDocument(page))
  const title = toPlain(/^# (.+)$/m.exec(markdown)?.[1] ?? page.title)
  return (
    <DocumentFrame here={slug} headings={listHeadings(markdown)}>
      <PageHead title={title} />
      <DocumentText markdown={markdown.replace(/^# .+$/m, '')} />
      {typeof page.generated === 'object' ? (
        <Snippets protocol={page.generated.snippets} path={`/docs/${slug}`} language={search.language} />
      ) : null}
    </DocumentFrame>
  )
}

function Contents({ query }: { query: string | undefined }) {
  const hits = query ? searchDocuments(query) : undefined
  return (
    <DocumentFrame here="" headings={[]} query={query}>
      <PageHead
        title={hits ? `Results for “${query}”` : 'Help'}
        {...(hits
          ? {}
          : { lead: 'Guides for everyone who works with Framegate, and the reference for developers.' })}
      />
      {hits ? (
        hits.length === 0 ? (
          <p className="text-ink-2">No results. Try fewer words, or an error code.</p>
        ) : (
          <ol className="grid gap-4">
            {hits.map((hit) => (
              <li key={hit.href}>
                <Link href={hit.href} className="font-medium text-base">
                  {hit.heading}
                </Link>
                <p className="text-ink-3 text-xs">{hit.page}</p>
                <p className="max-w-[72ch] text-ink-2">{hit.excerpt}</p>
              </li>
            ))}
          </ol>
        )
      ) : (
        <div className="grid gap-x-10 gap-y-7 md:grid-cols-2">
          {documentGroups.map(({ title, pages }) => (
            <section key={title}>
              <h2 className="mb-2 font-semibold text-base">{title}</h2>
              <ul className="grid gap-1.5">
                {pages.map((page) => (
                  <li key={page.slug}>
                    <Link href={`/docs/${page.slug}`}>{page.title}</Link>
                  </li>
                ))}
                {title === 'Reference' ? (
                  <li>
                    <Link href="/docs/api">API</Link>
                  </li>
                ) : null}
              </ul>
            </section>
          ))}
        </div>
      )}
    </DocumentFrame>
  )
}
