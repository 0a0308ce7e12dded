'use client'

import { Pause, Play } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/field'
import { Icon } from '@/components/ui/icon'
import type { LiveTail } from './use-live-tail'

/** The switch above a list that can be watched, with Pause and Resume. */
export function LiveTailBar<Row extends { id: string }>({
  tail: { state, addedCount, waitingCount, watch, pause, resume },
  hint,
}: {
  tail: LiveTail<Row>
  /** A sentence such as "New requests appear at the top." */
  hint: string
}) {
  const isPaused = state === 'paused'
  return (
    <div className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-1 border-line border-b px-3.5 py-2">
      <Checkbox
        label="Watch live"
        hint={hint}
        checked={state === 'watching' || isPaused}
        onChange={(event) => watch(event.target.checked)}
      />
      <span className="ml-auto flex items-center gap-3">
        <span role="status" className="text-ink-3 text-xs tabular-nums">
          {isPaused
            ? `Paused, ${waitingCount.toLocaleString('en-GB')} waiting`
            : state === 'ended'
              ? 'Live updates stopped. Reload the page.'
              : addedCount > 0
                ? `${addedCount.toLocaleString('en-GB')} new`
                : null}
        </span>
        {isPaused ? (
          <Button size="sm" icon={<Icon of={Play} />} onClick={resume}>
            Resume
          </Button>
        ) : state === 'watching' ? (
          <Button size="sm" icon={<Icon of={Pause} />} onClick={pause}>
            Pause
          </Button>
        ) : null}
      </span>
    </div>
  )
}
