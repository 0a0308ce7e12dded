import type { Metadata } from 'next'
import { forbidden } from 'next/navigation'
import { AuditPage } from '@/app/_audit/audit-page'
import { requirePageActor } from '@/app/page-actor'
import { readSearch, type SearchParams } from '@/app/search-params'

export const metadata: Metadata = { title: 'Audit log' }

export default async function PartnerAuditPage({ searchParams }: { searchParams: SearchParams }) {
  const actor = await requirePageActor('audit.read')
  if (actor.kind !== 'partner') forbidden()
  return (
    <AuditPage
      actor={actor}
      path="/partner/audit"
      crumbs={[{ label: 'Audit log' }]}
      lead={`Every change at ${actor.organisation}, and the decisions of reviewers and teams on its widgets. Entries can’t be changed or removed.`}
      search={await readSearch(searchParams)}
    />
  )
}
