'use client'

import { Pencil } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogClose } from '@/components/ui/dialog'
import { Icon } from '@/components/ui/icon'
import { Verdict } from '@/components/ui/status'
import type { ContentProblem } from '@/lib/domain/sandbox/content.schema'
import { numberItems } from './number-items'

type Props = {
  text: string
  example: string
  /** Optional fields of the protocol, which the sample doesn't fill in. */
  leftOut: string[]
  problems: ContentProblem[]
  onChange: (text: string) => void
  onLaunch: () => void
}

/** The state of the own JSON, and the dialog to edit it. */
export function OwnJson(props: Props) {
  const [open, setOpen] = useState(false)
  const { text, example, problems, onChange } = props
  const isRight = problems.length === 0
  function launch() {
    if (!isRight) return
    setOpen(false)
    props.onLaunch()
  }
  return (
    <div className="-mt-2 grid gap-1.5">
      <span>
        <Dialog
          open={open}
          onOpenChange={setOpen}
          size="wide"
          trigger={{ size: 'sm', icon: <Icon of={Pencil} size={14} />, children: 'Edit JSON' }}
          title="Own JSON"
          description={describeFilled(props.leftOut)}
          footer={
            <>
              <Button variant="primary" disabled={!isRight} onClick={launch}>
                Launch this JSON
              </Button>
              <DialogClose>Close</DialogClose>
              {text === example ? null : (
                <Button variant="quiet" className="ml-auto" onClick={() => onChange(example)}>
                  Reset to sample
                </Button>
              )}
            </>
          }
        >
          <Editor {...props} onSubmit={launch} />
        </Dialog>
      </span>
      {isRight ? null : (
        <p className="text-xs" role="status">
          <Verdict kind="bad">{countProblems(problems)}</Verdict>
        </p>
      )}
    </div>
  )
}

function Editor({ text, problems, onChange, onSubmit }: Props & { onSubmit: () => void }) {
  const id = useId()
  const numbers = useRef<HTMLDivElement>(null)
  const lines = text.split('\n')
  const marked = new Set(problems.map(({ line }) => line))
  return (
    <div className="grid min-w-0 gap-2">
      <label htmlFor={id} className="sr-only">
        Own JSON
      </label>
      <div className="grid h-[min(24rem,50dvh)] min-w-0 grid-cols-[auto_minmax(0,1fr)] overflow-hidden rounded-md border border-control bg-surface font-mono text-xs/5 [font-variant-ligatures:none] focus-within:outline-2 focus-within:outline-focus">
        <div
          ref={numbers}
          aria-hidden="true"
          className="overflow-hidden border-line border-r bg-sunken py-1.5 text-right text-ink-3"
        >
          {numberItems(lines).map(({ index }) => (
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
          wrap="off"
          aria-invalid={problems.length > 0 || undefined}
          aria-describedby={`${id}-problems`}
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return
            event.preventDefault()
            event.nativeEvent.stopImmediatePropagation()
            onSubmit()
          }}
          onScroll={(event) => {
            if (numbers.current) numbers.current.scrollTop = event.currentTarget.scrollTop
          }}
          className="block min-w-0 resize-none bg-transparent px-1.5 py-1.5 text-ink outline-none [tab-size:2]"
        />
      </div>
      <div id={`${id}-problems`} role="status" className="grid max-h-32 gap-1 overflow-y-auto text-xs">
        {problems.length === 0 ? (
          <p>
            <Verdict kind="ok">This JSON matches what the CRM sends.</Verdict>
          </p>
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
    </div>
  )
}

function describeFilled(leftOut: string[]): string {
  const except = leftOut.length > 0 ? `, except ${new Intl.ListFormat('en-GB').format(leftOut)}` : ''
  return `Fields that you leave out come from the sample, also inside objects${except}.`
}

function countProblems({ length }: ContentProblem[]): string {
  return length === 1 ? 'Fix 1 problem, then launch' : `Fix ${length} problems, then launch`
}
