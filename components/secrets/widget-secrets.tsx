'use client'

import { Lock, Plus } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { useCall } from '@/components/use-call'
import { EmergencyDialog } from './emergency-dialog'
import { SecretsPanel } from './panel'
import { RetiringPanel } from './retiring-panel'
import { StagedSteps } from './staged-steps'
import { useShownSecret } from './use-shown-secret'
import type { WidgetSecretVersion } from './version'
import type { WidgetSecretActions } from './widget-actions'

const words = { staged: 'Staged', active: 'Active', retiring: 'Retiring', revoked: 'Revoked' }

/** A widget's secrets: the open rotation, as steps before the promotion and as a countdown after it, then all versions. */
export function WidgetSecrets({
  widgetId,
  name,
  host,
  partnerName,
  teamCount,
  secrets,
  canRotate,
  actions,
}: {
  widgetId: string
  name: string
  host: string
  partnerName: string
  teamCount: number
  secrets: WidgetSecretVersion[]
  canRotate: boolean
  actions: WidgetSecretActions
}) {
  const stage = useCall(actions.stage)
  const { shown, show, onStored } = useShownSecret()
  const open = secrets.find(({ state }) => state === 'staged' || state === 'retiring')
  const active = secrets.find(({ state }) => state === 'active')
  const staged = open?.state === 'staged' ? open : undefined
  // The version to be revoked before another rotation can start.
  const leaving = open && !staged ? open : active
  const shared = { widgetId, actions, canRotate }
  return (
    <div className="grid gap-4">
      {active && staged ? <StagedSteps {...shared} host={host} staged={staged} active={active} /> : null}
      {active && open && !staged ? <RetiringPanel {...shared} retiring={open} active={active} /> : null}
      <SecretsPanel
        id="versions"
        title="Versions"
        meta={
          open
            ? `A rotation is open. You can start another when v${leaving?.version} is revoked.`
            : 'The active secret signs every launch.'
        }
        headerActions={
          canRotate ? (
            <Button
              size="sm"
              icon={<Icon of={Plus} size={14} />}
              disabled={open !== undefined}
              pending={stage.isPending}
              onClick={async () => show(await stage.call({ widgetId }))}
            >
              Stage a secret
            </Button>
          ) : undefined
        }
        caption={`Secrets of ${name}`}
        versions={secrets}
        words={words}
        uses={[
          { label: 'Last signed with', at: ({ lastSignedAt }) => lastSignedAt, never: 'Never' },
          {
            label: 'Last accepted',
            at: ({ lastAcceptedAt }) => lastAcceptedAt,
            never: 'Not seen',
          },
        ]}
        actionsOf={(secret) =>
          secret.state === 'active' && canRotate ? (
            <EmergencyDialog
              widgetId={widgetId}
              partnerName={partnerName}
              teamCount={teamCount}
              active={secret}
              staged={staged}
              action={actions.revokeAtOnce}
            />
          ) : null
        }
        footer={
          <>
            <Icon of={Lock} size={14} />
            <span className="min-w-0 flex-1">
              Secrets are encrypted with AES-256-GCM and shown once, when they’re created. The fingerprint
              identifies a version here and in every launch.
            </span>
          </>
        }
        dialog={{
          title: `Secret v${shown?.version ?? ''}`,
          description: `Accept v${active?.version ?? ''} and v${shown?.version ?? ''} side by side before you promote.`,
          shown,
          ownerId: widgetId,
          onStored,
        }}
      />
    </div>
  )
}
