'use client'

import { useEffect, useMemo } from 'react'

export type ToastInput = {
  title: string
  description?: string
  /** `info` for what somebody else says. */
  tone?: 'success' | 'error' | 'info'
  /** Usually Undo. `keyHint` is a single key that does the same while the toast is on screen. */
  action?: { label: string; onAction: () => void; keyHint?: string }
  /** 8 s by default; 0 keeps the toast until it is dismissed. */
  durationMs?: number
  /** Shown on the page that a navigation leads to. Other toasts disappear with their page. */
  travels?: boolean
}

type ToastListener = (toast: ToastInput) => void

const waiting: ToastInput[] = []
let listener: ToastListener | undefined
let wake: (() => void) | undefined

/** Shows toasts. Their code is loaded with the first component that uses this. */
export function useToast(): { show: (toast: ToastInput) => void } {
  useEffect(() => wake?.(), [])
  return useMemo(() => ({ show: showToast }), [])
}

/** Called by the Toaster. `wakeToaster` runs when a toast may soon be shown. */
export function onToasterNeeded(wakeToaster: () => void): () => void {
  wake = wakeToaster
  if (waiting.length > 0) wakeToaster()
  return () => {
    wake = undefined
  }
}

/** Called by the list of toasts, which receives waiting and later toasts. */
export function onToast(next: ToastListener): () => void {
  listener = next
  for (const toast of waiting.splice(0)) next(toast)
  return () => {
    listener = undefined
  }
}

function showToast(toast: ToastInput): void {
  if (listener) {
    listener(toast)
    return
  }
  waiting.push(toast)
  wake?.()
}
