import { paceOf } from '@/lib/stage/pace'
import { Refusal } from '@/lib/stage/wire-port'
import type { WireAsk } from '@/lib/wire/messages.schema'

/** How often a widget may ask for each thing, and after what. The sandbox holds it to the same. */
export function limitsOfAsks(frame: HTMLIFrameElement) {
  const mayNotify = paceOf(3, 10_000)
  const mayNavigate = paceOf(1, 1_000)
  const mayRefresh = paceOf(1, 2_000)
  const maySetState = paceOf(10, 2_000)
  /** @throws Refusal needs_click, too_many */
  return (ask: WireAsk['ask'], now: number): void => {
    switch (ask) {
      case 'notify':
        if (!mayNotify(now)) throw new Refusal('too_many', 'A widget may show 3 notices in 10 seconds.')
        break
      case 'navigate':
        if (!wasUsed(frame))
          throw new Refusal('needs_click', 'A widget may leave the page only after a click or a key in it.')
        if (!mayNavigate(now)) throw new Refusal('too_many', 'A widget may navigate once a second.')
        break
      case 'refresh':
        if (!mayRefresh(now)) throw new Refusal('too_many', 'A widget may refresh once in 2 seconds.')
        break
      case 'setState':
        if (!maySetState(now))
          throw new Refusal('too_many', 'A widget may set its state 10 times in 2 seconds.')
    }
  }
}

/** Whether the user did something in the widget a moment ago. The browser counts a click on the page around the stage too: then the focus is there. */
function wasUsed(frame: HTMLIFrameElement): boolean {
  return (
    navigator.userActivation?.isActive === true && document.hasFocus() && document.activeElement === frame
  )
}
