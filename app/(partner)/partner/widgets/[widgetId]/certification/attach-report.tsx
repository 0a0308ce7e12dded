'use client'

import { useRouter } from 'next/navigation'
import { useId, useState } from 'react'
import { FailureNote } from '@/components/failure-note'
import { Button } from '@/components/ui/button'
import { Field, Textarea } from '@/components/ui/field'
import { useToast } from '@/components/ui/toast'
import type { ActionFailure } from '@/lib/http/form-state.schema'
import { attachSelfRunAction } from './actions'

const bytesMax = 512 * 1024

const tooLarge: ActionFailure = {
  code: 'report_too_large',
  detail: `This file is larger than ${bytesMax / 1024} kB. Attach the file that --report wrote, without screenshots.`,
  requestId: '',
}
const unanswered: ActionFailure = {
  code: 'unanswered',
  detail: 'The portal did not answer. Check your connection, then attach the report again.',
  requestId: '',
}

/** Attaches a self-run report, as a file or as pasted text. */
export function AttachReport({ widgetId }: { widgetId: string }) {
  const id = useId()
  const router = useRouter()
  const { show } = useToast()
  const [text, setText] = useState('')
  const [failure, setFailure] = useState<ActionFailure>()
  const [isPending, setPending] = useState(false)

  async function choose(file: File | undefined) {
    setFailure(undefined)
    if (!file) return
    if (file.size > bytesMax) return setFailure(tooLarge)
    setText(await file.text())
  }

  async function attach() {
    setFailure(undefined)
    if (new Blob([text]).size > bytesMax) return setFailure(tooLarge)
    setPending(true)
    const result = await attachSelfRunAction({ widgetId, file: text }).catch(() => ({ failure: unanswered }))
    setPending(false)
    if (result.failure) return setFailure(result.failure)
    setText('')
    show({ title: 'Report attached', description: 'It’s marked as self-run wherever it appears.' })
    router.push(`/partner/widgets/${widgetId}/certification`)
  }

  return (
    <form
      aria-label="Attach a self-run report"
      className="grid max-w-[46rem] gap-2.5"
      onSubmit={(event) => {
        event.preventDefault()
        void attach()
      }}
    >
      {failure ? <FailureNote failure={failure} /> : null}
      <Field id={`${id}-file`} label="Report file" aside="framegate-report.json, at most 512 kB">
        {(control) => (
          <input
            {...control}
            type="file"
            accept="application/json,.json"
            className="min-h-(--size-control) text-ink-2 file:mr-3 file:h-(--size-control) file:rounded-md file:border file:border-line-strong file:bg-surface file:px-3 file:font-medium file:text-ink"
            onChange={(event) => void choose(event.target.files?.[0])}
          />
        )}
      </Field>
      <Field id={`${id}-text`} label="Or paste its text">
        {(control) => (
          <Textarea
            {...control}
            mono
            rows={4}
            spellCheck={false}
            className="text-xs"
            value={text}
            onChange={(event) => {
              setText(event.target.value)
              setFailure(undefined)
            }}
          />
        )}
      </Field>
      <span>
        <Button type="submit" scripted disabled={text.trim() === ''} pending={isPending}>
          Attach report
        </Button>
      </span>
    </form>
  )
}
