'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Progress } from '@/components/ui/progress'
import { useToast } from '@/components/ui/toast'
import { useCall } from '@/components/use-call'
import { replayFailedAction } from './actions'

/** Sends everything that failed again, and shows how much of it has left the queue. */
export function ReplayAll({
  widgetId,
  failed,
  waiting,
}: {
  widgetId: string
  /** Failed and cancelled ones, and those that wait now: read again while the page stays open. */
  failed: number
  waiting: number
}) {
  const replay = useCall(replayFailedAction)
  const { show } = useToast()
  const [queued, setQueued] = useState(0)

  /** A thousand a call, until none is left that could be sent. */
  async function replayAll() {
    let total = 0
    for (;;) {
      const step = await replay.call({ widgetId })
      if (!step) return
      total += step.queued
      setQueued(total)
      if (step.queued > 0 && step.left > 0) continue
      show({
        title: total === 1 ? '1 postback is sent again' : `${total} postbacks are sent again`,
        ...(step.overtaken > 0
          ? { description: `${step.overtaken} are not: later ones of their registrations were delivered.` }
          : {}),
      })
      return
    }
  }

  const left = Math.min(queued, waiting)
  return (
    <span className="flex flex-wrap items-center gap-3">
      {queued > 0 ? (
        <span className="grid w-40 gap-1" role="status">
          <span className="text-ink-3 text-xs">
            {left > 0 ? `${queued - left} of ${queued} done, ${left} wait` : `${queued} of ${queued} done`}
          </span>
          <Progress label="Postbacks sent again" value={Math.round(((queued - left) / queued) * 100)} thick />
        </span>
      ) : null}
      {failed > 0 ? (
        <Button size="sm" pending={replay.isPending} onClick={() => void replayAll()}>
          Replay all failed
        </Button>
      ) : null}
    </span>
  )
}
