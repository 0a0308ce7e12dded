'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { useCall } from '@/components/use-call'
import { answerAuthorizationAction } from './actions'

/** Allows or denies, then leads to the partner. Not a form, because the content policy lets forms lead only to the portal. */
export function ConsentButtons({
  query,
  contentHash,
  partnerName,
}: {
  query: string
  /** Of what the page shows, so that only what was read is allowed. */
  contentHash: string
  partnerName: string
}) {
  const answer = useCall(answerAuthorizationAction)
  const [url, setUrl] = useState<string>()
  const decide = async (allow: boolean) => {
    const answered = await answer.call({ query, allow, contentHash })
    if (!answered) return
    setUrl(answered.url)
    window.location.assign(answered.url)
  }
  if (url)
    return (
      <p role="status">
        Going back to {partnerName}. If nothing happens,{' '}
        <a href={url} className="text-accent-ink underline" rel="noreferrer">
          continue to {new URL(url).host}
        </a>
        .
      </p>
    )
  return (
    <div className="flex flex-wrap gap-2">
      <Button variant="primary" pending={answer.isPending} onClick={() => void decide(true)}>
        Allow
      </Button>
      <Button pending={answer.isPending} onClick={() => void decide(false)}>
        Deny
      </Button>
    </div>
  )
}
