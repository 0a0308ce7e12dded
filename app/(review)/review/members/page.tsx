import type { Metadata } from 'next'
import { forbidden } from 'next/navigation'
import { MembersPage } from '@/app/_members/members-page'
import { requirePageActor } from '@/app/page-actor'
import { readSearch, type SearchParams } from '@/app/search-params'

export const metadata: Metadata = { title: 'Members' }

export default async function ReviewersPage({ searchParams }: { searchParams: SearchParams }) {
  const actor = await requirePageActor('member.read')
  if (actor.kind !== 'reviewer') forbidden()
  const { cursor } = await readSearch(searchParams)
  return (
    <MembersPage
      actor={actor}
      path="/review/members"
      crumbs={[{ label: 'Review', href: '/review' }, { label: 'Members' }]}
      title="Members"
      lead="Reviewers approve, return and suspend widgets for all teams. The portal’s operator adds one with npm run admin -- create-reviewer."
      cursor={cursor}
    />
  )
}
