'use client'

import { LeaveGuard } from '@/components/secrets/leave-guard'
import { ShownOnce } from '@/components/secrets/shown-once'
import { useShownSecret } from '@/components/secrets/use-shown-secret'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { CopyButton } from '@/components/ui/copy-button'
import { DefinitionList } from '@/components/ui/definition-list'
import { Fingerprint } from '@/components/ui/fingerprint'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { useCall } from '@/components/use-call'
import type { ProtocolFacts } from '@/lib/domain/protocols/facts-type.schema'
import { createSandboxSecretAction } from './actions'

type Known = { version: number; fingerprint: string; createdAt: Date }

/** The secret that signs in the sandbox, and certifications of a widget whose secrets are its teams'. */
export function SandboxSecretPanel({
  widgetId,
  ids,
  hasOwnSecret,
  tenantId,
  known,
  testTeamName,
  canCreate,
}: {
  widgetId: string
  ids: ProtocolFacts['secret']['ids']
  hasOwnSecret: boolean
  tenantId: string
  known: Known | null
  testTeamName: string | undefined
  canCreate: boolean
}) {
  const create = useCall(createSandboxSecretAction)
  const { shown, show, onStored } = useShownSecret()
  const make = async () => show(await create.call({ widgetId }))
  return (
    <Panel labelledBy="sandbox-secret">
      <PanelHeader id="sandbox-secret" title="Sandbox secret" />
      <PanelBody className="grid gap-3">
        <p className="text-ink-2 [text-wrap:pretty]">
          {hasOwnSecret
            ? 'The sandbox signs what you type with it. Add it to a test server, beside the live secret or instead of it. It never signs a real launch.'
            : 'Each team has its own secret. This one is for certifications and the sandbox only and never signs a team’s launch. Add it to your server beside the teams’ secrets.'}
          {known || hasOwnSecret || !testTeamName
            ? ''
            : ` Without it, ${testTeamName}’s secret signs, since that team tests this widget.`}
        </p>
        {known && !shown ? (
          <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
            v{known.version} <Fingerprint hex={known.fingerprint} />
            <span className="text-ink-3 text-xs">
              created <Time value={known.createdAt} />
            </span>
          </p>
        ) : null}
        {ids.length > 0 ? <SandboxIds {...{ widgetId, ids, tenantId }} /> : null}
        {shown ? (
          <>
            <LeaveGuard />
            <ShownOnce {...shown} ownerId={widgetId} />
            <div>
              <Button variant="primary" onClick={onStored}>
                I stored it
              </Button>
            </div>
          </>
        ) : null}
        {canCreate && !shown ? (
          <div>
            {known ? (
              <ConfirmDialog
                trigger={{ variant: 'danger', size: 'sm', children: 'Replace sandbox secret' }}
                title="Replace the sandbox secret?"
                description="The current secret stops signing at once, and certifications fail until your server has the new one. Teams’ launches aren’t affected."
                confirmLabel="Replace secret"
                cancelLabel="Keep secret"
                danger
                action={make}
              />
            ) : (
              <Button size="sm" pending={create.isPending} onClick={make}>
                Create sandbox secret
              </Button>
            )}
          </div>
        ) : null}
        {!canCreate && !known ? (
          <p className="text-ink-3 text-xs">Only owners and developers can create it.</p>
        ) : null}
      </PanelBody>
    </Panel>
  )
}

/** The ids by which a server finds the secret, where the protocol sends them in clear. */
function SandboxIds({
  widgetId,
  ids,
  tenantId,
}: {
  widgetId: string
  ids: ProtocolFacts['secret']['ids']
  tenantId: string
}) {
  return (
    <DefinitionList
      size="sm"
      stacked
      items={ids.map(({ term, of }) => {
        const value = of === 'tenant' ? tenantId : widgetId
        return {
          term,
          value: (
            <span className="flex items-center gap-1">
              <code className="mono break-all">{value}</code>
              <CopyButton size="sm" iconOnly value={value} label={`Copy ${term}`} />
            </span>
          ),
        }
      })}
    />
  )
}
