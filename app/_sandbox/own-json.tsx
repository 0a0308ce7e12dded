'use client'

import { useEffect, useId, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { factsOf, type ProtocolId } from '@/lib/domain/protocols/facts.schema'
import type { Place } from '@/lib/domain/protocols/places.schema'
import type { ContentProblem } from '@/lib/domain/sandbox/content.schema'
import { numberItems } from './number-items'

const checkAfterMs = 250

/** An editor of JSON with line numbers, which is checked against what the protocol sends there while it is typed. */
export function OwnJson({
  text,
  example,
  protocol,
  place,
  onChange,
  onChecked,
}: {
  text: string
  example: string
  protocol: ProtocolId
  place: Place
  onChange: (text: string) => void
  onChecked: (isRight: boolean) => void
}) {
  const id = useId()
  const [problems, setProblems] = useState<ContentProblem[]>([])
  const numbers = useRef<HTMLDivElement>(null)

  useEffect(() => {
    const timer = setTimeout(async () => {
      // The shapes come with the editor, not with the page.
      const [{ checkOwnContent }, shapeOf] = await Promise.all([
        import('@/lib/domain/sandbox/content.schema'),
        factsOf(protocol).loadOwnShape(),
      ])
      const found = checkOwnContent(text, shapeOf(place)).problems ?? []
      setProblems(found)
      onChecked(found.length === 0)
    }, checkAfterMs)
    return () => clearTimeout(timer)
  }, [text, protocol, place, onChecked])

  const lines = text.split('\n').length
  const marked = new Set(problems.map(({ line }) => line))
  return (
    <div className="grid min-w-0 gap-1.5">
      <label htmlFor={id} className="font-medium text-ink-2 text-xs">
        Own JSON
      </label>
      <div className="grid max-h-80 min-w-0 grid-cols-[auto_minmax(0,1fr)] overflow-hidden rounded-md border border-control bg-surface font-mono text-2xs leading-[1.125rem] [font-variant-ligatures:none] focus-within:outline-2 focus-within:outline-focus">
        <div
          ref={numbers}
          aria-hidden="true"
          className="overflow-hidden border-line border-r bg-sunken py-1.5 text-right text-ink-3"
        >
          {numberItems(text.split('\n')).map(({ index }) => (
            <div
              key={index}
              className={marked.has(index + 1) ? 'bg-danger-soft px-1.5 text-danger-ink' : 'px-1.5'}
            >
              {index + 1}
            </div>
          ))}
        </div>
        <textarea
          id={id}
          value={text}
          spellCheck={false}
          rows={Math.min(14, Math.max(6, lines))}
          wrap="off"
          aria-invalid={problems.length > 0 || undefined}
          aria-describedby={`${id}-problems`}
          onChange={(event) => onChange(event.target.value)}
          onScroll={(event) => {
            if (numbers.current) numbers.current.scrollTop = event.currentTarget.scrollTop
          }}
          className="block min-w-0 resize-none bg-transparent px-1.5 py-1.5 text-ink outline-none [tab-size:2]"
        />
      </div>
      <div id={`${id}-problems`} role="status" className="grid gap-1 text-xs">
        {problems.length === 0 ? (
          <p className="text-ink-3">As the protocol has it. What is left out comes from the sample.</p>
        ) : (
          problems.map(({ line, path, message }) => (
            <p key={`${line} ${path} ${message}`} className="text-danger-ink [overflow-wrap:anywhere]">
              {line === null ? null : `Line ${line}: `}
              {path ? <span className="mono">{path} </span> : null}
              {message}
            </p>
          ))
        )}
      </div>
      {text === example ? null : (
        <span>
          <Button size="sm" variant="quiet" onClick={() => onChange(example)}>
            Begin with the sample again
          </Button>
        </span>
      )}
    </div>
  )
}
