'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { GraceField } from '@/components/grace-field'
import { SecretDialog, type ShownSecret } from '@/components/secret-dialog'
import { type SecretVersion, SecretVersions } from '@/components/secret-versions'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { useCall } from '@/components/use-call'
import { factsOf, type ProtocolId } from '@/lib/domain/protocols/facts.schema'
import {
  joinFrameSecretAction,
  partFrameSecretAction,
  revokeConnectorSecretAction,
  rotateConnectorAction,
} from '../actions'

export type SecretRow = SecretVersion & { lastAcceptedAt: Date | null; revokedAt: Date | null }

const stateLabels = { staged: 'Staged', active: 'Accepted', retiring: 'Accepted', revoked: 'Revoked' }

/** The versions of the secret: which are accepted, when each was last, and the next one. */
export function SecretsPanel({
  connectorId,
  protocol,
  frameSharedUntil,
  secrets,
}: {
  connectorId: string
  protocol: ProtocolId
  /** Set where the frame has a secret of its own: until then the other opens it too. */
  frameSharedUntil: Date | null
  secrets: SecretRow[]
}) {
  const router = useRouter()
  const rotate = useCall(rotateConnectorAction)
  const revoke = useCall(revokeConnectorSecretAction)
  const [shown, setShown] = useState<ShownSecret>()
  const part = useCall(partFrameSecretAction)
  const join = useCall(joinFrameSecretAction)
  const { credential, partsFrame } = factsOf(protocol).connector
  const isConnected = credential === 'connection'
  const active = secrets.find(({ state, endpoint }) => state === 'active' && endpoint === null)
  const ofFrame = secrets.find(({ state, endpoint }) => state === 'active' && endpoint !== null)
  const graceOf = (form: FormData) => Number(form.get('graceHours'))
  const start = (endpoint: 'iframe' | undefined) => async (form: FormData) => {
    const made = await rotate.call({ connectorId, graceHours: graceOf(form), endpoint })
    if (made) setShown(made)
  }
  const startFrame = async (form: FormData) => {
    const made = await part.call({ connectorId, graceHours: graceOf(form) })
    if (made) setShown(made)
  }
  const close = () => {
    setShown(undefined)
    router.refresh()
  }
  return (
    <Panel labelledBy="secrets">
      <PanelHeader
        id="secrets"
        title="Secret"
        meta={
          isConnected ? 'The platform makes it when you connect.' : 'Both are accepted during a rotation.'
        }
        actions={
          <>
            {active && !isConnected ? (
              <RotateDialog
                label={ofFrame ? 'Rotate search' : 'Rotate'}
                version={active.version}
                action={start(undefined)}
              />
            ) : null}
            {ofFrame ? (
              <RotateDialog label="Rotate frame" version={ofFrame.version} action={start('iframe')} />
            ) : null}
            {partsFrame && active && !frameSharedUntil ? (
              <ConfirmDialog
                trigger={{ size: 'sm', children: 'Part the frame' }}
                title="Give the frame a secret of its own?"
                description={`A new one is accepted by the frame from this moment and shown to you once. v${active.version} opens the frame too until its grace ends, and the search as before.`}
                confirmLabel="Make the frame’s secret"
                action={startFrame}
              >
                <GraceField label={`Grace of v${active.version}`} />
              </ConfirmDialog>
            ) : null}
            {frameSharedUntil ? (
              <ConfirmDialog
                trigger={{ size: 'sm', children: 'Join again' }}
                title="One secret for search and frame?"
                description={`v${active?.version} opens both from this moment. The frame’s own is accepted for another day.`}
                confirmLabel="Use one secret"
                action={() => join.call({ connectorId }, { title: 'Search and frame have one secret' })}
              />
            ) : null}
          </>
        }
      />
      {secrets.length === 0 ? (
        <PanelBody>
          <p className="text-ink-3">Connect it: the platform’s token endpoint gives the secret.</p>
        </PanelBody>
      ) : null}
      <SecretVersions
        versions={secrets}
        usedLabel="Last accepted"
        usedAt={({ lastAcceptedAt }) => lastAcceptedAt}
        wordOf={({ state }) => stateLabels[state]}
        scopeOf={() => 'opens the frame alone'}
        actionsOf={(secret) =>
          secret.state === 'retiring' ? (
            <ConfirmDialog
              trigger={{ size: 'sm', variant: 'danger', children: `Revoke v${secret.version}` }}
              title={`Revoke v${secret.version} now?`}
              description="Calls that the platform still signs with it are refused from this moment."
              confirmLabel={`Revoke v${secret.version}`}
              cancelLabel={`Keep v${secret.version}`}
              danger
              action={() =>
                revoke.call(
                  { connectorId, version: secret.version },
                  { title: `v${secret.version} is revoked` },
                )
              }
            />
          ) : null
        }
      />
      <SecretDialog
        title="The new secret"
        shown={shown}
        owner="connector"
        ownerId={connectorId}
        onStored={close}
      />
    </Panel>
  )
}

function RotateDialog({
  label,
  version,
  action,
}: {
  label: string
  version: number
  action: (form: FormData) => Promise<void>
}) {
  return (
    <ConfirmDialog
      trigger={{ size: 'sm', children: label }}
      title="Rotate the secret?"
      description={`A new one is accepted from this moment and shown to you once. v${version} is accepted too until its grace ends. Without a grace it is refused at once, as after a leak.`}
      confirmLabel="Make the new secret"
      action={action}
    >
      <GraceField label={`Grace of v${version}`} />
    </ConfirmDialog>
  )
}
