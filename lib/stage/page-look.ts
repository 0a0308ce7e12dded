import type { StageLook } from '@/lib/stage/stage-data.schema'
import { Refusal } from '@/lib/stage/wire-port'
import type { WireLook } from '@/lib/wire/messages.schema'

type Told = Omit<StageLook, 'type'>

/** The page says how it looks at once; one that does not is taken as the browser has it. */
const lookWithinMs = 1_000

/** How the page around this stage looks, and what its address keeps for the widget. */
export function followPage(onLook: (look: WireLook) => void) {
  let told: Told | undefined
  let onTold = () => {}
  const firstTold = new Promise<void>((settle) => {
    onTold = settle
    setTimeout(settle, lookWithinMs)
  })
  return {
    /** What a widget is told when it connects. */
    about: async (): Promise<WireLook & { state: string }> => {
      await firstTold
      const { look, state } = told ?? ownLook()
      return { ...look, state: state ?? '' }
    },
    /** @throws Refusal not_possible */
    keep: (text: string): void => {
      if (!told || told.state === null)
        throw new Refusal('not_possible', 'The address of this view keeps no state.')
      told = { ...told, state: text }
    },
    /** Takes a message of the page around this stage, if it says how the page looks. */
    hear: (event: MessageEvent): boolean => {
      if (!isLook(event)) return false
      const { look, state } = event.data
      const isNew = JSON.stringify(look) !== JSON.stringify(told?.look)
      told = { look, state }
      // A frame of another colour scheme than the page around it would have an opaque ground.
      document.documentElement.style.colorScheme = look.theme
      onTold()
      if (isNew) onLook(look)
      return true
    },
  }
}

function isLook({ source, origin, data }: MessageEvent): boolean {
  return (
    source === window.parent &&
    origin === window.location.origin &&
    data?.type === ('framegate.look' satisfies StageLook['type'])
  )
}

function ownLook(): { look: WireLook; state: null } {
  const theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  return { look: { theme, locale: navigator.language, timeZone }, state: null }
}
