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

/** The versions of the secret, when each was last accepted, and how to rotate it. */
export function ConnectorSecrets({
  connectorId,
  protocol,
  frameSharedUntil,
  secrets,
}: {
  connectorId: string
  protocol: ProtocolId
  /** Set where the frame has its own secret: until then the search's secret opens the frame too. */
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
      meta={
        isConnected ? 'The platform creates it when you connect.' : 'During a rotation both are accepted.'
      }
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
              description={`You see the frame’s new secret once, and it’s accepted at once. v${active.version} still opens the frame for the time you choose, and the search as before.`}
              confirmLabel="Create frame secret"
              action={startFrame}
            >
              <GraceField label={`Keep accepting v${active.version} for`} />
            </ConfirmDialog>
          ) : null}
          {frameSharedUntil ? (
            <ConfirmDialog
              trigger={{ size: 'sm', children: 'Use one secret' }}
              title="Use one secret for search and frame?"
              description={`v${active?.version} opens both at once. The frame’s own secret is accepted for another day.`}
              confirmLabel="Use one secret"
              action={() => join.call({ connectorId }, { title: 'Search and frame now use one secret' })}
            />
          ) : null}
        </>
      }
      empty={
        secrets.length === 0 ? (
          <PanelBody>
            <p className="text-ink-3">Connect it to get the secret from the platform.</p>
          </PanelBody>
        ) : undefined
      }
      versions={secrets}
      uses={[{ label: 'Last accepted', at: ({ lastAcceptedAt }) => lastAcceptedAt }]}
      words={words}
      scopes={{ iframe: 'opens only the frame' }}
      actionsOf={({ state, version }) =>
        state === 'retiring' ? (
          <RevokeDialog
            size="sm"
            version={version}
            description="Requests that the platform still signs with it are refused at once."
            action={() => revoke.call({ connectorId, version }, { title: `v${version} is revoked` })}
          />
        ) : null
      }
      dialog={{ title: 'New secret', shown, owner: 'connector', ownerId: connectorId, onStored }}
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
      title="Rotate secret?"
      description={`You see the new secret once, and it’s accepted at once. v${version} is accepted for the time you choose. After a leak, choose no time.`}
      confirmLabel="Rotate secret"
      action={action}
    >
      <GraceField label={`Keep accepting v${version} for`} />
    </ConfirmDialog>
  )
}
