import { limitsOfAsks } from '@/lib/stage/ask-limits'
import { heightsOf } from '@/lib/stage/pace'
import { followPage } from '@/lib/stage/page-look'
import type { PortalCalls } from '@/lib/stage/portal-calls'
import type { StageData } from '@/lib/stage/stage-data.schema'
import { send } from '@/lib/stage/stage-page'
import { Refusal, serveWire } from '@/lib/stage/wire-port'
import { type WireAsk, type WireLaunch, type WireTarget, wireHeight } from '@/lib/wire/messages.schema'

type Launch = NonNullable<StageData['launch']>

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
  const requireAllowed = limitsOfAsks(frame)
  const page = followPage((look) => wire.tell(look))
  const { placement, protocol } = launch

  async function act(ask: WireAsk): Promise<WireLaunch | undefined> {
    const now = performance.now()
    requireAllowed(ask.ask, now)
    switch (ask.ask) {
      case 'resize':
        resize(heightFor(ask.height, now))
        return undefined
      case 'notify':
        send({ type: 'framegate.notice', text: ask.text })
        return undefined
      case 'navigate':
        await navigate(ask.target)
        return undefined
      case 'refresh':
        return refresh()
      case 'setState':
        page.keep(ask.text)
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

  const wire = serveWire(frame, {
    origins: launch.origins,
    host: async () => ({ version: 1, placement, protocol, ...(await page.about()) }),
    act,
    onIgnored,
  })
  return { take: wire.take, hear: page.hear }
}
