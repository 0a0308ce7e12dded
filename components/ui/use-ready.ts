'use client'

import { useSyncExternalStore } from 'react'

const subscribe = () => () => undefined

/** Whether this part of the page is hydrated. */
export function useReady(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => true,
    () => false,
  )
}
