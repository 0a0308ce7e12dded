'use client'

import type { ComponentProps } from 'react'
import { useReady } from './use-ready'

/** A `<button>` that acts only by script. Until the script is there it is disabled and looks it, so that no press is lost. */
export function ScriptedButton({ disabled, ...rest }: ComponentProps<'button'>) {
  const isReady = useReady()
  return <button {...rest} disabled={disabled || !isReady} data-unready={isReady ? undefined : ''} />
}
