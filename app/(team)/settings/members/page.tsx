import type { Metadata } from 'next'
import { forbidden } from 'next/navigation'
import { MembersPage } from '@/app/_members/members-page'
import { requirePageActor } from '@/app/page-actor'
import { readSearch, type SearchParams } from '@/app/search-params'

export const metadata: Metadata = { title: 'Members' }

export default async function TeamMembersPage({ searchParams }: { searchParams: SearchParams }) {
  const actor = await requirePageActor('member.read')
  if (actor.kind !== 'team') forbidden()
  const { cursor } = await readSearch(searchParams)
  return (
    <MembersPage
      actor={actor}
      path="/settings/members"
      crumbs={[{ label: 'Settings' }, { label: 'Members' }]}
      title="Members"
      lead={`Team admins manage members and enable widgets. Agents use the enabled ones.`}
      cursor={cursor}
    />
  )
}
