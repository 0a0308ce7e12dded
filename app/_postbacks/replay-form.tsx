'use client'

import { type ReactNode, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Checkbox, Select } from '@/components/ui/field'
import { useToast } from '@/components/ui/toast'
import { useCall } from '@/components/use-call'
import { replaySpans } from '@/lib/domain/postbacks/postbacks.schema'
import { replaySelectedAction, startReplayAction } from './actions'
import { type PostbackOwner, type PostbackWords, wordsOf } from './postback-words'

/** The list with checkboxes, and the two ways to replay many. */
export function ReplayForm({
  owner,
  selectable,
  failed,
  children,
}: {
  owner: PostbackOwner
  /** How many of the page can be selected. */
  selectable: number
  /** How many failed or were cancelled. */
  failed: number
  children: ReactNode
}) {
  const form = useRef<HTMLFormElement>(null)
  const [selected, setSelected] = useState<string[]>([])
  const [sinceHours, setSinceHours] = useState<number>(replaySpans[1].hours)
  const replay = useCall(replaySelectedAction)
  const start = useCall(startReplayAction)
  const { show } = useToast()
  const words = wordsOf(owner)

  function readSelected() {
    const chosen = form.current ? new FormData(form.current).getAll('postback').map(String) : []
    setSelected(chosen)
  }

  function selectAll(isOn: boolean) {
    for (const box of form.current?.querySelectorAll<HTMLInputElement>('input[name=postback]:enabled') ?? [])
      box.checked = isOn
    readSelected()
  }

  async function sendSelected() {
    const done = await replay.call({ ...owner, postbackIds: selected })
    if (!done) return
    selectAll(false)
    show({
      title: sentAgain(done.queued, words),
      ...(done.skipped > 0
        ? { description: `${done.skipped} skipped: already waiting, or a later one was delivered.` }
        : {}),
    })
  }

  async function sendFailed() {
    const done = await start.call({ ...owner, sinceHours })
    if (!done) return
    show({
      title: done.replayId === null ? `No failed ${words.items} since then` : sentAgain(done.total, words),
      ...(done.overtaken > 0
        ? {
            description: `${done.overtaken} skipped: later ${words.items} of their ${words.lane}s were delivered.`,
          }
        : {}),
    })
  }

  return (
    <form ref={form} onSubmit={(event) => event.preventDefault()} onChange={readSelected}>
      {selectable + failed > 0 ? (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-line border-b px-3.5 py-2">
          {selectable > 0 ? (
            <span className="flex flex-wrap items-center gap-3">
              <Checkbox
                label="Select all"
                checked={selected.length > 0}
                ref={(box) => {
                  if (box) box.indeterminate = selected.length > 0 && selected.length < selectable
                }}
                onChange={(event) => {
                  event.stopPropagation()
                  selectAll(event.target.checked)
                }}
              />
              <Button
                size="sm"
                disabled={selected.length === 0}
                pending={replay.isPending}
                onClick={() => void sendSelected()}
              >
                Replay selected
              </Button>
              {selected.length > 0 ? (
                <span className="text-ink-3 text-xs tabular-nums">{selected.length} selected</span>
              ) : null}
            </span>
          ) : null}
          {failed > 0 ? (
            <span className="ml-auto flex flex-wrap items-center gap-2 max-md:ml-0">
              <label htmlFor="failed-since" className="text-ink-2 text-xs">
                Failed since
              </label>
              <Select
                id="failed-since"
                size="sm"
                value={sinceHours}
                onChange={(event) => {
                  event.stopPropagation()
                  setSinceHours(Number(event.target.value))
                }}
              >
                {replaySpans.map(({ hours, label }) => (
                  <option key={hours} value={hours}>
                    {label}
                  </option>
                ))}
              </Select>
              <Button size="sm" pending={start.isPending} onClick={() => void sendFailed()}>
                Replay all failed
              </Button>
            </span>
          ) : null}
        </div>
      ) : null}
      {children}
    </form>
  )
}

function sentAgain(count: number, { item, items }: PostbackWords): string {
  if (count === 0) return 'Nothing to replay'
  return count === 1 ? `Replaying 1 ${item}` : `Replaying ${count.toLocaleString('en-GB')} ${items}`
}
