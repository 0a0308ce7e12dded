'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { LeaveGuard } from '@/components/secrets/leave-guard'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { CopyButton } from '@/components/ui/copy-button'
import { DefinitionList } from '@/components/ui/definition-list'
import { Fingerprint } from '@/components/ui/fingerprint'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { useCall } from '@/components/use-call'
import { renewClientSecretAction } from '../../actions'
import { ClientOnce } from '../../client-once'

/** The OAuth client, with a way to replace a lost or leaked secret. */
export function ClientPanel({
  widgetId,
  clientId,
  fingerprint,
  madeAt,
  canRenew,
}: {
  widgetId: string
  clientId: string
  fingerprint: string
  madeAt: Date
  canRenew: boolean
}) {
  const router = useRouter()
  const renew = useCall(renewClientSecretAction)
  const [shown, setShown] = useState<{ clientId: string; clientSecret: string }>()
  const close = () => {
    setShown(undefined)
    router.refresh()
  }
  return (
    <Panel labelledBy="client">
      <PanelHeader id="client" title="OAuth client" />
      <PanelBody className="grid gap-3">
        {shown ? (
          <>
            <LeaveGuard />
            <ClientOnce {...shown} />
            <div>
              <Button variant="primary" onClick={close}>
                I stored it
              </Button>
            </div>
          </>
        ) : (
          <>
            <DefinitionList
              items={[
                {
                  term: 'Client ID',
                  value: (
                    <span className="flex flex-wrap items-center gap-1">
                      <code className="mono break-all">{clientId}</code>
                      <CopyButton size="sm" iconOnly value={clientId} label="Copy Client ID" />
                    </span>
                  ),
                },
                {
                  term: 'Client secret',
                  value: (
                    <span className="flex flex-wrap items-center gap-x-3">
                      <Fingerprint hex={fingerprint} />
                      <span className="text-ink-3 text-xs">
                        created <Time value={madeAt} />, stored as a hash
                      </span>
                    </span>
                  ),
                },
              ]}
            />
            {canRenew ? (
              <div>
                <ConfirmDialog
                  trigger={{ variant: 'danger', children: 'Replace client secret' }}
                  title="Replace the client secret?"
                  description="The current secret stops working at once. Until your server has the new one, it can’t exchange codes or refresh tokens. Launches and live access tokens keep working."
                  confirmLabel="Replace secret"
                  cancelLabel="Keep secret"
                  danger
                  action={async () => {
                    const renewed = await renew.call({ widgetId })
                    if (renewed) setShown(renewed)
                  }}
                />
              </div>
            ) : (
              <p className="text-ink-3 text-xs">Only owners and developers can replace the secret.</p>
            )}
          </>
        )}
      </PanelBody>
    </Panel>
  )
}
