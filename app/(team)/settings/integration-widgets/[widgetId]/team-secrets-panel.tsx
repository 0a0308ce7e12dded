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

const words = { staged: 'Staged', active: 'Signs', retiring: 'Signs no more', revoked: 'Revoked' }
const scopes = {
  search: 'for the search alone',
  iframe: 'for the frame alone',
}

/** The team's secrets for a widget whose partner agrees on one with each team. */
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
      title: result.accepted ? `${name} accepts the secret` : `${name} did not accept the call`,
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
            ? 'During a rotation calls carry a signature by each.'
            : 'One signs. Stage the next, tell the partner, then promote it.'
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
                title={`Your team has no secret with ${name}`}
                actions={
                  <Button variant="primary" onClick={() => setSetting(true)}>
                    Set a secret
                  </Button>
                }
              >
                It signs every call and frame, so that the partner knows they come from your team. Then it can
                be switched on.
              </EmptyState>
            </PanelBody>
          ) : undefined
        }
        versions={secrets}
        uses={[{ label: 'Last signed', at: ({ lastSignedAt }) => lastSignedAt }]}
        words={source === 'portal' ? { ...words, retiring: 'Signs too' } : words}
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
          title: shown?.state === 'staged' ? 'The staged secret' : 'The secret',
          description:
            shown?.state === 'staged'
              ? 'It signs nothing yet. Tell it to the partner, test it, then promote it.'
              : 'It signs from now on. Tell it to the partner.',
          shown,
          ownerId: widgetId,
          onStored,
        }}
      />
      <Dialog
        open={isSetting}
        onOpenChange={setSetting}
        size="wide"
        title={live.length > 0 ? 'The next secret' : `A secret with ${name}`}
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
          ? 'The secret for all calls signs here again.'
          : 'It signs no more from this moment, and there is no way back to it.'
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
          description={`Every call and frame of ${name} is signed by it from this moment. You can go back until the grace ends.`}
          confirmLabel={`Promote ${label}`}
          action={(form) =>
            promote.call(
              { widgetId, endpoint, graceHours: Number(form.get('graceHours')) },
              { title: `${label} signs now` },
            )
          }
        >
          <GraceField label="Way back open for" />
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
