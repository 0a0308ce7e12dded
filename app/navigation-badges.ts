import { loadTroubledWidgets } from '@/app/load-troubled-widgets'
import { hasPermission, type MemberActor } from '@/lib/auth/permissions'
import { countQueue } from '@/lib/domain/review/reviews'
import { countTestingRequests } from '@/lib/domain/review/team-testing'

export type NavigationBadge = { href: string; count: number; words: string }

/** What waits for this reader, beside the link that leads to it. */
export async function readNavigationBadge(actor: MemberActor): Promise<NavigationBadge | undefined> {
  const badge = await readWaiting(actor)
  return badge && badge.count > 0 ? badge : undefined
}

async function readWaiting(actor: MemberActor): Promise<NavigationBadge | undefined> {
  if (actor.kind === 'reviewer') {
    const count = await countQueue(actor)
    return { href: '/review', count, words: count === 1 ? 'version waiting' : 'versions waiting' }
  }
  if (actor.kind === 'partner') {
    const { size: count } = await loadTroubledWidgets(actor)
    return { href: '/partner/widgets', count, words: 'returned or failing' }
  }
  if (!hasPermission(actor, 'testing.answer')) return undefined
  const count = await countTestingRequests(actor)
  return {
    href: '/settings/integration-widgets',
    count,
    words: count === 1 ? 'test request' : 'test requests',
  }
}
