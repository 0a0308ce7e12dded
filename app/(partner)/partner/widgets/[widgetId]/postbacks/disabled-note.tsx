'use client'

import { enablePostbacksAction } from '@/app/_postbacks/actions'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Note } from '@/components/ui/note'
import { Time } from '@/components/ui/time'
import { useToast } from '@/components/ui/toast'
import { useCall } from '@/components/use-call'

/** Says that the receiver answered 410, how many postbacks are held, and how to allow them again. */
export function DisabledNote({
  widgetId,
  disabledAt,
  held,
  canAllow,
}: {
  widgetId: string
  disabledAt: Date
  held: number
  canAllow: boolean
}) {
  const allow = useCall(enablePostbacksAction)
  const { show } = useToast()
  const count = held === 1 ? '1 postback is held' : `${held} postbacks are held`

  async function allowAgain(): Promise<boolean> {
    const done = await allow.call({ widgetId })
    if (done) show({ title: 'Postbacks are allowed again', description: 'Held postbacks are being sent.' })
    return done !== undefined
  }

  return (
    <Note
      tone="warn"
      title="Your server answered 410, so postbacks are stopped."
      actions={
        canAllow ? (
          <ConfirmDialog
            trigger={{ size: 'sm', children: 'Allow again' }}
            title="Allow postbacks again?"
            description={`${count}. They’re sent at once, in order. Make sure your server answers 2xx first: another 410 stops them again.`}
            confirmLabel="Allow postbacks"
            cancelLabel="Keep them stopped"
            action={allowAgain}
          />
        ) : undefined
      }
    >
      Since <Time value={disabledAt} shape="both" />. {count}, in order, for up to 30 days.
      {canAllow ? '' : ' An owner or developer can allow them again.'}
    </Note>
  )
}
