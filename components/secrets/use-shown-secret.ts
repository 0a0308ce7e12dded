import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { ShownSecret } from './shown-once'

/** A new secret while it's shown. The page is refreshed afterwards, since a refresh wouldn't contain it. */
export function useShownSecret<Shown extends ShownSecret = ShownSecret>() {
  const router = useRouter()
  const [shown, show] = useState<Shown>()
  const onStored = () => {
    show(undefined)
    router.refresh()
  }
  return { shown, show, onStored }
}
