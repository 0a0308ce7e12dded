'use client'

import { ActionForm } from '@/components/action-form'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Checkbox } from '@/components/ui/field'
import { Panel, PanelHeader } from '@/components/ui/panel'
import { Verdict, VerdictGlyph } from '@/components/ui/status'
import { SubmitButton } from '@/components/ui/submit-button'
import { Table, TableCell, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { useCall } from '@/components/use-call'
import { graceHours } from '@/lib/domain/secrets/durations.schema'
import type { Done } from '@/lib/http/form-state.schema'
import { GraceField } from './grace-field'
import type { WidgetSecretVersion } from './version'
import type { WidgetSecretActions } from './widget-actions'

/** Before a promotion: deploy both secrets, probe the new one, promote it. */
export function StagedSteps({
  widgetId,
  host,
  staged,
  active,
  actions,
  canRotate,
}: {
  widgetId: string
  host: string
  staged: WidgetSecretVersion
  active: WidgetSecretVersion
  actions: WidgetSecretActions
  canRotate: boolean
}) {
  const probe = useCall(actions.probe)
  const discard = useCall(actions.discard)
  const report = staged.probe
  const isReady = report?.passed === true
  const steps = [
    { name: 'Stage', note: <Time value={staged.createdAt} shape="datetime" />, state: 'done' },
    {
      name: 'Deploy',
      note: `Accept v${active.version} and v${staged.version}`,
      state: isReady ? 'done' : 'now',
    },
    {
      name: 'Probe and promote',
      note: staged.probedAt ? (
        <>
          {isReady ? 'Passed' : 'Failed'} <Time value={staged.probedAt} shape="time" />
        </>
      ) : (
        'Not probed yet'
      ),
      state: isReady ? 'now' : 'next',
    },
    { name: `Keep accepting v${active.version}`, note: `${graceHours.default} h by default`, state: 'next' },
    { name: `Revoke v${active.version}`, note: 'Automatic, or earlier by hand', state: 'next' },
  ] as const
  return (
    <Panel labelledBy="rotation">
      <PanelHeader
        id="rotation"
        title={`Rotation from v${active.version} to v${staged.version}`}
        meta={<>Started by {staged.createdBy.name}</>}
        actions={
          canRotate ? (
            <ConfirmDialog
              trigger={{ variant: 'quiet-danger', size: 'sm', children: 'Cancel rotation' }}
              title={`Cancel the rotation to v${staged.version}?`}
              description={`v${staged.version} is revoked and will never sign. v${active.version} keeps signing.`}
              confirmLabel={`Revoke v${staged.version}`}
              cancelLabel="Keep rotating"
              danger
              action={() => discard.call({ widgetId }, { title: 'Rotation cancelled' })}
            />
          ) : undefined
        }
      />
      <ol className="grid border-line border-b md:grid-cols-5">
        {steps.map((step, index) => (
          <li
            key={step.name}
            aria-current={step.state === 'now' ? 'step' : undefined}
            className="flex items-start gap-2.5 border-line px-3.5 py-2.5 aria-[current]:bg-selected aria-[current]:shadow-[inset_0_-2px_0_var(--color-accent)] md:not-last:border-r max-md:not-last:border-b"
          >
            <span className="grid size-5 shrink-0 place-items-center text-xs tabular-nums">
              {step.state === 'done' ? <VerdictGlyph kind="ok" label="Done" /> : index + 1}
            </span>
            <span className="min-w-0">
              <span className="block font-medium">{step.name}</span>
              <span className="block text-ink-3 text-xs">{step.note}</span>
            </span>
          </li>
        ))}
      </ol>
      <div className="grid lg:grid-cols-[minmax(0,1fr)_minmax(0,0.66fr)]">
        <div className="p-3.5 lg:border-line lg:border-r">
          <h3 className="mb-1.5 font-semibold text-sm">Probe with v{staged.version}</h3>
          {report ? (
            <>
              <Table
                caption={`Probe of v${staged.version}`}
                density="tight"
                columns={[
                  { label: 'Sent' },
                  { label: 'Status' },
                  { label: 'Time', align: 'end' },
                  { label: 'Verdict' },
                ]}
              >
                {report.lines.map((line) => (
                  <TableRow key={line.name} still>
                    <TableCell kind="lead">
                      <Verdict kind={line.passed ? 'ok' : 'bad'}>{line.name}</Verdict>
                    </TableCell>
                    <TableCell label="Status">
                      <span className="mono">{line.status ?? 'none'}</span>
                    </TableCell>
                    <TableCell label="Time" align="end">
                      {line.durationMs === null ? '' : `${line.durationMs} ms`}
                    </TableCell>
                    <TableCell label="Verdict" className={line.passed ? 'text-ok-ink' : 'text-danger-ink'}>
                      {line.verdict}
                    </TableCell>
                  </TableRow>
                ))}
              </Table>
              {staged.probedAt ? (
                <p className="mt-2 text-ink-3 text-xs">
                  Sent <Time value={staged.probedAt} shape="datetime" /> to {host}.
                </p>
              ) : null}
            </>
          ) : (
            <p className="max-w-[60ch] text-ink-2">
              Configure your server to accept v{active.version} and v{staged.version} side by side, then probe
              it: your server must accept valid launches signed with v{staged.version} and refuse one with a
              changed byte.
            </p>
          )}
          {canRotate ? (
            <Button
              className="mt-2.5"
              variant={isReady ? 'default' : 'primary'}
              pending={probe.isPending}
              onClick={() => probe.call({ widgetId })}
            >
              {report ? 'Probe again' : `Probe with v${staged.version}`}
            </Button>
          ) : null}
        </div>
        <div className="p-3.5 max-lg:border-line max-lg:border-t">
          <h3 className="mb-1.5 font-semibold text-sm">Promote v{staged.version}</h3>
          <p className="mb-3 text-ink-2">
            Every new launch is signed with v{staged.version} at once. Keep accepting v{active.version} until
            it’s revoked, for tabs that are open.
          </p>
          {canRotate ? (
            <ActionForm<{ graceHours: string; unprobed: string; widgetId: string }, Done>
              action={actions.promote}
              className="grid gap-3"
            >
              {(fields) => (
                <>
                  <input type="hidden" name="widgetId" value={widgetId} />
                  <GraceField
                    id={fields.graceHours.id}
                    label={`Keep accepting v${active.version} for`}
                    error={fields.graceHours.errors ?? null}
                  />
                  {isReady ? null : (
                    <Checkbox
                      name="unprobed"
                      label="My server accepts it, although no probe passed"
                      hint="For a server that the portal can’t reach."
                    />
                  )}
                  <div>
                    <SubmitButton variant={isReady ? 'primary' : 'default'}>
                      Promote v{staged.version}
                    </SubmitButton>
                  </div>
                </>
              )}
            </ActionForm>
          ) : null}
        </div>
      </div>
    </Panel>
  )
}
