import type { ReactNode } from 'react'
import { PortalPage } from '@/app/portal-page'
import { Avatar } from '@/components/ui/avatar'
import { TabLinks } from '@/components/ui/tabs'
import { Tag } from '@/components/ui/tag'
import { Tile } from '@/components/ui/tile'
import { WidgetFrame } from '@/components/widget-frame'
import { hasPermission, type TeamActor } from '@/lib/auth/permissions'
import { countMembers } from '@/lib/domain/installations/installations'
import type { Tab } from '@/lib/domain/installations/tabs'
import { hasLaunch, isSearchable } from '@/lib/domain/protocols/facts.schema'
import type { RecordPlacement } from '@/lib/domain/protocols/placements.schema'
import type { WidgetColour, WidgetIcon } from '@/lib/domain/widgets/widgets.schema'
import { LaunchTable } from './launch-table'
import { PartnerPanel } from './partner-panel'
import { WidgetGone } from './widget-gone'

export type OwnTab = { id: string; label: string; count?: number; content: ReactNode }

/** A person or company: its own tabs, then one for each widget that is on. The address names the open tab. */
export async function RecordPage({
  actor,
  placement,
  recordId,
  title,
  facts,
  details,
  actions,
  ownTabs,
  switchedOn,
  tab,
  cursor,
  launch,
}: {
  actor: TeamActor
  placement: RecordPlacement
  recordId: string
  title: string
  facts: ReactNode
  details: ReactNode
  actions?: ReactNode
  ownTabs: OwnTab[]
  /** Every widget that is on here, including those that are only searched. */
  switchedOn: Tab[]
  tab: string | undefined
  cursor: string | undefined
  /** The launch whose details are open on the widget activity tab. */
  launch: string | undefined
}) {
  const collection =
    placement === 'person' ? { href: '/people', label: 'People' } : { href: '/companies', label: 'Companies' }
  const path = `${collection.href}/${recordId}`
  const widgets = switchedOn.filter(({ protocol }) => hasLaunch(protocol))
  const searchable = switchedOn.filter(({ protocol }) => isSearchable(protocol))
  const own: OwnTab[] = [
    ...ownTabs,
    ...(searchable.length > 0
      ? [
          {
            id: 'partners',
            label: 'Partner search',
            content: (
              <PartnerPanel
                actor={actor}
                placement={placement}
                recordId={recordId}
                startQuery={title}
                partners={searchable}
                memberCount={tab === 'partners' ? await countMembers(actor.teamId) : 0}
              />
            ),
          },
        ]
      : []),
    {
      id: 'launches',
      label: 'Widget activity',
      content: (
        <LaunchTable actor={actor} recordId={recordId} path={path} cursor={cursor} openedId={launch} />
      ),
    },
  ]
  const openWidget = widgets.find((widget) => widget.widgetId === tab)
  const openOwn = openWidget ? undefined : own.find((entry) => entry.id === tab)
  const isGone = tab?.startsWith('wgt_') === true && !openWidget
  const first = own[0]
  return (
    <PortalPage actor={actor} width="wide" crumbs={[collection, { label: title }]}>
      <div className="mb-3.5 flex items-center gap-3.5 max-md:flex-wrap">
        <Avatar name={title} size="lg" />
        <div className="min-w-0 [overflow-wrap:anywhere] max-md:flex-1">
          <h1 className="text-balance break-words font-semibold text-xl tracking-title">{title}</h1>
          <div className="flex flex-wrap items-center gap-x-4 text-ink-2 leading-6">{facts}</div>
        </div>
        {actions ? (
          <div className="ml-auto flex shrink-0 gap-2 max-md:ml-0 max-md:w-full max-md:[&>*]:flex-1">
            {actions}
          </div>
        ) : null}
      </div>
      <TabLinks
        label={`${title}: views`}
        items={[
          ...own.map((entry, index) => ({
            href: index === 0 ? path : `${path}?tab=${entry.id}`,
            label: entry.label,
            ...(entry.count === undefined ? {} : { count: entry.count }),
            current: isGone ? false : openOwn ? entry.id === openOwn.id : !openWidget && index === 0,
          })),
          ...widgets.map((widget, index) => ({
            href: `${path}?tab=${widget.widgetId}`,
            label: widget.name,
            icon: <Tile size="sm" icon={widget.icon as WidgetIcon} colour={widget.colour as WidgetColour} />,
            ...(widget.isTesting ? { tag: <Tag tone="warn">Testing</Tag> } : {}),
            current: widget === openWidget,
            separated: index === 0,
          })),
        ]}
      />
      <div className="mt-5 grid items-start gap-7 max-lg:grid-cols-1 max-lg:gap-4 lg:grid-cols-[15.5rem_minmax(0,1fr)]">
        <aside
          aria-labelledby="details"
          className={openWidget || (openOwn && openOwn !== first) ? 'max-lg:order-2' : undefined}
        >
          <h2 id="details" className="mb-2.5 font-semibold text-base tracking-[-0.006em]">
            Details
          </h2>
          {details}
        </aside>
        <section aria-label={openWidget?.name ?? openOwn?.label ?? first?.label} className="min-w-0">
          {openWidget ? (
            <WidgetFrame
              key={openWidget.widgetId}
              widgetId={openWidget.widgetId}
              name={openWidget.name}
              partnerName={openWidget.partnerName}
              origin={openWidget.origin}
              tile={
                <Tile
                  size="lg"
                  icon={openWidget.icon as WidgetIcon}
                  colour={openWidget.colour as WidgetColour}
                />
              }
              placement={placement}
              recordId={recordId}
              recordName={title}
              teamName={actor.organisation}
              memberCount={await countMembers(actor.teamId)}
              canSwitch={hasPermission(actor, 'installation.switch')}
              singleKeys={actor.singleKeys}
            />
          ) : isGone ? (
            <WidgetGone path={path} canSwitch={hasPermission(actor, 'installation.switch')} />
          ) : (
            (openOwn ?? first)?.content
          )}
        </section>
      </div>
    </PortalPage>
  )
}
