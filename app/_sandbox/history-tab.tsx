'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Fingerprint } from '@/components/ui/fingerprint'
import { Verdict, type VerdictKind } from '@/components/ui/status'
import { Time } from '@/components/ui/time'
import { useCall } from '@/components/use-call'
import { placeLabels } from '@/lib/domain/protocols/places.schema'
import type { SandboxLaunchRow, SandboxOutcome } from '@/lib/domain/sandbox/launches.schema'
import { listSandboxLaunchesAction } from './actions'

/** The sandbox launches of a widget, newest first. Each opens as sent. */
export function HistoryTab({
  widgetId,
  rows,
  cursor,
  openId,
  hrefOf,
  titleOf,
  onOpen,
}: {
  widgetId: string
  rows: SandboxLaunchRow[]
  cursor: string | undefined
  openId: string | undefined
  hrefOf: (launchId: string) => string
  titleOf: (wrong: string) => string
  onOpen: (launchId: string) => void
}) {
  const [more, setMore] = useState<{ rows: SandboxLaunchRow[]; cursor: string | undefined }>({
    rows: [],
    cursor,
  })
  const { call, isPending } = useCall(listSandboxLaunchesAction)
  const known = new Set(rows.map(({ launchId }) => launchId))
  const all = [...rows, ...more.rows.filter(({ launchId }) => !known.has(launchId))]
  if (all.length === 0)
    return (
      <p className="px-4 py-3 text-ink-3 text-xs">
        No launches yet. Each one is kept here for 30 days, with request and response.
      </p>
    )
  return (
    <>
      <ol className="grid">
        {all.map((row) => (
          <li key={row.launchId} className="border-line border-b">
            <a
              href={hrefOf(row.launchId)}
              aria-current={row.launchId === openId ? 'true' : undefined}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
                event.preventDefault()
                onOpen(row.launchId)
              }}
              className="grid gap-0.5 px-4 py-2 text-ink text-xs hover:bg-hover hover:no-underline focus-visible:-outline-offset-2 aria-[current]:bg-selected"
            >
              <span className="flex flex-wrap items-center gap-x-3">
                <Time value={row.createdAt} shape="both" className="text-ink-3" />
                <span className="ml-auto">
                  <Outcome outcome={row.outcome} status={row.status} />
                </span>
              </span>
              <span className="font-medium">
                {[
                  row.settings.place ? placeLabels[row.settings.place] : '',
                  row.settings.record === 'own' ? 'own JSON' : `${row.settings.record} record`,
                  row.settings.wrong ? titleOf(row.settings.wrong) : '',
                  row.settings.local ? 'on a developer’s machine' : '',
                ]
                  .filter(Boolean)
                  .join(', ')}
              </span>
              <span className="flex flex-wrap items-center gap-x-3 text-ink-3">
                {row.by}, version {row.versionNumber}, v{row.secret.version}
                <Fingerprint hex={row.secret.fingerprint} dim />
              </span>
            </a>
          </li>
        ))}
      </ol>
      {more.cursor ? (
        <p className="px-4 py-2">
          <Button
            size="sm"
            pending={isPending}
            onClick={async () => {
              const next = await call({ widgetId, cursor: more.cursor })
              if (next) setMore({ rows: [...more.rows, ...next.launches], cursor: next.nextCursor })
            }}
          >
            Show older launches
          </Button>
        </p>
      ) : null}
    </>
  )
}

const outcomes: Record<SandboxOutcome, { kind: VerdictKind; words: string }> = {
  signed: { kind: 'skip', words: 'Not checked' },
  accepted: { kind: 'ok', words: 'Accepted' },
  refused: { kind: 'info', words: 'Refused' },
  faulty: { kind: 'warn', words: 'Server error' },
  unreachable: { kind: 'bad', words: 'No response' },
  browser_only: { kind: 'skip', words: 'Browser only' },
}

function Outcome({ outcome, status }: { outcome: SandboxOutcome; status: number | null }) {
  const { kind, words } = outcomes[outcome]
  return (
    <Verdict kind={kind}>
      {words}
      {status === null ? '' : `, ${status}`}
    </Verdict>
  )
}
