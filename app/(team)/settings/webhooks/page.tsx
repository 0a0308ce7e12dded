import { Plus } from 'lucide-react'
import type { Metadata } from 'next'
import { requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Icon } from '@/components/ui/icon'
import { Link } from '@/components/ui/link'
import { Missing } from '@/components/ui/missing'
import { PageHead } from '@/components/ui/page-head'
import { Panel } from '@/components/ui/panel'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { postbackStateLabels } from '@/lib/domain/postbacks/postbacks.schema'
import { listWebhooks } from '@/lib/domain/webhooks/read'
import { webhookEventTypes } from '@/lib/domain/webhooks/webhooks.schema'
import { WebhookState } from './webhook-state'

export const metadata: Metadata = { title: 'Webhooks' }

export default async function WebhooksPage() {
  const actor = await requirePageActor('webhook.manage')
  const webhooks = await listWebhooks(actor)
  const add = (
    <ButtonLink href="/settings/webhooks/new" variant="primary" icon={<Icon of={Plus} />}>
      Add a webhook
    </ButtonLink>
  )
  return (
    <PortalPage actor={actor} crumbs={[{ label: 'Settings' }, { label: 'Webhooks' }]}>
      <PageHead
        title="Webhooks"
        lead="Your server receives a signed request when a person or company changes."
        actions={webhooks.length > 0 ? add : undefined}
      />
      {webhooks.length === 0 ? (
        <EmptyState framed title="No webhooks yet" actions={add}>
          Add your server’s address. You get a secret to verify the requests, and see each one here.
        </EmptyState>
      ) : (
        <Panel>
          <Table
            caption="Webhooks"
            columns={[{ label: 'Address' }, { label: 'Events' }, { label: 'State' }, { label: 'Last event' }]}
          >
            {webhooks.map(({ id, url, events, state, last }) => (
              <TableRow key={id} dim={state !== 'active'}>
                <TableCell kind="lead">
                  <Link href={`/settings/webhooks/${id}`} className="break-all">
                    {url}
                  </Link>
                  <CellMeta>
                    <span className="mono break-all">{id}</span>
                  </CellMeta>
                </TableCell>
                <TableCell label="Events">
                  {events.length === webhookEventTypes.length
                    ? 'All'
                    : `${events.length} of ${webhookEventTypes.length}`}
                </TableCell>
                <TableCell label="State">
                  <WebhookState state={state} />
                </TableCell>
                <TableCell label="Last event">
                  {last ? (
                    <>
                      <span className="mono">{last.type}</span>
                      <CellMeta>
                        {postbackStateLabels[last.state]}, <Time value={last.createdAt} shape="relative" />
                      </CellMeta>
                    </>
                  ) : (
                    <Missing />
                  )}
                </TableCell>
              </TableRow>
            ))}
          </Table>
        </Panel>
      )}
    </PortalPage>
  )
}
