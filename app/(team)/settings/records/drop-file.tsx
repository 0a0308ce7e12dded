'use client'

import { useRouter } from 'next/navigation'
import { type DragEvent, useId, useState } from 'react'
import { joinClasses } from '@/components/ui/join-classes'
import { Note } from '@/components/ui/note'
import { Progress } from '@/components/ui/progress'
import { useReady } from '@/components/ui/use-ready'

type Upload = { name: string; percent: number }

/** Sends a file to the portal as it is read, and leads to the page where its columns are confirmed. */
export function DropFile({ type, noun }: { type: string; noun: string }) {
  const id = useId()
  const router = useRouter()
  const isReady = useReady()
  const [upload, setUpload] = useState<Upload>()
  const [problem, setProblem] = useState<string>()
  const [isOver, setOver] = useState(false)

  function send(file: File | undefined) {
    if (!file || upload) return
    setProblem(undefined)
    setUpload({ name: file.name, percent: 0 })
    const request = new XMLHttpRequest()
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      setUpload({ name: file.name, percent: Math.round((loaded / Math.max(1, total)) * 100) }),
    )
    request.addEventListener('load', () => {
      const answer = readAnswer(request.responseText)
      if (request.status === 201 && answer.importId) {
        router.push(`/settings/records/${answer.importId}`)
        return
      }
      setUpload(undefined)
      setProblem(answer.detail ?? 'The portal did not take the file. Try again.')
    })
    request.addEventListener('error', () => {
      setUpload(undefined)
      setProblem('The connection broke before the whole file was sent. Nothing was imported.')
    })
    const query = new URLSearchParams({ type, name: file.name })
    request.open('POST', `/api/record-imports?${query}`)
    // What a system calls a CSV file says nothing about what is in it.
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.send(file)
  }

  function drop(event: DragEvent) {
    event.preventDefault()
    setOver(false)
    send(event.dataTransfer.files[0])
  }

  return (
    <div className="grid gap-3">
      {problem ? (
        <Note tone="danger" title="Not imported." announce="at-once">
          {problem}
        </Note>
      ) : null}
      <fieldset
        aria-label="A file"
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        className={joinClasses(
          'grid gap-2 rounded-md border border-dashed p-6 max-md:p-4',
          isOver ? 'border-accent bg-selected' : 'border-control',
        )}
      >
        <label htmlFor={id} className="font-medium">
          Drop a file of {noun} here, or choose one
        </label>
        <input
          id={id}
          type="file"
          disabled={!isReady || upload !== undefined}
          accept=".csv,.tsv,.txt,.ndjson,.jsonl,text/csv"
          aria-describedby={`${id}-hint`}
          onChange={({ target }) => send(target.files?.[0])}
          className="max-w-full text-sm file:mr-3 file:rounded-md file:border file:border-control file:border-solid file:bg-surface file:px-2.5 file:py-1 file:font-medium file:text-ink"
        />
        <p id={`${id}-hint`} className="max-w-[72ch] text-ink-3 text-xs">
          CSV or NDJSON, up to 1 GB. Exports of HubSpot, Salesforce, Pipedrive, Follow Up Boss, Google
          Contacts, Outlook and Zoho are read as they are. You see what will change before anything is
          written.
        </p>
      </fieldset>
      {upload ? (
        <div className="grid gap-1" role="status">
          <p className="text-ink-2 text-xs tabular-nums">
            {upload.percent < 100 ? `Sending ${upload.name}: ${upload.percent}%` : `Reading ${upload.name} …`}
          </p>
          <Progress label={`Sending ${upload.name}`} value={upload.percent} thick />
        </div>
      ) : null}
    </div>
  )
}

function readAnswer(text: string): { importId?: string; detail?: string } {
  try {
    return JSON.parse(text) as { importId?: string; detail?: string }
  } catch {
    return {}
  }
}
