import type { ReactNode } from 'react'
import { PortalPage } from '@/app/portal-page'
import { CopyButton } from '@/components/ui/copy-button'
import { PageHead } from '@/components/ui/page-head'
import { TabLinks } from '@/components/ui/tabs'
import type { MemberActor } from '@/lib/auth/permissions'
import { WebhookState } from '../webhook-state'
import type { LoadedWebhook } from './load-webhook'
import { StateButtons } from './state-buttons'

/** The shared head and tabs of a webhook's pages. */
export function WebhookPage({
  actor,
  webhook,
  here,
  children,
}: {
  actor: MemberActor
  webhook: LoadedWebhook
  /** The last crumb. The log of events has none. */
  here?: string
  children: ReactNode
}) {
  const path = `/settings/webhooks/${webhook.id}`
  const title = new URL(webhook.url).host
  return (
    <PortalPage
      actor={actor}
      crumbs={[
        { label: 'Settings' },
        { label: 'Webhooks', href: '/settings/webhooks' },
        ...(here ? [{ label: title, href: path }, { label: here }] : [{ label: title }]),
      ]}
    >
      <PageHead
        title={title}
        facts={
          <>
            <WebhookState state={webhook.state} />
            <code className="mono break-all">{webhook.url}</code>
            <span className="flex min-w-0 items-center gap-1">
              <code className="mono break-all">{webhook.id}</code>
              <CopyButton size="sm" iconOnly value={webhook.id} label="Copy webhook ID" />
            </span>
          </>
        }
        actions={<StateButtons endpointId={webhook.id} state={webhook.state} />}
      />
      <TabLinks
        label={`${title}: pages`}
        className="mb-5"
        items={[
          { href: path, label: 'Events' },
          { href: `${path}/settings`, label: 'Settings' },
        ]}
      />
      {children}
    </PortalPage>
  )
}
