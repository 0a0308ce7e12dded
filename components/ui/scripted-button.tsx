'use client'

import type { ComponentProps } from 'react'
import { useReady } from './use-ready'

/** A `<button>` that acts by script. Until the script has loaded it's disabled, so that no press is lost. */
export function ScriptedButton({ disabled, ...rest }: ComponentProps<'button'>) {
  const isReady = useReady()
  return <button {...rest} disabled={disabled || !isReady} data-unready={isReady ? undefined : ''} />
}
