import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { readSearch, type SearchParams } from '@/app/search-params'
import { PageHead } from '@/components/ui/page-head'
import { readApiGroup } from '@/lib/http/api-reference'
import { sampleLanguages } from '@/lib/http/api-samples'
import { describeApi } from '@/lib/http/describe-api'
import { DocumentFrame } from '../../document-frame'
import { OperationSection } from './operation-section'

type Params = { params: Promise<{ group: string }> }

/** Rendered at each request, since it contains this portal's addresses. */
export const dynamic = 'force-dynamic'

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  return { title: `${readApiGroup((await params).group)?.title ?? 'API'} · API` }
}

export default async function ApiGroupPage({
  params,
  searchParams,
}: Params & { searchParams: SearchParams }) {
  const group = readApiGroup((await params).group)
  if (!group) notFound()
  const { language: wanted } = await readSearch(searchParams)
  const language = sampleLanguages.find(({ id }) => id === wanted) ?? sampleLanguages[0]
  const { paths, servers } = describeApi()
  return (
    <DocumentFrame here={`api/${group.slug}`} headings={[]} wide>
      <PageHead title={group.title} lead={group.lead} />
      {group.operations.length > 1 ? (
        <nav aria-label="On this page" className="mb-6">
          <ul className="flex flex-wrap gap-x-4 gap-y-1">
            {group.operations.map(({ id, operation }) => (
              <li key={id}>
                <a href={`#${id}`} className="text-accent-ink">
                  {operation.title}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      ) : null}
      <div className="grid gap-10">
        {group.operations.map((entry) => {
          const described = paths[entry.operation.path]?.[entry.operation.method]
          return described ? (
            <OperationSection
              key={entry.id}
              entry={entry}
              described={described}
              origin={servers[0]?.url ?? ''}
              path={`/docs/api/${group.slug}`}
              language={language.id}
            />
          ) : null
        })}
      </div>
    </DocumentFrame>
  )
}
