'use client'

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './button'
import type { ButtonLook } from './button-class'
import { Icon } from './icon'

/** Copies a value and says so. */
export function CopyButton({
  value,
  label = 'Copy',
  iconOnly = false,
  variant,
  size,
  onCopied,
}: ButtonLook & {
  value: string
  /** Verb and thing: "Copy secret". */
  label?: string
  iconOnly?: boolean
  onCopied?: () => void
}) {
  const [outcome, setOutcome] = useState<'copied' | 'failed'>()

  useEffect(() => {
    if (!outcome) return
    const timer = setTimeout(() => setOutcome(undefined), 2000)
    return () => clearTimeout(timer)
  }, [outcome])

  async function copyValue() {
    try {
      await navigator.clipboard.writeText(value)
      setOutcome('copied')
      onCopied?.()
    } catch {
      setOutcome('failed')
    }
  }

  const text = outcome === 'copied' ? 'Copied' : outcome === 'failed' ? 'Select and copy by hand' : label
  const icon = (
    <Icon
      of={outcome === 'copied' ? Check : Copy}
      className={outcome === 'copied' ? 'text-ok!' : undefined}
    />
  )
  return (
    <>
      {iconOnly ? (
        <Button variant={variant ?? 'quiet'} size={size} icon={icon} label={text} onClick={copyValue} />
      ) : (
        <Button variant={variant} size={size} icon={icon} onClick={copyValue}>
          {text}
        </Button>
      )}
      <span role="status" className="sr-only">
        {outcome ? text : ''}
      </span>
    </>
  )
}
