'use client'

import { Lock, Plus } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { SecretDialog, type ShownSecret } from '@/components/secret-dialog'
import { Button } from '@/components/ui/button'
import { Fingerprint } from '@/components/ui/fingerprint'
import { Icon } from '@/components/ui/icon'
import { Panel, PanelFooter, PanelHeader } from '@/components/ui/panel'
import { type Phase, Status } from '@/components/ui/status'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { useCall } from '@/components/use-call'
import { stageSecretAction } from '../../actions'
import { EmergencyDialog } from './emergency-dialog'
import type { SecretRow } from './secret-row'

const looks: Record<SecretRow['state'], { phase: Phase; word: string }> = {
  staged: { phase: 'staged', word: 'Staged' },
  active: { phase: 'active', word: 'Active' },
  retiring: { phase: 'retiring', word: 'Retiring' },
  revoked: { phase: 'revoked', word: 'Revoked' },
}

export function VersionsPanel({
  widgetId,
  name,
  partnerName,
  teamCount,
  secrets,
  canRotate,
}: {
  widgetId: string
  name: string
  partnerName: string
  teamCount: number
  secrets: SecretRow[]
  canRotate: boolean
}) {
  const router = useRouter()
  const stage = useCall(stageSecretAction)
  const [shown, setShown] = useState<ShownSecret>()
  const open = secrets.find((secret) => secret.state === 'staged' || secret.state === 'retiring')
  const active = secrets.find((secret) => secret.state === 'active')
  // The one that must be gone before another rotation can start.
  const leaving = open?.state === 'retiring' ? open : active
  return (
    <Panel labelledBy="versions">
      <PanelHeader
        id="versions"
        title="Versions"
        meta={
          open
            ? `A rotation is open: another can start when v${leaving?.version} is revoked.`
            : 'The active secret signs every launch.'
        }
        actions={
          canRotate ? (
            <Button
              size="sm"
              icon={<Icon of={Plus} size={14} />}
              disabled={open !== undefined}
              pending={stage.isPending}
              onClick={async () => setShown(await stage.call({ widgetId }))}
            >
              Stage a secret
            </Button>
          ) : undefined
        }
      />
      <Table
        caption={`Secrets of ${name}`}
        columns={[
          { label: 'Version' },
          { label: 'State' },
          { label: 'Fingerprint' },
          { label: 'Created' },
          { label: 'Last signed with' },
          { label: 'Last accepted' },
          { label: 'Actions', hideLabel: true },
        ]}
      >
        {secrets.map((secret) => (
          <TableRow key={secret.version} dim={secret.state === 'revoked'} still>
            <TableCell kind="lead" className="font-medium">
              v{secret.version}
            </TableCell>
            <TableCell label="State">
              <Status phase={looks[secret.state].phase}>{looks[secret.state].word}</Status>
            </TableCell>
            <TableCell label="Fingerprint">
              <Fingerprint hex={secret.fingerprint} dim={secret.state === 'revoked'} />
            </TableCell>
            <TableCell label="Created">
              <Time value={secret.createdAt} shape="datetime" />
              <CellMeta>{secret.createdBy.name}</CellMeta>
            </TableCell>
            <TableCell label="Last signed with">
              {secret.lastSignedAt ? (
                <Time value={secret.lastSignedAt} shape="both" />
              ) : (
                <span className="text-ink-3">Never</span>
              )}
            </TableCell>
            <TableCell label="Last accepted">
              {secret.lastAcceptedAt ? (
                <>
                  <Time value={secret.lastAcceptedAt} shape="both" />
                  <CellMeta>by a probe</CellMeta>
                </>
              ) : (
                <span className="text-ink-3">Not seen</span>
              )}
            </TableCell>
            <TableCell kind="action">
              {secret.state === 'active' && canRotate ? (
                <EmergencyDialog
                  widgetId={widgetId}
                  partnerName={partnerName}
                  teamCount={teamCount}
                  active={secret}
                  staged={open?.state === 'staged' ? open : undefined}
                />
              ) : null}
              {secret.state === 'revoked' && secret.revokedAt ? (
                <span className="whitespace-normal text-ink-3 text-xs">
                  <Time value={secret.revokedAt} shape="datetime" />
                  {secret.revokeReason ? `, ${secret.revokeReason}` : ''}
                </span>
              ) : null}
            </TableCell>
          </TableRow>
        ))}
      </Table>
      <PanelFooter>
        <Icon of={Lock} size={14} />
        <span className="min-w-0 flex-1">
          Sealed with AES-256-GCM. A secret is shown once, when it is created; the fingerprint tells versions
          apart, here and in every launch.
        </span>
      </PanelFooter>
      <SecretDialog
        title={`Secret v${shown?.version ?? ''}`}
        description={`Accept v${active?.version ?? ''} and v${shown?.version ?? ''} side by side before you promote.`}
        shown={shown}
        ownerId={widgetId}
        onStored={() => {
          setShown(undefined)
          router.refresh()
        }}
      />
    </Panel>
  )
}
