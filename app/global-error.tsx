'use client'

import { ErrorScreen } from '@/components/shell/error-screen'
import { buttonClass } from '@/components/ui/button-class'
import { ScriptedButton } from '@/components/ui/scripted-button'
import './globals.css'

/** Stands in for the root layout when that itself has failed, so it brings its own document. */
export default function GlobalError({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return (
    <html lang="en">
      <body>
        <title>Framegate is not available</title>
        <ErrorScreen
          title="Framegate could not start this page"
          why="The server met an error before it could draw anything, and wrote it to its log under the id below. What you had saved is safe."
          actions={
            <ScriptedButton type="button" className={buttonClass({ variant: 'primary' })} onClick={reset}>
              Try again
            </ScriptedButton>
          }
          facts={[{ term: 'Error', value: error.digest }]}
        />
      </body>
    </html>
  )
}
