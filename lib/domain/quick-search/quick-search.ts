import { type Actor, hasPermission, type PartnerActor, type TeamActor } from '@/lib/auth/permissions'
import { listCompanies, listPeople } from '@/lib/domain/crm/records'
import { listSwitchedOn } from '@/lib/domain/installations/tabs'
import { isSearchable, ownsSecret } from '@/lib/domain/protocols/facts.schema'
import type { QuickSearchResult } from '@/lib/domain/quick-search/quick-search.schema'
import { listAllWidgets } from '@/lib/domain/review/reviews'
import { listWidgets } from '@/lib/domain/widgets/read'
import { AppError } from '@/lib/errors'

const eachMax = 5

/** What a reader can jump to for a few letters: a team's records and its partners' searches, or widgets and what to do with them. */
export async function quickSearch(
  actor: Actor,
  input: { query: string },
): Promise<{ results: QuickSearchResult[] }> {
  if (actor.kind === 'anonymous') throw new AppError('unauthenticated', 'Sign in to do this.')
  if (actor.kind === 'team') return { results: await findInTeam(actor, input.query) }
  if (actor.kind === 'partner') return { results: await findOfPartner(actor, input.query) }
  const { widgets } = await listSubmitted(actor, input.query)
  return { results: widgets.slice(0, eachMax).map((widget) => describeWidget(widget, '/review')) }
}

const widgetActions = [
  { permission: 'certification.run', label: 'Run certification', path: 'certification' },
  { permission: 'sandbox.use', label: 'Open sandbox', path: 'sandbox' },
  { permission: 'secret.rotate', label: 'Rotate secret', path: 'secrets' },
] as const

/** Widgets by name, and actions on them: "run" finds each widget's certification, "run market" the one of Market Pulse. */
async function findOfPartner(partner: PartnerActor, query: string): Promise<QuickSearchResult[]> {
  const words = query.toLowerCase().split(/\s+/)
  const asked = widgetActions.flatMap((action) => {
    const label = action.label.toLowerCase()
    const names = words.filter((word) => !label.split(' ').some((part) => part.startsWith(word)))
    return names.length < words.length && hasPermission(partner, action.permission)
      ? [{ action, names: names.join(' ') }]
      : []
  })
  const [found, ...ofActions] = await Promise.all([
    listWidgets(partner, { query }),
    ...asked.map(({ names }) => listWidgets(partner, names ? { query: names } : {})),
  ])
  return [
    ...found.widgets.slice(0, eachMax).map((widget) => describeWidget(widget, '/partner/widgets')),
    ...asked.flatMap(({ action }, index) =>
      (ofActions[index]?.widgets ?? [])
        .filter(({ protocol }) => action.path !== 'secrets' || ownsSecret(protocol))
        .slice(0, eachMax)
        .map(({ id, name }) => ({
          id: `${action.path}-${id}`,
          group: 'Actions on widgets',
          label: `${action.label}: ${name}`,
          detail: '',
          href: `/partner/widgets/${id}/${action.path}`,
        })),
    ),
  ]
}

function describeWidget(
  { id, name, status }: { id: string; name: string; status: string },
  path: string,
): QuickSearchResult {
  return { id, group: 'Widgets', label: name, detail: status.replace('_', ' '), href: `${path}/${id}` }
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
    ...people.slice(0, eachMax).map(({ id, firstName, lastName, email, phone, company }) => ({
      id,
      group: 'People',
      label: `${firstName} ${lastName}`.trim() || email || phone || '',
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
      group: 'Partner search',
      label: `Search ${name} for “${query}”`,
      detail: partnerName,
      href: `/partners/${widgetId}?query=${encodeURIComponent(query)}`,
    })),
  ]
}
