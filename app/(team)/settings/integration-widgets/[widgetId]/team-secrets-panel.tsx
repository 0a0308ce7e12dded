'use client'

import { useState } from 'react'
import { GraceField } from '@/components/secrets/grace-field'
import { SecretsPanel } from '@/components/secrets/panel'
import { RevokeDialog } from '@/components/secrets/revoke-dialog'
import type { ShownSecret } from '@/components/secrets/shown-once'
import { useShownSecret } from '@/components/secrets/use-shown-secret'
import type { SecretVersion } from '@/components/secrets/version'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Dialog } from '@/components/ui/dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { PanelBody } from '@/components/ui/panel'
import { useToast } from '@/components/ui/toast'
import { useCall } from '@/components/use-call'
import {
  cancelTeamRotationAction,
  promoteTeamSecretAction,
  revokeTeamSecretAction,
  testTeamSecretAction,
} from './team-secret-actions'
import { TeamSecretForm } from './team-secret-form'

type TeamSecretRow = SecretVersion & { lastSignedAt: Date | null }

type Endpoint = 'search' | 'iframe'

const words = { staged: 'Staged', active: 'Signs', retiring: 'Retired', revoked: 'Revoked' }
const scopes = {
  search: 'only for the search',
  iframe: 'only for the frame',
}

/** The team's secrets for a widget whose partner has one with each team. */
export function TeamSecretsPanel({
  widgetId,
  name,
  source,
  secrets,
}: {
  widgetId: string
  name: string
  source: 'team' | 'portal'
  secrets: TeamSecretRow[]
}) {
  const toast = useToast()
  const [isSetting, setSetting] = useState(false)
  const { shown, show, onStored } = useShownSecret<ShownSecret & { state: 'active' | 'staged' }>()
  const test = useCall(testTeamSecretAction)
  const live = secrets.filter(({ state }) => state !== 'revoked')
  const open = live.find(({ state }) => state === 'staged' || state === 'retiring')
  const run = async (state: 'active' | 'staged') => {
    const result = await test.call({ widgetId, state })
    if (!result) return
    toast.show({
      title: result.accepted ? `${name} accepts the secret` : `${name} refused the request`,
      description: result.detail,
      tone: result.accepted ? 'success' : 'error',
    })
  }
  return (
    <>
      <SecretsPanel
        id="team-secret"
        meta={
          source === 'portal'
            ? 'During a rotation each request carries a signature by both.'
            : 'One secret signs. To rotate it, stage the next one, give it to the partner, then promote it.'
        }
        headerActions={
          live.length > 0 ? (
            <>
              <Button size="sm" pending={test.isPending} onClick={() => void run('active')}>
                Test
              </Button>
              {open ? null : (
                <Button size="sm" onClick={() => setSetting(true)}>
                  {source === 'portal' ? 'Rotate' : 'Stage a secret'}
                </Button>
              )}
            </>
          ) : undefined
        }
        empty={
          live.length === 0 ? (
            <PanelBody>
              <EmptyState
                title={`Your team doesn’t have a secret with ${name}`}
                actions={
                  <Button variant="primary" onClick={() => setSetting(true)}>
                    Set a secret
                  </Button>
                }
              >
                It signs every request and frame, so the partner knows they come from your team. After you set
                it, you can enable the widget.
              </EmptyState>
            </PanelBody>
          ) : undefined
        }
        versions={secrets}
        uses={[{ label: 'Last signed', at: ({ lastSignedAt }) => lastSignedAt }]}
        words={source === 'portal' ? { ...words, retiring: 'Also signs' } : words}
        scopes={scopes}
        actionsOf={(secret) => (
          <RowActions
            widgetId={widgetId}
            name={name}
            source={source}
            secret={secret}
            onTest={() => void run('staged')}
          />
        )}
        dialog={{
          title: shown?.state === 'staged' ? 'Staged secret' : 'Secret',
          description:
            shown?.state === 'staged'
              ? 'It doesn’t sign yet. Give it to the partner, test it, then promote it.'
              : 'It signs from now on. Give it to the partner.',
          shown,
          ownerId: widgetId,
          onStored,
        }}
      />
      <Dialog
        open={isSetting}
        onOpenChange={setSetting}
        size="wide"
        title={live.length > 0 ? 'Next secret' : `A secret with ${name}`}
      >
        <TeamSecretForm
          widgetId={widgetId}
          source={source}
          onSet={(set) => {
            setSetting(false)
            show(set)
          }}
        />
      </Dialog>
    </>
  )
}

function RowActions({
  widgetId,
  name,
  source,
  secret,
  onTest,
}: {
  widgetId: string
  name: string
  source: 'team' | 'portal'
  secret: TeamSecretRow
  onTest: () => void
}) {
  const promote = useCall(promoteTeamSecretAction)
  const cancel = useCall(cancelTeamRotationAction)
  const revoke = useCall(revokeTeamSecretAction)
  const endpoint = (secret.endpoint ?? undefined) as Endpoint | undefined
  const label = `v${secret.version}`
  const revokeDialog = (
    <RevokeDialog
      size="sm"
      version={secret.version}
      description={
        secret.endpoint
          ? 'The secret for all requests signs here again.'
          : 'It stops signing at once, and you can’t go back to it.'
      }
      action={() => revoke.call({ widgetId, version: secret.version }, { title: `${label} is revoked` })}
    />
  )
  if (secret.state === 'staged') {
    return (
      <span className="flex flex-wrap gap-1.5">
        <Button size="sm" onClick={onTest}>
          Test {label}
        </Button>
        <ConfirmDialog
          trigger={{ size: 'sm', variant: 'primary', children: `Promote ${label}` }}
          title={`Promote ${label}?`}
          description={`It signs every request and frame of ${name} at once. You can go back until the previous secret is revoked.`}
          confirmLabel={`Promote ${label}`}
          action={(form) =>
            promote.call(
              { widgetId, endpoint, graceHours: Number(form.get('graceHours')) },
              { title: `${label} signs now` },
            )
          }
        >
          <GraceField label="You can go back for" />
        </ConfirmDialog>
        <Button
          size="sm"
          variant="quiet"
          pending={cancel.isPending}
          onClick={() => void cancel.call({ widgetId, endpoint }, { title: `${label} was dropped` })}
        >
          Drop {label}
        </Button>
      </span>
    )
  }
  if (secret.state === 'retiring') {
    return (
      <span className="flex flex-wrap gap-1.5">
        {source === 'team' ? (
          <Button
            size="sm"
            pending={cancel.isPending}
            onClick={() => void cancel.call({ widgetId, endpoint }, { title: `${label} signs again` })}
          >
            Go back to {label}
          </Button>
        ) : null}
        {revokeDialog}
      </span>
    )
  }
  return secret.state === 'active' && secret.endpoint ? revokeDialog : null
}
