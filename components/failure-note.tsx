import { Note } from '@/components/ui/note'
import type { ActionFailure } from '@/lib/http/form-state.schema'

/** A refused or failed action above its form, with the request to quote. */
export function FailureNote({ failure }: { failure: ActionFailure }) {
  return (
    <Note tone="danger" title={`${titles[failure.code] ?? 'This was not done'}.`} announce="at-once">
      {failure.detail}{' '}
      <a
        href={`/docs/errors#${failure.code}`}
        className="mono text-ink-3 underline"
        target="_blank"
        rel="noreferrer"
      >
        {failure.code}
      </a>{' '}
      <span className="mono text-ink-3">{failure.requestId}</span>
    </Note>
  )
}

const titles: Record<string, string> = {
  database_unavailable: 'The database does not answer',
  forbidden: 'Your role does not allow this',
  link_expired: 'This link no longer works',
  rate_limited: 'Too many attempts',
  secrets_unavailable: 'Secrets cannot be opened now',
  unauthenticated: 'You are signed out',
  wrong_state: 'This is not possible any more',
}
