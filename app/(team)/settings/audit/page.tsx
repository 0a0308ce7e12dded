import type { Metadata } from 'next'
import { forbidden } from 'next/navigation'
import { AuditPage } from '@/app/_audit/audit-page'
import { requirePageActor } from '@/app/page-actor'
import { readSearch, type SearchParams } from '@/app/search-params'

export const metadata: Metadata = { title: 'Audit log' }

export default async function TeamAuditPage({ searchParams }: { searchParams: SearchParams }) {
  const actor = await requirePageActor('audit.read')
  if (actor.kind !== 'team') forbidden()
  return (
    <AuditPage
      actor={actor}
      path="/settings/audit"
      crumbs={[{ label: 'Settings' }, { label: 'Audit log' }]}
      lead={`Every change in ${actor.organisation}. Entries can’t be changed or removed.`}
      search={await readSearch(searchParams)}
    />
  )
}
