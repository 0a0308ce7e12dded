import type { Metadata } from 'next'
import { requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { SearchForm } from '@/app/search-form'
import { hrefWith, readSearch, type SearchParams } from '@/app/search-params'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Link } from '@/components/ui/link'
import { Missing } from '@/components/ui/missing'
import { PageHead } from '@/components/ui/page-head'
import { Pager } from '@/components/ui/pager'
import { Panel, PanelFooter } from '@/components/ui/panel'
import { Segmented } from '@/components/ui/segmented'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import { Tile } from '@/components/ui/tile'
import { Time } from '@/components/ui/time'
import { WidgetStatusLine } from '@/components/widget-status'
import { listAllWidgets } from '@/lib/domain/review/reviews'
import {
  listWidgetsInput,
  type WidgetColour,
  type WidgetIcon,
  type WidgetStatus,
} from '@/lib/domain/widgets/widgets.schema'
import { SuspendDialog } from '../suspend-dialog'

export const metadata: Metadata = { title: 'All widgets' }

const path = '/review/widgets'
const choices: { status: WidgetStatus | undefined; label: string }[] = [
  { status: undefined, label: 'All' },
  { status: 'approved', label: 'Approved' },
  { status: 'in_review', label: 'In review' },
  { status: 'testing', label: 'Team testing' },
  { status: 'suspended', label: 'Suspended' },
]

export default async function AllWidgetsPage({ searchParams }: { searchParams: SearchParams }) {
  const actor = await requirePageActor('review.read')
  const { query, cursor, ...input } = listWidgetsInput.parse(await readSearch(searchParams))
  const status = choices.find((choice) => choice.status === input.status)?.status
  const { widgets, nextCursor } = await listAllWidgets(actor, { query, status, cursor })
  return (
    <PortalPage actor={actor} crumbs={[{ label: 'Review', href: '/review' }, { label: 'All widgets' }]}>
      <PageHead
        title="All widgets"
        lead="Submitted widgets, and drafts that a team is testing. Of a draft you see only its name and partner until it’s submitted."
      />
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <SearchForm
          path={path}
          label="Search widgets"
          placeholder="Name, partner or description"
          query={query}
          kept={{ status }}
          singleKeys={actor.singleKeys}
        />
        <Segmented
          label="Status"
          items={choices.map((choice) => ({
            href: hrefWith(path, { query, status: choice.status }),
            label: choice.label,
            current: choice.status === status,
          }))}
        />
      </div>
      {widgets.length === 0 ? (
        query || status || cursor ? (
          <EmptyState
            title={query ? `No widget matches “${query}”` : 'No widgets here'}
            actions={<ButtonLink href={path}>Clear search and filters</ButtonLink>}
          >
            The search looks at names, partners and descriptions.
          </EmptyState>
        ) : (
          <EmptyState title="No widgets yet">
            Widgets appear here when a partner submits them for review, or a team starts testing them.
          </EmptyState>
        )
      ) : (
        <Panel>
          <Table
            caption="All widgets"
            columns={[
              { label: 'Widget' },
              { label: 'Status' },
              { label: 'Host' },
              { label: 'Registered' },
              { label: 'Actions', hideLabel: true },
            ]}
          >
            {widgets.map((widget) => (
              <TableRow key={widget.id}>
                <TableCell kind="lead">
                  <span className="flex items-center gap-3">
                    <Tile icon={widget.icon as WidgetIcon} colour={widget.colour as WidgetColour} />
                    <span className="min-w-0">
                      {widget.submitted ? (
                        <Link
                          className="break-words font-medium text-base text-ink"
                          href={`/review/${widget.id}`}
                        >
                          {widget.name}
                        </Link>
                      ) : (
                        <span className="break-words font-medium text-base">{widget.name}</span>
                      )}
                      <CellMeta>{widget.partnerName}</CellMeta>
                    </span>
                  </span>
                </TableCell>
                <TableCell label="Status">
                  <WidgetStatusLine
                    status={widget.status}
                    change={widget.change}
                    {...(widget.submitted ? { version: widget.submitted.number } : {})}
                  />
                  {widget.suspensionReason ? <CellMeta>{widget.suspensionReason}</CellMeta> : null}
                  {widget.failureEscalatedAt ? (
                    <CellMeta>
                      Fails its daily certification, since{' '}
                      <Time value={widget.failureEscalatedAt} shape="date" />
                    </CellMeta>
                  ) : null}
                </TableCell>
                <TableCell label="Host">
                  {widget.submitted ? (
                    <span className="mono break-all">{new URL(widget.submitted.url).host}</span>
                  ) : (
                    <Missing>Not submitted</Missing>
                  )}
                </TableCell>
                <TableCell label="Registered">
                  <Time value={widget.createdAt} shape="date" />
                </TableCell>
                <TableCell kind="action">
                  {widget.submitted ? null : (
                    <SuspendDialog
                      widget={{
                        id: widget.id,
                        name: widget.name,
                        partnerName: widget.partnerName,
                        isSuspended: widget.status === 'suspended',
                      }}
                    />
                  )}
                </TableCell>
              </TableRow>
            ))}
          </Table>
          <PanelFooter>
            <Pager
              summary={{ count: widgets.length, nouns: ['widget', 'widgets'], order: 'newest first' }}
              {...(nextCursor ? { nextHref: hrefWith(path, { query, status, cursor: nextCursor }) } : {})}
            />
          </PanelFooter>
        </Panel>
      )}
    </PortalPage>
  )
}
