import { type Actor, hasPermission, type TeamActor } from '@/lib/auth/permissions'
import { listCompanies, listPeople } from '@/lib/domain/crm/records'
import { listSwitchedOn } from '@/lib/domain/installations/tabs'
import { isSearchable } from '@/lib/domain/protocols/facts.schema'
import type { QuickSearchResult } from '@/lib/domain/quick-search/quick-search.schema'
import { listAllWidgets } from '@/lib/domain/review/reviews'
import { listWidgets } from '@/lib/domain/widgets/read'
import { AppError } from '@/lib/errors'

const eachMax = 5

/** Where a reader may want to go for a few letters: their records and the partners that search, their widgets, or everybody's. */
export async function quickSearch(
  actor: Actor,
  input: { query: string },
): Promise<{ results: QuickSearchResult[] }> {
  if (actor.kind === 'anonymous') throw new AppError('unauthenticated', 'Sign in to do this.')
  if (actor.kind === 'team') return { results: await findInTeam(actor, input.query) }
  const isPartner = actor.kind === 'partner'
  const { widgets } = isPartner
    ? await listWidgets(actor, { query: input.query })
    : await listSubmitted(actor, input.query)
  return {
    results: widgets.slice(0, eachMax).map(({ id, name, status }) => ({
      id,
      group: 'Widgets',
      label: name,
      detail: status.replace('_', ' '),
      href: isPartner ? `/partner/widgets/${id}` : `/review/${id}`,
    })),
  }
}

/** A draft that a team tests has no page for reviewers. */
async function listSubmitted(actor: Actor, query: string) {
  const { widgets } = await listAllWidgets(actor, { query })
  return { widgets: widgets.filter(({ submitted }) => submitted) }
}

async function findInTeam(team: TeamActor, query: string): Promise<QuickSearchResult[]> {
  if (!hasPermission(team, 'record.read')) return []
  const [{ people }, { companies }, ofPeople, ofCompanies] = await Promise.all([
    listPeople(team, { query }),
    listCompanies(team, { query }),
    listSwitchedOn(team, 'person'),
    listSwitchedOn(team, 'company'),
  ])
  const partners = new Map(
    [...ofPeople, ...ofCompanies]
      .filter(({ protocol }) => isSearchable(protocol))
      .map((widget) => [widget.widgetId, widget]),
  )
  return [
    ...people.slice(0, eachMax).map(({ id, firstName, lastName, email, company }) => ({
      id,
      group: 'People',
      label: `${firstName} ${lastName}`.trim(),
      detail: email ?? company?.name ?? '',
      href: `/people/${id}`,
    })),
    ...companies.slice(0, eachMax).map(({ id, name, industry }) => ({
      id,
      group: 'Companies',
      label: name,
      detail: industry ?? '',
      href: `/companies/${id}`,
    })),
    ...[...partners.values()].map(({ widgetId, name, partnerName }) => ({
      id: widgetId,
      group: 'Partners',
      label: `Search in ${name} for “${query}”`,
      detail: partnerName,
      href: `/partners/${widgetId}?query=${encodeURIComponent(query)}`,
    })),
  ]
}
