'use client'

import { useRouter } from 'next/navigation'
import { useTheme } from 'next-themes'
import { type RefObject, useEffect, useState } from 'react'
import { useToast } from '@/components/ui/toast'
import type { StageMessage } from '@/lib/domain/launches/launches.schema'
import { keepsState, type Placement } from '@/lib/domain/protocols/placements.schema'
import type { StageLook } from '@/lib/stage/stage-data.schema'

/** In the address of a view, what its widget keeps there. */
const stateName = 'state'

/**
 * What a widget asked of the page around it: its height, a notice, another record, a place in the address. Tells its stage how the page looks,
 * whenever that changes.
 */
export function useWire(
  frame: RefObject<HTMLIFrameElement | null>,
  { name, placement }: { name: string; placement: Placement },
): { height: number | undefined; hear: (message: StageMessage) => void } {
  const router = useRouter()
  const { show } = useToast()
  const { resolvedTheme } = useTheme()
  const [height, setHeight] = useState<number>()
  const isKept = keepsState(placement)
  const theme = resolvedTheme === 'dark' ? 'dark' : 'light'

  function tellLook(): void {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
    const message: StageLook = {
      type: 'framegate.look',
      look: { theme, locale: navigator.language, timeZone },
      state: isKept ? (new URLSearchParams(location.search).get(stateName) ?? '') : null,
    }
    frame.current?.contentWindow?.postMessage(message, location.origin)
  }
  // Each time that anything it tells may have changed.
  useEffect(tellLook)

  function hear(message: StageMessage): void {
    switch (message.type) {
      case 'framegate.opening':
        setHeight(undefined)
        tellLook()
        break
      case 'framegate.height':
        setHeight(message.height)
        break
      case 'framegate.notice':
        show({ tone: 'info', title: name, description: message.text })
        break
      case 'framegate.navigate':
        router.push(`/${message.kind === 'person' ? 'people' : 'companies'}/${message.id}`)
        break
      case 'framegate.state':
        keepState(message.text)
    }
  }

  return { height, hear }
}

function keepState(text: string): void {
  const address = new URL(location.href)
  if (text === '') address.searchParams.delete(stateName)
  else address.searchParams.set(stateName, text)
  history.replaceState(null, '', address)
}
