'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { Panel, PanelHeader } from '@/components/ui/panel'
import { Verdict } from '@/components/ui/status'
import { useCall } from '@/components/use-call'
import type { Place } from '@/lib/domain/protocols/places.schema'
import { judgeMessage, nameFlood } from '@/lib/domain/sandbox/judge-message.schema'
import { judgeWire } from '@/lib/domain/sandbox/judge-wire.schema'
import type { MessageGroup } from '@/lib/domain/sandbox/launches.schema'
import { sanitizeSandboxHtmlAction } from './actions'

type Props = {
  groups: MessageGroup[]
  dropped: number
  protocol: string
  place: Place
  onClear: () => void
}

/** The action of sample custom actions. */
const sampleActionId = 1

/** Every message between the frame and the host, with what the CRM would do. Nothing leaves the sandbox. */
export function Messages({ groups, dropped, protocol, place, onClear }: Props) {
  const [onlyRefused, setOnlyRefused] = useState(false)
  const judged = groups.map((group) => ({
    group,
    verdict:
      'wire' in group.facts
        ? judgeWire(group.facts)
        : judgeMessage(group.facts, { protocol, place, actionId: sampleActionId }),
    flood: nameFlood(group),
  }))
  const shown = onlyRefused ? judged.filter(({ verdict }) => verdict.kind !== 'ok') : judged
  const total = groups.reduce((sum, { count }) => sum + count, 0) + dropped
  return (
    <Panel labelledBy="messages" className="shrink-0">
      <PanelHeader
        id="messages"
        title="Messages"
        meta={
          <span role="status">
            {total.toLocaleString('en')} {total === 1 ? 'message' : 'messages'}
            {dropped > 0 ? `, ${dropped.toLocaleString('en')} more not shown` : ''}
          </span>
        }
        actions={
          total === 0 ? undefined : (
            <>
              <Button
                size="sm"
                variant="quiet"
                aria-pressed={onlyRefused}
                onClick={() => setOnlyRefused(!onlyRefused)}
              >
                {onlyRefused ? 'Show all' : 'Refused only'}
              </Button>
              <Button size="sm" variant="quiet" onClick={onClear}>
                Clear
              </Button>
            </>
          )
        }
      />
      {total === 0 ? (
        <p className="px-3.5 py-2.5 text-pretty text-ink-3 text-xs">
          No messages yet. What the widget and its host say to each other appears here, with what the CRM
          would do.
        </p>
      ) : (
        <ol className="grid">
          {shown.map(({ group, verdict, flood }) => (
            <li
              key={group.id}
              className="grid gap-1 border-line border-b px-3.5 py-2 text-xs last:border-b-0"
            >
              <span className="flex gap-3">
                <span className="mono shrink-0 text-ink-3">{formatClock(group.firstAt)}</span>
                <Direction isFromHost={'wire' in group.facts && group.facts.wire === 'told'} />
                <span className="mono min-w-0 flex-1 [overflow-wrap:anywhere]">{cut(group.firstText)}</span>
                {group.count > 1 ? (
                  <span className="shrink-0 tabular-nums">× {group.count.toLocaleString('en')}</span>
                ) : null}
              </span>
              <Verdict kind={verdict.kind}>{verdict.words}</Verdict>
              {flood ? <Verdict kind="warn">{flood}</Verdict> : null}
              {group.count > 1 ? (
                <span className="text-ink-3">
                  Last at {formatClock(group.lastAt)}:{' '}
                  <span className="mono [overflow-wrap:anywhere]">{cut(group.lastText)}</span>
                </span>
              ) : null}
              {group.answerText ? (
                <span className="text-ink-3">
                  Answer: <span className="mono [overflow-wrap:anywhere]">{cut(group.answerText)}</span>
                </span>
              ) : null}
              {verdict.kind === 'ok' && 'html' in group.facts && group.facts.html ? (
                <SanitisedHtml html={group.facts.html} />
              ) : null}
            </li>
          ))}
        </ol>
      )}
    </Panel>
  )
}

function Direction({ isFromHost }: { isFromHost: boolean }) {
  return (
    <span className="w-10 shrink-0 text-ink-3" data-tip={isFromHost ? 'Host to widget' : 'Widget to host'}>
      {isFromHost ? 'Host' : 'Widget'}
    </span>
  )
}

function SanitisedHtml({ html }: { html: string }) {
  const { call, isPending } = useCall(sanitizeSandboxHtmlAction)
  const [clean, setClean] = useState<{ of: string; html: string }>()
  if (clean?.of === html)
    return <CodeBlock label="Text that would go into the email" code={clean.html || '(nothing left)'} />
  return (
    <span>
      <Button
        size="sm"
        pending={isPending}
        onClick={async () => {
          const answer = await call({ html })
          if (answer) setClean({ of: html, html: answer.html })
        }}
      >
        Show text
      </Button>
    </span>
  )
}

const textLengthMax = 400

function cut(text: string): string {
  return text.length > textLengthMax ? `${text.slice(0, textLengthMax)}…` : text
}

function formatClock(at: number): string {
  const date = new Date(at)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`
}
