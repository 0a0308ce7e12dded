'use client'

import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Note } from '@/components/ui/note'
import { Time } from '@/components/ui/time'
import { useToast } from '@/components/ui/toast'
import { useCall } from '@/components/use-call'
import { enablePostbacksAction } from './actions'

/** That the receiver answered 410, what that holds back, and the way out of it. */
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
    if (done) show({ title: 'Postbacks are allowed again', description: 'What was held is sent now.' })
    return done !== undefined
  }

  return (
    <Note
      tone="warn"
      title="Your server answered 410, so no postback is sent."
      actions={
        canAllow ? (
          <ConfirmDialog
            trigger={{ size: 'sm', children: 'Allow again' }}
            title="Allow postbacks again?"
            description={`${count} and would be sent at once, in order. Let your server answer 2xx first: a 410 stops them again.`}
            confirmLabel="Allow postbacks"
            cancelLabel="Leave them stopped"
            action={allowAgain}
          />
        ) : undefined
      }
    >
      Since <Time value={disabledAt} shape="both" />. {count}, in order, and nothing of it is lost for 30
      days.
      {canAllow ? '' : ' An owner or developer can allow them again.'}
    </Note>
  )
}
