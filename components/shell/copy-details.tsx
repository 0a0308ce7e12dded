'use client'

import { useState } from 'react'
import { buttonClass } from '@/components/ui/button-class'
import { ScriptedButton } from '@/components/ui/scripted-button'

/** Copies an error's ids. Kept small, because every page loads it for its error boundaries. */
export function CopyDetails({ details }: { details: string }) {
  const [outcome, setOutcome] = useState<'copied' | 'failed'>()

  async function copyDetails() {
    try {
      await navigator.clipboard.writeText(details)
      setOutcome('copied')
    } catch {
      setOutcome('failed')
    }
  }

  return (
    <ScriptedButton
      type="button"
      className={buttonClass({ variant: 'quiet', size: 'sm' })}
      onClick={copyDetails}
    >
      <span aria-live="polite">
        {outcome === 'copied'
          ? 'Copied'
          : outcome === 'failed'
            ? 'Couldn’t copy: select the text'
            : 'Copy details'}
      </span>
    </ScriptedButton>
  )
}
