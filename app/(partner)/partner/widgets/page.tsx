import { Plus } from 'lucide-react'
import type { Metadata } from 'next'
import { loadTroubledWidgets } from '@/app/load-troubled-widgets'
import { requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { SearchForm } from '@/app/search-form'
import { hrefWith, readSearch, type SearchParams } from '@/app/search-params'
import { AutoSubmitSelect } from '@/components/auto-submit-select'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Fingerprint } from '@/components/ui/fingerprint'
import { Icon } from '@/components/ui/icon'
import { Link } from '@/components/ui/link'
import { Missing } from '@/components/ui/missing'
import { PageHead } from '@/components/ui/page-head'
import { Pager } from '@/components/ui/pager'
import { Panel, PanelFooter } from '@/components/ui/panel'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import { Tile } from '@/components/ui/tile'
import { Time } from '@/components/ui/time'
import { WidgetStatusLine, widgetStatusLooks } from '@/components/widget-status'
import { hasPermission } from '@/lib/auth/permissions'
import { ownsSecret } from '@/lib/domain/protocols/facts.schema'
import { type Placement, placementLabels } from '@/lib/domain/protocols/placements.schema'
import { listWidgets } from '@/lib/domain/widgets/read'
import {
  listWidgetsInput,
  type WidgetColour,
  type WidgetIcon,
  widgetStatuses,
} from '@/lib/domain/widgets/widgets.schema'
import { FailingLine } from './failing-line'

export const metadata: Metadata = { title: 'Widgets' }

const path = '/partner/widgets'

export default async function WidgetsPage({ searchParams }: { searchParams: SearchParams }) {
  const actor = await requirePageActor('widget.read')
  const input = listWidgetsInput.parse(await readSearch(searchParams))
  const [{ widgets, nextCursor }, troubled] = await Promise.all([
    listWidgets(actor, input),
    loadTroubledWidgets(actor),
  ])
  const canCreate = hasPermission(actor, 'widget.create')
  const isFiltered = Boolean(input.query || input.status)
  const register = canCreate ? (
    <ButtonLink href={`${path}/new`} variant="primary" icon={<Icon of={Plus} />}>
      Register a widget
    </ButtonLink>
  ) : null
  return (
    <PortalPage actor={actor} crumbs={[{ label: 'Widgets' }]}>
      <PageHead
        title="Widgets"
        lead={`The widgets that ${actor.organisation} builds for the CRM.`}
        actions={widgets.length > 0 || isFiltered ? register : undefined}
      />
      {widgets.length === 0 && !isFiltered ? (
        <EmptyState framed title="No widgets yet" actions={register}>
          {canCreate
            ? 'Register your widget’s URL to get its signing secret. You can test it with a team before you submit it for review.'
            : 'Owners and developers of your organisation can register one.'}
        </EmptyState>
      ) : (
        <>
          <div className="mb-4 flex flex-wrap gap-2">
            <SearchForm
              path={path}
              label="Search widgets"
              placeholder="Name or description"
              query={input.query}
              kept={{ status: input.status }}
              singleKeys={actor.singleKeys}
            />
            <AutoSubmitSelect
              path={path}
              name="status"
              label="Status"
              value={input.status ?? ''}
              kept={{ query: input.query }}
            >
              <option value="">Any status</option>
              {widgetStatuses.map((status) => (
                <option key={status} value={status}>
                  {widgetStatusLooks[status].word}
                </option>
              ))}
            </AutoSubmitSelect>
          </div>
          {widgets.length === 0 ? (
            <EmptyState
              framed
              title="No widget matches"
              actions={<ButtonLink href={path}>Clear search and filters</ButtonLink>}
            >
              The search looks at names and descriptions.
            </EmptyState>
          ) : (
            <Panel>
              <Table
                caption="Widgets"
                columns={[
                  { label: 'Widget' },
                  { label: 'Status' },
                  { label: 'Placements' },
                  { label: 'Secret' },
                  { label: 'Last signed' },
                ]}
              >
                {widgets.map((widget) => {
                  const failing = troubled.get(widget.id)?.failing
                  return (
                    <TableRow key={widget.id}>
                      <TableCell kind="lead">
                        <span className="flex gap-3">
                          <Tile icon={widget.icon as WidgetIcon} colour={widget.colour as WidgetColour} />
                          <span className="min-w-0">
                            <Link
                              className="break-words font-medium text-base text-ink"
                              href={`${path}/${widget.id}`}
                            >
                              {widget.name}
                            </Link>
                            <CellMeta>
                              <span className="mono break-all">{new URL(widget.url).host}</span>
                            </CellMeta>
                          </span>
                        </span>
                      </TableCell>
                      <TableCell label="Status">
                        <WidgetStatusLine status={widget.status} change={widget.change} />
                        {failing ? (
                          <CellMeta>
                            <FailingLine path={`${path}/${widget.id}`} failing={failing} />
                          </CellMeta>
                        ) : null}
                        {widget.failingSince ? (
                          <CellMeta>
                            <Link href={`${path}/${widget.id}/certification`}>
                              Fails its daily certification
                            </Link>
                          </CellMeta>
                        ) : null}
                      </TableCell>
                      <TableCell label="Placements">
                        {widget.placements
                          .map((placement) => placementLabels[placement as Placement])
                          .join(', ')}
                      </TableCell>
                      <TableCell label="Secret">
                        {widget.activeSecret ? (
                          <Fingerprint hex={widget.activeSecret.fingerprint} />
                        ) : ownsSecret(widget.protocol) ? (
                          <Missing />
                        ) : (
                          'One per team'
                        )}
                        {widget.hasOpenRotation ? <CellMeta>Rotation open</CellMeta> : null}
                      </TableCell>
                      <TableCell label="Last signed">
                        {widget.lastSignedAt ? (
                          <Time value={widget.lastSignedAt} shape="relative" />
                        ) : (
                          <Missing>Never</Missing>
                        )}
                      </TableCell>
                    </TableRow>
                  )
                })}
              </Table>
              <PanelFooter>
                <Pager
                  summary={{ count: widgets.length, nouns: ['widget', 'widgets'], order: 'newest first' }}
                  {...(nextCursor ? { nextHref: hrefWith(path, { ...input, cursor: nextCursor }) } : {})}
                />
              </PanelFooter>
            </Panel>
          )}
        </>
      )}
    </PortalPage>
  )
}
