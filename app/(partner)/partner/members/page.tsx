import type { Metadata } from 'next'
import { forbidden } from 'next/navigation'
import { MembersPage } from '@/app/_members/members-page'
import { requirePageActor } from '@/app/page-actor'
import { readSearch, type SearchParams } from '@/app/search-params'

export const metadata: Metadata = { title: 'Members' }

export default async function PartnerMembersPage({ searchParams }: { searchParams: SearchParams }) {
  const actor = await requirePageActor('member.read')
  if (actor.kind !== 'partner') forbidden()
  const { cursor } = await readSearch(searchParams)
  return (
    <MembersPage
      actor={actor}
      path="/partner/members"
      crumbs={[{ label: 'Members' }]}
      title="Members"
      lead={`Owners manage members. Developers build widgets and rotate secrets. QA can look at everything except secrets.`}
      cursor={cursor}
    />
  )
}
