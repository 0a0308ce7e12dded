import type { Metadata } from 'next'
import { findLaunch } from '@/app/_launches/find-launch'
import { LaunchDetails } from '@/app/_launches/launch-details'
import { LaunchFilters } from '@/app/_launches/launch-filters'
import { LaunchList } from '@/app/_launches/launch-list'
import { hrefWith, readSearch, type SearchParams } from '@/app/search-params'
import { ButtonLink } from '@/components/ui/button'
import type { Definition } from '@/components/ui/definition-list'
import { EmptyState } from '@/components/ui/empty-state'
import { Fingerprint } from '@/components/ui/fingerprint'
import { Link } from '@/components/ui/link'
import { Pager } from '@/components/ui/pager'
import { Panel, PanelFooter } from '@/components/ui/panel'
import { hasPermission, type MemberActor } from '@/lib/auth/permissions'
import { listLaunchesInput } from '@/lib/domain/launches/launches.schema'
import { getWidgetLaunch, listLaunchChoices, listWidgetLaunches } from '@/lib/domain/launches/log'
import { WidgetPage } from '../../widget-page'
import { loadWidget, type WidgetParams } from '../load-widget'

export const metadata: Metadata = { title: 'Launches' }

export default async function LaunchesPage({
  params,
  searchParams,
}: WidgetParams & { searchParams: SearchParams }) {
  const { actor, widget } = await loadWidget((await params).widgetId, 'widget.read')
  const search = await readSearch(searchParams)
  const input = listLaunchesInput.parse(search)
  const [{ launches, nextCursor }, { versions, teamName }, opened] = await Promise.all([
    listWidgetLaunches(actor, { ...input, widgetId: widget.id }),
    listLaunchChoices(actor, { widgetId: widget.id, team: input.team }),
    search.launch
      ? findLaunch(getWidgetLaunch(actor, { widgetId: widget.id, launchId: search.launch }))
      : undefined,
  ])
  const path = `/partner/widgets/${widget.id}/launches`
  const { cursor, version, ...chosen } = input
  const filters = {
    outcome: chosen.outcome,
    placement: chosen.placement,
    version: version ? String(version) : undefined,
    team: chosen.team,
    period: chosen.period,
    query: chosen.query || undefined,
  }
  const isFiltered = Object.values(filters).some(Boolean)
  return (
    <WidgetPage actor={actor} widget={widget} here="Launches">
      <LaunchFilters
        path={path}
        exportPath={`/api/exports/launches/${widget.id}`}
        filters={filters}
        versions={versions}
        teamName={teamName}
        singleKeys={actor.singleKeys}
      />
      <Panel>
        <LaunchList
          // A changed filter starts a new list; opening a launch does not.
          key={JSON.stringify({ ...filters, cursor })}
          launches={launches}
          path={path}
          streamPath={`/api/widget-launches/${widget.id}`}
          filters={filters}
          cursor={cursor}
          opened={
            search.launch
              ? {
                  id: search.launch.slice(0, 64),
                  details: opened ? (
                    <LaunchDetails
                      launch={opened}
                      about={aboutLaunch(opened, hrefWith(path, { team: opened.teamId }))}
                      footnote="This log leaves out the context, its signature and the record. The portal never stores the first two, and only the team sees the record."
                    />
                  ) : (
                    <p className="text-ink-2">
                      This widget doesn’t have this launch. Launches are kept for 90 days.
                    </p>
                  ),
                  actions: opened ? (
                    <LaunchActions actor={actor} widgetId={widget.id} launch={opened} />
                  ) : null,
                }
              : undefined
          }
          empty={
            isFiltered ? (
              <EmptyState
                framed={false}
                title="No launch matches"
                actions={<ButtonLink href={path}>Clear filters</ButtonLink>}
              >
                Launches are kept for 90 days.
              </EmptyState>
            ) : (
              <EmptyState framed={false} title="No launches yet">
                Each launch of the widget appears here with its version, secret and outcome. Only the team
                sees which record it was for.
              </EmptyState>
            )
          }
        />
        {launches.length > 0 ? (
          <PanelFooter>
            <Pager
              summary={{ count: launches.length, nouns: ['launch', 'launches'], order: 'newest first' }}
              {...(cursor ? { previousHref: hrefWith(path, filters) } : {})}
              {...(nextCursor ? { nextHref: hrefWith(path, { ...filters, cursor: nextCursor }) } : {})}
            />
          </PanelFooter>
        ) : null}
      </Panel>
    </WidgetPage>
  )
}

type Launch = Awaited<ReturnType<typeof getWidgetLaunch>>

function aboutLaunch(launch: Launch, teamHref: string): Definition[] {
  return [
    { term: 'Team', value: <Link href={teamHref}>{launch.teamName}</Link> },
    { term: 'Widget', value: `${launch.name}, version ${launch.version}` },
    {
      term: 'Signed with',
      value: (
        <span className="flex flex-wrap items-center gap-x-3">
          v{launch.secretVersion} <Fingerprint hex={launch.fingerprint} />
        </span>
      ),
    },
  ]
}

function LaunchActions({
  actor,
  widgetId,
  launch,
}: {
  actor: MemberActor
  widgetId: string
  launch: Launch
}) {
  const path = `/partner/widgets/${widgetId}`
  return (
    <>
      {hasPermission(actor, 'sandbox.use') ? (
        <ButtonLink
          variant="primary"
          href={hrefWith(`${path}/sandbox`, {
            place: launch.placement,
            version: launch.sandboxVersion ?? undefined,
          })}
        >
          Open in the sandbox
        </ButtonLink>
      ) : null}
      <ButtonLink href={`${path}/doctor`}>Open the signature doctor</ButtonLink>
      {launch.sandboxVersion === null ? (
        <span className="text-ink-3 text-xs">The sandbox no longer has version {launch.version}.</span>
      ) : null}
    </>
  )
}
