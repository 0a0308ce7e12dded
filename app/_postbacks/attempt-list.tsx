import { CodeBlock } from '@/components/ui/code-block'
import { Verdict } from '@/components/ui/status'
import { Time } from '@/components/ui/time'
import type { Attempt, AttemptResponse } from '@/lib/domain/postbacks/postbacks.schema'

export type AttemptRow = Attempt & { id: string }

/** The request and response of each attempt, newest first. */
export function AttemptList({ url, attempts }: { url: string; attempts: AttemptRow[] }) {
  if (attempts.length === 0) return <p className="text-ink-2">No attempts yet.</p>
  return (
    <ol className="grid gap-4">
      {attempts.map((attempt) => (
        <li key={attempt.id} className="grid min-w-0 gap-2">
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <Verdict kind={isTaken(attempt.status) ? 'ok' : 'bad'}>
              {attempt.status === null ? 'No response' : `Response ${attempt.status}`}
            </Verdict>
            <span className="text-ink-2 text-xs">
              <Time value={attempt.at} shape="datetime" />, {attempt.durationMs} ms
            </span>
            {attempt.error ? <span className="text-ink-2 text-xs">{attempt.error}</span> : null}
          </p>
          <div className="grid gap-2 md:grid-cols-2">
            <CodeBlock
              label="Request"
              code={`${attempt.request.method} ${url}\n${lines(attempt.request.headers)}`}
            />
            {attempt.response ? (
              <CodeBlock label="Response" code={describeResponse(attempt.status, attempt.response)} />
            ) : null}
          </div>
        </li>
      ))}
    </ol>
  )
}

function describeResponse(status: number | null, { headers, body, isTruncated }: AttemptResponse): string {
  const text = body ? `\n\n${body}${isTruncated ? '\n… (the rest isn’t stored)' : ''}` : ''
  return `${status}\n${lines(headers)}${text}`.trim()
}

function lines(headers: Record<string, string>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')
}

function isTaken(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300
}
