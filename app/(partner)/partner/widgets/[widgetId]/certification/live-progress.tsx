'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { Panel, PanelBody } from '@/components/ui/panel'
import { Progress } from '@/components/ui/progress'

type State = 'queued' | 'running' | 'done' | 'stopped'
type Seen = { state: State; progress: { done: number; total: number; title: string } | null }

/** The progress of a run. The page is rendered again when the run ends. */
export function LiveProgress({ runId, initial }: { runId: string; initial: Seen }) {
  const router = useRouter()
  const [seen, setSeen] = useState<Seen>(initial)
  const [hasEnded, setEnded] = useState(false)

  useEffect(() => {
    const events = new EventSource(`/api/certifications/${runId}/events`)
    events.onmessage = ({ data }) => {
      const next = JSON.parse(data) as Seen
      setSeen(next)
      if (next.state !== 'done' && next.state !== 'stopped') return
      events.close()
      router.refresh()
    }
    events.addEventListener('end', () => {
      events.close()
      setEnded(true)
    })
    return () => events.close()
  }, [runId, router])

  const { progress } = seen
  const isSent = progress !== null && progress.done >= progress.total
  const percent =
    progress && progress.total > 0 ? Math.round((progress.done / progress.total) * 100) : undefined
  return (
    <Panel className="mb-5 overflow-hidden">
      <Progress label="Certification" {...(percent === undefined || isSent ? {} : { value: percent })} />
      <PanelBody className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <p role="status" className="font-medium text-base">
          {spellState(seen, isSent)}
        </p>
        <p className="text-ink-3 text-xs tabular-nums">
          {hasEnded
            ? 'Live updates stopped. Reload the page.'
            : progress
              ? `${progress.done} of ${progress.total} sent. ${isSent ? '' : progress.title}`
              : 'You can leave this page. The run continues.'}
        </p>
      </PanelBody>
    </Panel>
  )
}

function spellState({ state, progress }: Seen, isSent: boolean): string {
  if (state === 'queued') return 'Waiting for a worker'
  if (isSent) return 'Looking at the page in a browser'
  return progress ? 'Sending launches' : 'Sending the first launch'
}
