'use client'

import { ErrorScreen } from '@/components/shell/error-screen'
import { buttonClass } from '@/components/ui/button-class'
import { ScriptedButton } from '@/components/ui/scripted-button'
import './globals.css'

/** Replaces the root layout when that has failed, so it has its own document. */
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
        <title>Framegate isn’t available</title>
        <ErrorScreen
          title="Framegate couldn’t start this page"
          why="An unexpected error stopped the page from loading. What you saved is safe. If this keeps happening, report the id below."
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
