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
      title="The server could not make this page"
      why="It met an error that it did not expect, and wrote it to its log under the ids below. What you had saved is safe; what you were sending may not have arrived, so look before you send it again."
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
