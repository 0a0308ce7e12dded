'use client'

import { lazy, Suspense, useEffect, useState } from 'react'
import { onToasterNeeded } from './toast'

const ToastList = lazy(() => import('./toast-list').then((module) => ({ default: module.ToastList })))

/** Shows toasts, in the root layout. It loads their code when a page needs it. */
export function Toaster() {
  const [needed, setNeeded] = useState(false)

  useEffect(() => onToasterNeeded(() => setNeeded(true)), [])

  if (!needed) return null
  return (
    <Suspense>
      <ToastList />
    </Suspense>
  )
}
