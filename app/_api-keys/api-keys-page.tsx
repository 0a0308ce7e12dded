import { PortalPage } from '@/app/portal-page'
import type { Crumb } from '@/components/shell/crumbs'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHead } from '@/components/ui/page-head'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import type { MemberActor } from '@/lib/auth/permissions'
import { listApiKeys } from '@/lib/domain/accounts/api-keys'
import { CreateKeyForm } from './create-key-form'
import { KeyTable } from './key-table'

/** The API keys of the reader's organisation. */
export async function ApiKeysPage({
  actor,
  crumbs,
  does,
}: {
  actor: MemberActor
  crumbs: Crumb[]
  does: string
}) {
  const keys = await listApiKeys(actor)
  return (
    <PortalPage actor={actor} crumbs={crumbs}>
      <PageHead
        title="API keys"
        lead={`A program with an API key of ${actor.organisation} ${does}.`}
        actions={<ButtonLink href="/docs/api">Read the API reference</ButtonLink>}
      />
      <div className="grid gap-4">
        <Panel labelledBy="make">
          <PanelHeader
            id="make"
            title="Create an API key"
            meta="One key per program, so you can revoke them separately"
          />
          <PanelBody>
            <CreateKeyForm />
          </PanelBody>
        </Panel>
        <Panel labelledBy="keys">
          <PanelHeader id="keys" title="Keys" meta={String(keys.length)} />
          {keys.length === 0 ? (
            <EmptyState framed={false} title="No keys yet">
              Create one above for each program that calls the API.
            </EmptyState>
          ) : (
            <KeyTable keys={keys} />
          )}
        </Panel>
      </div>
    </PortalPage>
  )
}
