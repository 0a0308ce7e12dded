'use client'

import { GraceField } from '@/components/secrets/grace-field'
import { SecretsPanel } from '@/components/secrets/panel'
import { RevokeDialog } from '@/components/secrets/revoke-dialog'
import { useShownSecret } from '@/components/secrets/use-shown-secret'
import type { SecretVersion } from '@/components/secrets/version'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { useCall } from '@/components/use-call'
import { revokeWebhookSecretAction, rotateWebhookAction } from '../../actions'

const words = { staged: 'Staged', active: 'Signs', retiring: 'Signs too', revoked: 'Revoked' }

/** The versions of the secret, when each signed last, and how to rotate it. */
export function WebhookSecrets({
  endpointId,
  secrets,
}: {
  endpointId: string
  secrets: (SecretVersion & { lastSignedAt: Date | null })[]
}) {
  const rotate = useCall(rotateWebhookAction)
  const revoke = useCall(revokeWebhookSecretAction)
  const { shown, show, onStored } = useShownSecret()
  const active = secrets.find(({ state }) => state === 'active')
  return (
    <SecretsPanel
      meta="During a rotation each event has a signature by both."
      headerActions={
        active ? (
          <ConfirmDialog
            trigger={{ size: 'sm', children: 'Rotate' }}
            title="Rotate secret?"
            description={`You see the new secret once, and it signs at once. v${active.version} signs too for the time you choose. After a leak, choose no time.`}
            confirmLabel="Rotate secret"
            action={async (form) => {
              show(await rotate.call({ endpointId, graceHours: Number(form.get('graceHours')) }))
            }}
          >
            <GraceField label={`Keep signing with v${active.version} for`} />
          </ConfirmDialog>
        ) : null
      }
      versions={secrets}
      uses={[{ label: 'Last signed', at: ({ lastSignedAt }) => lastSignedAt }]}
      words={words}
      actionsOf={({ state, version }) =>
        state === 'retiring' ? (
          <RevokeDialog
            size="sm"
            version={version}
            description="Events carry no signature by it any more."
            action={() => revoke.call({ endpointId, version }, { title: `v${version} is revoked` })}
          />
        ) : null
      }
      dialog={{ title: 'New secret', shown, owner: 'webhook', ownerId: endpointId, onStored }}
    />
  )
}
