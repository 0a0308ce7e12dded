'use client'

import { useId, useState, useSyncExternalStore } from 'react'
import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { Field, Input, Textarea } from '@/components/ui/field'
import { Note } from '@/components/ui/note'

type Answer = { status: number; ms: number; remaining: string | null; text: string }

/** The key for all forms of the page, in memory only. */
const typed = { key: '', listeners: new Set<() => void>() }

function useKey(): [string, (key: string) => void] {
  const key = useSyncExternalStore(
    (listener) => {
      typed.listeners.add(listener)
      return () => typed.listeners.delete(listener)
    },
    () => typed.key,
    () => '',
  )
  return [
    key,
    (next) => {
      typed.key = next
      for (const listener of typed.listeners) listener()
    },
  ]
}

/** Sends a real request from this page with the reader's key. */
export function TryIt({
  title,
  method,
  path: examplePath,
  body: exampleBody,
}: {
  title: string
  method: string
  /** The example's path, with its query. */
  path: string
  body: string | null
}) {
  const [isOpen, setOpen] = useState(false)
  const [key, setKey] = useKey()
  const [path, setPath] = useState(examplePath)
  const [body, setBody] = useState(exampleBody ?? '')
  const [isSending, setSending] = useState(false)
  const [answer, setAnswer] = useState<Answer>()
  const [problem, setProblem] = useState<string>()
  const id = useId()

  async function send(): Promise<void> {
    setProblem(undefined)
    setAnswer(undefined)
    if (!path.startsWith('/api/v1/')) return setProblem('The path must start with /api/v1/.')
    setSending(true)
    const start = performance.now()
    try {
      const response = await fetch(path, {
        method,
        credentials: 'omit',
        headers: {
          authorization: `Bearer ${key.trim()}`,
          ...(exampleBody === null ? {} : { 'content-type': 'application/json' }),
        },
        ...(exampleBody === null ? {} : { body }),
      })
      setAnswer({
        status: response.status,
        ms: Math.round(performance.now() - start),
        remaining: response.headers.get('ratelimit-remaining'),
        text: pretty(await response.text()),
      })
    } catch {
      setProblem('The portal didn’t answer. Check your connection, and that the key has no extra characters.')
    }
    setSending(false)
  }

  if (!isOpen)
    return (
      <div>
        <Button size="sm" onClick={() => setOpen(true)}>
          Try it
        </Button>
      </div>
    )
  return (
    <form
      aria-label={`Try: ${title}`}
      className="grid gap-3 rounded-md border border-line bg-surface p-3.5"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <Field
        id={`${id}-key`}
        label="API key"
        hint="Sent to this portal only, and forgotten when you leave the page."
        error={null}
      >
        {(control) => (
          <Input
            {...control}
            mono
            type="password"
            required
            autoComplete="off"
            value={key}
            onChange={({ target }) => setKey(target.value)}
          />
        )}
      </Field>
      <Field id={`${id}-path`} label={`${method} path`} error={null}>
        {(control) => (
          <Input
            {...control}
            mono
            required
            spellCheck={false}
            value={path}
            onChange={({ target }) => setPath(target.value)}
          />
        )}
      </Field>
      {exampleBody === null ? null : (
        <Field id={`${id}-body`} label="Body" error={null}>
          {(control) => (
            <Textarea
              {...control}
              mono
              rows={Math.min(14, body.split('\n').length + 1)}
              spellCheck={false}
              value={body}
              onChange={({ target }) => setBody(target.value)}
            />
          )}
        </Field>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" size="sm" variant="primary" pending={isSending}>
          Send
        </Button>
        <Button size="sm" onClick={() => setOpen(false)}>
          Close
        </Button>
        {method === 'GET' ? null : <span className="text-ink-3 text-xs">This changes your real data.</span>}
      </div>
      <div role="status" className="grid gap-2 empty:hidden">
        {problem ? (
          <Note tone="danger" title="Not sent.">
            {problem}
          </Note>
        ) : null}
        {answer ? (
          <>
            <p className="text-sm">
              <span className="font-medium">{answer.status}</span>{' '}
              <span className="text-ink-3">
                in {answer.ms} ms
                {answer.remaining === null ? '' : `, ${answer.remaining} calls left this minute`}
              </span>
            </p>
            <CodeBlock
              label="Response"
              code={answer.text}
              wrap={false}
              className="max-h-[24rem] overflow-y-auto"
            />
          </>
        ) : null}
      </div>
    </form>
  )
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
