import { heightsOf, paceOf } from '@/lib/stage/pace'
import type { PortalCalls } from '@/lib/stage/portal-calls'
import type { StageData, StageLook } from '@/lib/stage/stage-data.schema'
import { send } from '@/lib/stage/stage-page'
import { Refusal, serveWire } from '@/lib/stage/wire-port'
import {
  type WireAsk,
  type WireLaunch,
  type WireLook,
  type WireTarget,
  wireHeight,
} from '@/lib/wire/messages.schema'

type Launch = NonNullable<StageData['launch']>
type Told = Omit<StageLook, 'type'>

/** The page says how it looks at once; one that does not is taken as the browser has it. */
const lookWithinMs = 1_000

/** What a widget may ask of the page around its stage, and how often. */
export function openWire(
  frame: HTMLIFrameElement,
  launch: Launch,
  calls: PortalCalls,
  {
    onIgnored,
    onLaunched,
  }: { onIgnored: () => void; onLaunched: (launchId: string, nonce: string | null) => void },
) {
  const heightFor = heightsOf(wireHeight)
  const mayNotify = paceOf(3, 10_000)
  const mayNavigate = paceOf(1, 1_000)
  const mayRefresh = paceOf(1, 2_000)
  const maySetState = paceOf(10, 2_000)
  let told: Told | undefined
  let onTold = () => {}
  const firstTold = new Promise<void>((settle) => {
    onTold = settle
    setTimeout(settle, lookWithinMs)
  })

  async function host() {
    await firstTold
    const { look, state } = told ?? ownLook()
    const { placement, protocol } = launch
    return { version: 1, placement, protocol, ...look, state: state ?? '' } as const
  }

  async function act(ask: WireAsk): Promise<WireLaunch | undefined> {
    const now = performance.now()
    switch (ask.ask) {
      case 'resize':
        resize(heightFor(ask.height, now))
        return undefined
      case 'notify':
        if (!mayNotify(now)) throw new Refusal('too_many', 'A widget may show 3 notices in 10 seconds.')
        send({ type: 'framegate.notice', text: ask.text })
        return undefined
      case 'navigate':
        if (!navigator.userActivation?.isActive)
          throw new Refusal('needs_click', 'A widget may leave the page only after a click or a key in it.')
        if (!mayNavigate(now)) throw new Refusal('too_many', 'A widget may navigate once a second.')
        await navigate(ask.target)
        return undefined
      case 'refresh':
        if (!mayRefresh(now)) throw new Refusal('too_many', 'A widget may refresh once in 2 seconds.')
        return refresh()
      case 'setState':
        if (!maySetState(now))
          throw new Refusal('too_many', 'A widget may set its state 10 times in 2 seconds.')
        if (!told || told.state === null)
          throw new Refusal('not_possible', 'The address of this view keeps no state.')
        told = { ...told, state: ask.text }
        send({ type: 'framegate.state', text: ask.text })
        return undefined
    }
  }

  function resize(height: ReturnType<typeof heightFor>): void {
    if (typeof height === 'number') send({ type: 'framegate.height', height })
    else if (height) send({ type: 'framegate.resize_loop', heights: height.loop })
  }

  async function navigate(target: WireTarget): Promise<void> {
    if ('url' in target) {
      window.open(target.url, '_blank', 'noopener,noreferrer')
      return
    }
    const answer = await calls.destination(target)
    if (answer.status === 404) throw new Refusal('not_found', 'The team has no such record.')
    if (!answer.ok) throw new Refusal('unavailable', 'The portal did not answer.')
    const { kind, id, externalId, isStored } = await answer.json()
    send({ type: 'framegate.navigate', kind, id, externalId, isStored })
  }

  async function refresh(): Promise<WireLaunch> {
    const answer = await calls.launch()
    const body = await answer.json()
    if (!answer.ok) throw new Refusal('unavailable', String(body.detail))
    const { launchId, signedAt, nonce, request } = body
    onLaunched(launchId, nonce)
    calls.outcome(launchId, { outcome: 'shown' }).catch(() => {})
    const { method, url, body: form } = request
    return { launchId, signedAt, method, url, body: form }
  }

  const wire = serveWire(frame, { origins: launch.origins, host, act, onIgnored })
  return {
    take: wire.take,
    /** Takes a message of the page around this stage, if it says how the page looks. */
    hear: (event: MessageEvent): boolean => {
      if (!isLook(event)) return false
      const { look, state } = event.data
      told = { look, state }
      // A frame of another colour scheme than the page around it would have an opaque ground.
      document.documentElement.style.colorScheme = look.theme
      onTold()
      wire.tell(look)
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
