import { Note } from '@/components/ui/note'
import type { ActionFailure } from '@/lib/http/form-state.schema'

/** Why an action was refused or failed, shown above its form with the request id. */
export function FailureNote({ failure }: { failure: ActionFailure }) {
  return (
    <Note tone="danger" title={`${titles[failure.code] ?? 'That didn’t work'}.`} announce="at-once">
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
  database_unavailable: 'The database doesn’t respond',
  forbidden: 'Your role doesn’t allow this',
  link_expired: 'This link no longer works',
  rate_limited: 'Too many attempts',
  secrets_unavailable: 'Secrets are unavailable right now',
  unauthenticated: 'You’re signed out',
  wrong_state: 'This is no longer possible',
}
