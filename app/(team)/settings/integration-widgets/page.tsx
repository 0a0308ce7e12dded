import type { Metadata } from 'next'
import { requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { hrefWith, readSearch, type SearchParams } from '@/app/search-params'
import { Markdown, MarkdownSummary } from '@/components/markdown'
import { ButtonLink } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { EmptyState } from '@/components/ui/empty-state'
import { Kbd } from '@/components/ui/kbd'
import { Link } from '@/components/ui/link'
import { Note } from '@/components/ui/note'
import { PageHead } from '@/components/ui/page-head'
import { Pager } from '@/components/ui/pager'
import { Panel, PanelFooter } from '@/components/ui/panel'
import { hasPermission, requireTeam } from '@/lib/auth/permissions'
import { listDeciders, listInstallations } from '@/lib/domain/installations/installations'
import { listInstallationsInput } from '@/lib/domain/installations/installations.schema'
import { type Placement, placementPlace } from '@/lib/domain/protocols/placements.schema'
import { listTestingRequests } from '@/lib/domain/review/team-testing'
import { Filters } from './filters'
import { InstallationTable } from './installation-table'
import { TestingRequests } from './testing-requests'
import type { InstallationRow } from './use-switches'

export const metadata: Metadata = { title: 'Integration widgets' }

const path = '/settings/integration-widgets'

export default async function IntegrationWidgetsPage({ searchParams }: { searchParams: SearchParams }) {
  const actor = requireTeam(await requirePageActor('installation.read'), 'installation.read')
  const input = listInstallationsInput.parse(await readSearch(searchParams))
  const canSwitch = hasPermission(actor, 'installation.switch')
  const [list, requests, deciders] = await Promise.all([
    listInstallations(actor, input),
    canSwitch ? listTestingRequests(actor) : [],
    canSwitch ? [] : listDeciders(actor),
  ])
  const members = `${list.memberCount} ${list.memberCount === 1 ? 'member' : 'members'}`
  const forMembers = list.memberCount === 1 ? 'the 1 member' : `all ${members}`
  const isFiltered = Boolean(input.query || input.placement || input.partner || input.show !== 'all')
  return (
    <PortalPage actor={actor} crumbs={[{ label: 'Settings' }, { label: 'Integration widgets' }]}>
      <PageHead
        title="Integration widgets"
        lead={
          canSwitch
            ? `Enable or disable widgets for ${forMembers} of ${actor.organisation}. Changes apply at once. A widget sees only the record it’s opened for and who opens it.`
            : `These widgets are enabled for ${forMembers} of ${actor.organisation}. A widget sees only the record it’s opened for and who opens it.`
        }
      />
      {canSwitch ? null : (
        <Note tone="info" title="Your admins decide which widgets are enabled." className="mb-4">
          {deciders.length > 0
            ? `${joinNames(deciders)} can change this.`
            : 'Nobody on your team can change this at the moment.'}
        </Note>
      )}
      {requests.length > 0 ? (
        <TestingRequests requests={requests.map(toRequest)} teamName={actor.organisation} members={members} />
      ) : null}
      <Filters
        path={path}
        input={input}
        counts={list.counts}
        partners={list.partners}
        singleKeys={actor.singleKeys}
      />
      {list.widgets.length === 0 ? (
        isFiltered ? (
          <EmptyState
            framed
            title={describeNothing(input)}
            actions={
              <>
                {input.placement ? (
                  <ButtonLink href={hrefWith(path, { query: input.query, show: input.show })}>
                    Show any placement
                  </ButtonLink>
                ) : null}
                <ButtonLink href={path}>Clear search and filters</ButtonLink>
              </>
            }
          >
            The search looks at names, partners and descriptions.
          </EmptyState>
        ) : (
          <EmptyState framed title="No widgets yet">
            Widgets appear here when platform review approves them, or when a partner asks your team to test
            one. If a partner builds a widget for you, give them the Team ID below.
          </EmptyState>
        )
      ) : (
        <Panel>
          <InstallationTable
            widgets={list.widgets.map(toRow)}
            memberCount={list.memberCount}
            canSwitch={canSwitch}
            singleKeys={actor.singleKeys && canSwitch}
          />
          <PanelFooter className="flex-wrap gap-x-5">
            {canSwitch && actor.singleKeys ? (
              <span className="max-md:hidden">
                <Kbd>↑</Kbd> <Kbd>↓</Kbd> move&ensp; <Kbd>P</Kbd> person view&ensp; <Kbd>C</Kbd> company
                view&ensp; <Kbd>Z</Kbd> undo
              </span>
            ) : null}
            {hasPermission(actor, 'audit.read') ? (
              <Link href="/settings/audit?action=installation">Switch history</Link>
            ) : null}
            <Pager
              summary={{ count: list.widgets.length, nouns: ['widget', 'widgets'] }}
              {...(list.nextCursor
                ? { nextHref: hrefWith(path, { ...input, cursor: list.nextCursor }) }
                : {})}
            />
          </PanelFooter>
        </Panel>
      )}
      <section aria-labelledby="team-id" className="mt-6 flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 id="team-id" className="font-semibold text-sm">
          Team ID
        </h2>
        <code className="mono break-all">{actor.teamId}</code>
        <CopyButton size="sm" value={actor.teamId} label="Copy Team ID" />
        <p className="basis-full text-ink-3 text-xs">
          A partner who builds a widget for you enters this ID. You then see their request here and decide
          whether {actor.organisation} tests it.
        </p>
      </section>
    </PortalPage>
  )
}

function toRequest(request: Awaited<ReturnType<typeof listTestingRequests>>[number]) {
  return { ...request, description: <Markdown text={request.description} /> }
}

type Listed = Awaited<ReturnType<typeof listInstallations>>['widgets'][number]

function toRow({ description, ...widget }: Listed): InstallationRow {
  const isLong = description.length > 220 || description.includes('\n')
  return {
    ...widget,
    summary: <MarkdownSummary text={description} />,
    full: isLong ? <Markdown text={description} /> : null,
  }
}

function describeNothing(input: {
  query?: string | undefined
  placement?: Placement | undefined
  show: string
}): string {
  const what = input.query ? `No widget matches “${input.query}”` : 'No widget here'
  const where = input.placement ? ` in ${placementPlace(input.placement)}` : ''
  const filter =
    input.show === 'all'
      ? ''
      : ` among those that are ${input.show === 'testing' ? 'in testing' : input.show}`
  return `${what}${where}${filter}`
}

function joinNames(names: string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
