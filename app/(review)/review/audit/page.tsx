import type { Metadata } from 'next'
import { forbidden } from 'next/navigation'
import { AuditPage } from '@/app/_audit/audit-page'
import { requirePageActor } from '@/app/page-actor'
import { readSearch, type SearchParams } from '@/app/search-params'

export const metadata: Metadata = { title: 'Audit log' }

export default async function ReviewAuditPage({ searchParams }: { searchParams: SearchParams }) {
  const actor = await requirePageActor('audit.read')
  if (actor.kind !== 'reviewer') forbidden()
  return (
    <AuditPage
      actor={actor}
      path="/review/audit"
      crumbs={[{ label: 'Review', href: '/review' }, { label: 'Audit log' }]}
      lead="Every change across all partners and teams. Entries can’t be changed or removed."
      search={await readSearch(searchParams)}
    />
  )
}
