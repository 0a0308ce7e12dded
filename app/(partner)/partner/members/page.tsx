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
      lead={`Who builds widgets for ${actor.organisation}. Owners manage members, developers build and rotate secrets, QA looks and never sees a secret.`}
      cursor={cursor}
    />
  )
}
