'use client'

import { useSyncExternalStore } from 'react'

const subscribe = () => () => undefined

/** Whether the page's scripts act on this part of it yet: false in what the server sends, true from then on. */
export function useReady(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => true,
    () => false,
  )
}
