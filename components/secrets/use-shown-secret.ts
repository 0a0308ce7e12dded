import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { ShownSecret } from './shown-once'

/** A new secret while it is shown. Only then is the page loaded again: its answer does not hold it. */
export function useShownSecret<Shown extends ShownSecret = ShownSecret>() {
  const router = useRouter()
  const [shown, show] = useState<Shown>()
  const onStored = () => {
    show(undefined)
    router.refresh()
  }
  return { shown, show, onStored }
}
