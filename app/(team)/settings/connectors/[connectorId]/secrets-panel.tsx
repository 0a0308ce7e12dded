'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { SecretOnce } from '@/components/secret-once'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Dialog } from '@/components/ui/dialog'
import { Field, Select } from '@/components/ui/field'
import { Fingerprint } from '@/components/ui/fingerprint'
import { Missing } from '@/components/ui/missing'
import { Panel, PanelHeader } from '@/components/ui/panel'
import { Status } from '@/components/ui/status'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { useCall } from '@/components/use-call'
import { graceChoices } from '@/lib/domain/secrets.schema'
import { revokeConnectorSecretAction, rotateConnectorAction } from '../actions'

export type SecretRow = {
  version: number
  state: 'staged' | 'active' | 'retiring' | 'revoked'
  fingerprint: string
  createdAt: Date
  createdBy: { name: string }
  lastAcceptedAt: Date | null
  graceEndsAt: Date | null
  revokedAt: Date | null
}

const stateLabels = { staged: 'Staged', active: 'Accepted', retiring: 'Accepted until', revoked: 'Revoked' }

/** The versions of the secret: which are accepted, when each was last, and the next one. */
export function SecretsPanel({ connectorId, secrets }: { connectorId: string; secrets: SecretRow[] }) {
  const router = useRouter()
  const rotate = useCall(rotateConnectorAction)
  const revoke = useCall(revokeConnectorSecretAction)
  const [shown, setShown] = useState<{ version: number; secret: string; fingerprint: string }>()
  const active = secrets.find(({ state }) => state === 'active')
  const start = async (form: FormData) => {
    const made = await rotate.call({ connectorId, graceHours: Number(form.get('graceHours')) })
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
        meta="Both are accepted during a rotation."
        actions={
          <ConfirmDialog
            trigger={{ size: 'sm', children: 'Rotate' }}
            title="Rotate the secret?"
            description={`A new one is accepted from this moment and shown to you once. v${active?.version} is accepted too until its grace ends. Without a grace it is refused at once, as after a leak.`}
            confirmLabel="Make the new secret"
            action={start}
          >
            <Field id="grace" label={`Grace of v${active?.version}`}>
              {(control) => (
                <Select {...control} name="graceHours" defaultValue="24">
                  {graceChoices.map((choice) => (
                    <option key={choice.hours} value={choice.hours}>
                      {choice.label}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          </ConfirmDialog>
        }
      />
      <Table
        caption="Versions of the secret"
        columns={[
          { label: 'Version' },
          { label: 'State' },
          { label: 'Last accepted' },
          { label: 'Created' },
          { label: 'Actions', hideLabel: true },
        ]}
      >
        {secrets.map((secret) => (
          <TableRow key={secret.version} dim={secret.state === 'revoked'}>
            <TableCell kind="lead">
              v{secret.version} <Fingerprint hex={secret.fingerprint} dim={secret.state === 'revoked'} />
            </TableCell>
            <TableCell label="State">
              <Status phase={secret.state}>{stateLabels[secret.state]}</Status>
              {secret.state === 'retiring' && secret.graceEndsAt ? (
                <CellMeta>
                  <Time value={secret.graceEndsAt} />
                </CellMeta>
              ) : null}
            </TableCell>
            <TableCell label="Last accepted">
              {secret.lastAcceptedAt ? <Time value={secret.lastAcceptedAt} shape="both" /> : <Missing />}
            </TableCell>
            <TableCell label="Created">
              <Time value={secret.createdAt} shape="date" />
              <CellMeta>{secret.createdBy.name}</CellMeta>
            </TableCell>
            <TableCell kind="action">
              {secret.state === 'retiring' ? (
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
              ) : null}
            </TableCell>
          </TableRow>
        ))}
      </Table>
      <Dialog
        open={shown !== undefined}
        onOpenChange={close}
        dismissible={false}
        size="wide"
        title="The new secret"
      >
        {shown ? (
          <div className="grid gap-4">
            <SecretOnce {...shown} owner="connector" ownerId={connectorId} />
            <div className="flex justify-end">
              <Button variant="primary" onClick={close}>
                I stored it
              </Button>
            </div>
          </div>
        ) : null}
      </Dialog>
    </Panel>
  )
}
