'use client'

import { useSyncExternalStore } from 'react'
import { ErrorScreen } from '@/components/shell/error-screen'
import { buttonClass } from '@/components/ui/button-class'
import { ScriptedButton } from '@/components/ui/scripted-button'

export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  const requestId = useSyncExternalStore(subscribeToNothing, readRequestId, () => undefined)
  return (
    <ErrorScreen
      title="Something went wrong on our side"
      why="The server couldn’t show this page because of an unexpected error. What you saved is safe. If you were sending something, check whether it arrived before you send it again. If this keeps happening, report the ids below."
      actions={
        <>
          <ScriptedButton type="button" className={buttonClass({ variant: 'primary' })} onClick={reset}>
            Try again
          </ScriptedButton>
          <a href="/" className={buttonClass({})}>
            Go to your start page
          </a>
        </>
      }
      facts={[
        { term: 'Error', value: error.digest },
        { term: 'Request', value: requestId },
      ]}
    />
  )
}

function subscribeToNothing() {
  return () => undefined
}

function readRequestId(): string | undefined {
  return document.documentElement.dataset.requestId
}
