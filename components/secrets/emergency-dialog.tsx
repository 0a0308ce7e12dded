'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { ActionForm } from '@/components/action-form'
import { Button } from '@/components/ui/button'
import { Dialog, DialogClose } from '@/components/ui/dialog'
import { Field, Input, Textarea } from '@/components/ui/field'
import { Fingerprint } from '@/components/ui/fingerprint'
import { Verdict } from '@/components/ui/status'
import { SubmitButton } from '@/components/ui/submit-button'
import { LeaveGuard } from './leave-guard'
import { ShownOnce, type ShownSecret } from './shown-once'
import type { WidgetSecretVersion } from './version'
import type { WidgetSecretActions } from './widget-actions'

/** Revokes a leaked secret at once. A staged one takes over, or a new one is created and shown. */
export function EmergencyDialog({
  widgetId,
  partnerName,
  teamCount,
  active,
  staged,
  action,
}: {
  widgetId: string
  partnerName: string
  teamCount: number
  active: WidgetSecretVersion
  staged: WidgetSecretVersion | undefined
  action: WidgetSecretActions['revokeAtOnce']
}) {
  const router = useRouter()
  const [isOpen, setOpen] = useState(false)
  const [isDone, setDone] = useState(false)
  const teams = `${teamCount} ${teamCount === 1 ? 'team' : 'teams'}`
  const close = () => {
    setOpen(false)
    setDone(false)
    router.refresh()
  }
  return (
    <>
      <Button variant="quiet-danger" size="sm" onClick={() => setOpen(true)}>
        Emergency revoke
      </Button>
      <Dialog
        open={isOpen}
        onOpenChange={setOpen}
        dismissible={!isDone}
        size="wide"
        title={isDone ? `v${active.version} is revoked` : `Revoke v${active.version} at once?`}
        description={
          isDone
            ? undefined
            : staged
              ? `For a leaked secret. v${staged.version} is promoted at the same time.`
              : 'For a leaked secret. A new secret starts signing at the same time, and you see it once.'
        }
      >
        <ActionForm<
          { widgetId: string; version: string; reason: string; fingerprint: string },
          { shown: ShownSecret | undefined; promoted: number | undefined }
        >
          action={async (previous, form) => {
            const next = await action(previous, form)
            if (next?.data) setDone(true)
            return next
          }}
          after={(done) => (
            <div className="grid gap-4">
              {done.shown ? (
                <>
                  <LeaveGuard />
                  <ShownOnce {...done.shown} ownerId={widgetId} />
                </>
              ) : (
                <p>v{done.promoted} now signs every launch.</p>
              )}
              <div className="flex justify-end">
                <Button variant="primary" onClick={close}>
                  {done.shown ? 'I stored it' : 'Done'}
                </Button>
              </div>
            </div>
          )}
        >
          {(fields) => (
            <>
              <input type="hidden" name="widgetId" value={widgetId} />
              <input type="hidden" name="version" value={active.version} />
              <ul className="grid gap-1.5">
                <li>
                  <Verdict kind="warn">
                    <span>
                      <b className="font-medium">Remove v{active.version} from your widget’s settings too.</b>{' '}
                      Until you do, anyone who has it can sign launches that your server accepts.
                    </span>
                  </Verdict>
                </li>
                <li>
                  {staged ? (
                    <Verdict kind={staged.probe?.passed ? 'ok' : 'warn'}>
                      {staged.probe?.passed
                        ? `The last probe with v${staged.version} passed, so ${teams} keep working.`
                        : `No probe with v${staged.version} has passed, so your server may refuse ${teams} until it accepts it.`}
                    </Verdict>
                  ) : (
                    <Verdict kind="warn">
                      Your server doesn’t have the new secret yet, so it refuses {teams} until you deploy it.
                    </Verdict>
                  )}
                </li>
                <li>
                  <Verdict kind="info">
                    This can’t be undone. {partnerName} and platform review see it in the audit log.
                  </Verdict>
                </li>
              </ul>
              <Field
                id={fields.reason.id}
                label="Reason"
                aside="kept in the audit log"
                error={fields.reason.errors ?? null}
              >
                {(control) => (
                  <Textarea
                    {...control}
                    name="reason"
                    rows={2}
                    required
                    minLength={3}
                    maxLength={2000}
                    defaultValue={fields.reason.initialValue}
                  />
                )}
              </Field>
              <Field
                id={fields.fingerprint.id}
                label={
                  <span className="inline-flex items-center gap-1.5">
                    Type the fingerprint <Fingerprint hex={active.fingerprint} dim /> to confirm
                  </span>
                }
                error={fields.fingerprint.errors ?? null}
              >
                {(control) => (
                  <Input
                    {...control}
                    name="fingerprint"
                    mono
                    required
                    autoComplete="off"
                    spellCheck={false}
                    maxLength={8}
                  />
                )}
              </Field>
              <div className="flex justify-between gap-2">
                <DialogClose>Keep v{active.version}</DialogClose>
                <SubmitButton variant="solid-danger">Revoke v{active.version}</SubmitButton>
              </div>
            </>
          )}
        </ActionForm>
      </Dialog>
    </>
  )
}
