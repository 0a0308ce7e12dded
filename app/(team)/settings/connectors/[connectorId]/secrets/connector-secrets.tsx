'use client'

import { GraceField } from '@/components/secrets/grace-field'
import { SecretsPanel } from '@/components/secrets/panel'
import { RevokeDialog } from '@/components/secrets/revoke-dialog'
import { useShownSecret } from '@/components/secrets/use-shown-secret'
import type { SecretVersion } from '@/components/secrets/version'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { PanelBody } from '@/components/ui/panel'
import { useCall } from '@/components/use-call'
import { factsOf, type ProtocolId } from '@/lib/domain/protocols/facts.schema'
import {
  joinFrameSecretAction,
  partFrameSecretAction,
  revokeConnectorSecretAction,
  rotateConnectorAction,
} from '../../actions'

const words = { staged: 'Staged', active: 'Accepted', retiring: 'Accepted', revoked: 'Revoked' }

/** The versions of the secret: which are accepted, when each was last, and the next one. */
export function ConnectorSecrets({
  connectorId,
  protocol,
  frameSharedUntil,
  secrets,
}: {
  connectorId: string
  protocol: ProtocolId
  /** Set where the frame has a secret of its own: until then the other opens it too. */
  frameSharedUntil: Date | null
  secrets: (SecretVersion & { lastAcceptedAt: Date | null })[]
}) {
  const { credential, partsFrame } = factsOf(protocol).connector
  const isConnected = credential === 'connection'
  const rotate = useCall(rotateConnectorAction)
  const revoke = useCall(revokeConnectorSecretAction)
  const { shown, show, onStored } = useShownSecret()
  const part = useCall(partFrameSecretAction)
  const join = useCall(joinFrameSecretAction)
  const active = secrets.find(({ state, endpoint }) => state === 'active' && endpoint === null)
  const ofFrame = secrets.find(({ state, endpoint }) => state === 'active' && endpoint !== null)
  const graceOf = (form: FormData) => Number(form.get('graceHours'))
  const start = (endpoint: 'iframe' | undefined) => async (form: FormData) => {
    show(await rotate.call({ connectorId, graceHours: graceOf(form), endpoint }))
  }
  const startFrame = async (form: FormData) => {
    show(await part.call({ connectorId, graceHours: graceOf(form) }))
  }
  return (
    <SecretsPanel
      meta={isConnected ? 'The platform makes it when you connect.' : 'Both are accepted during a rotation.'}
      headerActions={
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
              trigger={{ size: 'sm', children: 'Use a separate secret for the frame' }}
              title="Use a separate secret for the frame?"
              description={`A new one is accepted by the frame from this moment and shown to you once. v${active.version} opens the frame too until its grace ends, and the search as before.`}
              confirmLabel="Create the frame’s secret"
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
      empty={
        secrets.length === 0 ? (
          <PanelBody>
            <p className="text-ink-3">Connect it: the platform’s token endpoint gives the secret.</p>
          </PanelBody>
        ) : undefined
      }
      versions={secrets}
      uses={[{ label: 'Last accepted', at: ({ lastAcceptedAt }) => lastAcceptedAt }]}
      words={words}
      scopes={{ iframe: 'opens the frame alone' }}
      actionsOf={({ state, version }) =>
        state === 'retiring' ? (
          <RevokeDialog
            size="sm"
            version={version}
            description="Calls that the platform still signs with it are refused from this moment."
            action={() => revoke.call({ connectorId, version }, { title: `v${version} is revoked` })}
          />
        ) : null
      }
      dialog={{ title: 'The new secret', shown, owner: 'connector', ownerId: connectorId, onStored }}
    />
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
      confirmLabel="Rotate secret"
      action={action}
    >
      <GraceField label={`Grace of v${version}`} />
    </ConfirmDialog>
  )
}
