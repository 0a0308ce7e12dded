import type { Metadata } from 'next'
import { requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { Markdown } from '@/components/markdown'
import { ButtonLink } from '@/components/ui/button'
import { DefinitionList } from '@/components/ui/definition-list'
import { EmptyState } from '@/components/ui/empty-state'
import { Missing } from '@/components/ui/missing'
import { PageHead } from '@/components/ui/page-head'
import { Panel, PanelBody, PanelFooter } from '@/components/ui/panel'
import { Tag } from '@/components/ui/tag'
import { Tile } from '@/components/ui/tile'
import { type Placement, placementPlace } from '@/lib/domain/protocols/placements.schema'
import { readTestLink } from '@/lib/domain/review/test-links'
import type { WidgetColour, WidgetIcon } from '@/lib/domain/widgets/widgets.schema'
import { AppError } from '@/lib/errors'
import { AcceptTest } from './accept-test'

export const metadata: Metadata = { title: 'Test a widget' }

const widgetsPath = '/settings/integration-widgets'

/** What a partner's link offers to test, with all addresses that would open for the team. */
export default async function TestLinkPage({ params }: { params: Promise<{ token: string }> }) {
  const actor = await requirePageActor('testing.answer')
  const { token } = await params
  const offer = await readTestLink(actor, { token }).catch((thrown: unknown) => {
    if (thrown instanceof AppError && thrown.code === 'link_expired') return thrown
    throw thrown
  })
  const crumbs = [{ label: 'Integration widgets', href: widgetsPath }, { label: 'Test a widget' }]
  if (offer instanceof AppError)
    return (
      <PortalPage actor={actor} crumbs={crumbs}>
        <PageHead title="This link no longer works" />
        <EmptyState
          framed
          title={offer.publicDetail}
          actions={<ButtonLink href={widgetsPath}>Integration widgets</ButtonLink>}
        />
      </PortalPage>
    )
  return (
    <PortalPage actor={actor} crumbs={crumbs}>
      <PageHead
        title={`Test ${offer.name}`}
        visual={<Tile size="lg" icon={offer.icon as WidgetIcon} colour={offer.colour as WidgetColour} />}
        facts={
          <>
            <span className="text-ink-2">{offer.partnerName}</span>
            <Tag tone="warn">Not reviewed yet</Tag>
          </>
        }
        lead={`If you accept, ${offer.partnerName} learns that ${actor.organisation} is testing it. It stays off until you enable it.`}
      />
      <Panel>
        <PanelBody>
          <DefinitionList
            items={[
              { term: 'Description', value: <Markdown text={offer.description} /> },
              {
                term: 'Placements',
                value: offer.placements.map((placement) => placementPlace(placement as Placement)).join(', '),
              },
              { term: 'Opens', value: <span className="mono break-all">{offer.url}</span> },
              {
                term: 'May lead to',
                value:
                  offer.furtherOrigins.length > 0 ? (
                    <span className="mono break-all">{offer.furtherOrigins.join(', ')}</span>
                  ) : (
                    <Missing />
                  ),
              },
              {
                term: 'Browser permissions',
                value: offer.allow.length > 0 ? offer.allow.join(', ') : <Missing />,
              },
            ]}
          />
        </PanelBody>
        <PanelFooter>
          <AcceptTest token={token} contentHash={offer.contentHash} name={offer.name} />
          <ButtonLink href={widgetsPath} variant="quiet">
            Not now
          </ButtonLink>
        </PanelFooter>
      </Panel>
    </PortalPage>
  )
}
