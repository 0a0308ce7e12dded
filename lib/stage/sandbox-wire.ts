import type { MessageFacts, WireFacts } from '@/lib/domain/sandbox/launches.schema'
import { limitsOfAsks } from '@/lib/stage/ask-limits'
import { membersOf } from '@/lib/stage/members'
import { heightsOf } from '@/lib/stage/pace'
import { followPage } from '@/lib/stage/page-look'
import { readWireHello } from '@/lib/stage/read-ask'
import type { StageData } from '@/lib/stage/stage-data.schema'
import { send } from '@/lib/stage/stage-page'
import { Refusal, serveWire, type WireSaid } from '@/lib/stage/wire-port'
import { type WireAsk, type WireHost, type WireLaunch, wireHeight } from '@/lib/wire/messages.schema'

type Sandbox = NonNullable<StageData['sandbox']>
type Asked = Extract<WireFacts, { wire: 'asked' }>
type Effect = Partial<Pick<Asked, 'height' | 'loop' | 'launchId'>>

const lateMs = 5_000

/** What a widget may ask of the sandbox, by the limits of the CRM. Only its height and a new launch have an effect. */
export function openSandboxWire(
  frame: HTMLIFrameElement,
  { launchId, placement, protocol, origins, host }: Sandbox,
  {
    onIgnored,
    onNonce,
    onSaid,
  }: {
    onIgnored: () => void
    onNonce: (nonce: string) => void
    onSaid: (facts: WireFacts, message: unknown, answer: unknown) => void
  },
) {
  const heightFor = heightsOf(wireHeight)
  const requireAllowed = limitsOfAsks(frame)
  const effects = new WeakMap<WireAsk, Effect>()
  const page = followPage((look) => {
    frame.style.colorScheme = look.theme
    wire.tell(look)
  })

  async function about(): Promise<WireHost> {
    if (host === 'late') await new Promise((settle) => setTimeout(settle, lateMs))
    return { version: 1, placement, protocol, ...(await page.about()) }
  }

  async function act(ask: WireAsk): Promise<WireLaunch | undefined> {
    const now = performance.now()
    requireAllowed(ask.ask, now)
    if (ask.ask === 'resize') effects.set(ask, resize(heightFor(ask.height, now)))
    if (ask.ask === 'setState') {
      page.keep(ask.text)
      send({ type: 'framegate.sandbox_state', text: ask.text })
    }
    if (ask.ask !== 'refresh') return undefined
    const launch = await refresh()
    effects.set(ask, { launchId: launch.launchId })
    return launch
  }

  async function refresh(): Promise<WireLaunch> {
    const answer = await fetch(`/api/sandbox-launches/${launchId}/refresh`, { method: 'POST' })
    const body = await answer.json()
    if (!answer.ok) throw new Refusal('unavailable', String(body.detail))
    if (body.nonce !== null) onNonce(body.nonce)
    const { method, url, body: form } = body.request
    return { launchId: body.launchId, signedAt: body.signedAt, method, url, body: form }
  }

  function say(said: WireSaid): void {
    if ('told' in said) {
      const isFirst = 'version' in said.told
      onSaid({ wire: 'told', isFirst }, isFirst ? { host: said.told } : { look: said.told }, null)
      return
    }
    const { asked, ask, answer } = said
    onSaid(readFacts(said, (ask && effects.get(ask)) ?? {}), asked, answer && hideLaunch(answer))
  }

  const wire = serveWire(frame, { origins, host: about, act, onIgnored, onSaid: say })
  return {
    hear: page.hear,
    /** What comes of a message of the frame that asks for the wire. */
    take: (origin: string, message: unknown): MessageFacts['hello'] => {
      if (!readWireHello(message)) return null
      if (host === 'never') return host
      if (!wire.take(origin, message)) return 'too_many'
      return host === 'late' ? host : 'answered'
    },
  }
}

function resize(height: number | { loop: number[] } | undefined): Effect {
  if (typeof height !== 'number') return height ?? {}
  send({ type: 'framegate.sandbox_height', height })
  return { height }
}

function readFacts(
  { asked, answer }: Extract<WireSaid, { asked: unknown }>,
  { height = null, loop = null, launchId = null }: Effect,
): Asked {
  const { ask, text, target } = membersOf(asked)
  const given = membersOf(target)
  return {
    wire: 'asked',
    ask: typeof ask === 'string' ? ask.slice(0, 100) : null,
    textLength: typeof text === 'string' ? text.length : null,
    target: (['person', 'company', 'url'] as const).find((name) => given[name] !== undefined) ?? null,
    height,
    loop,
    launchId,
    answer: answer ? readAnswer(answer) : null,
  }
}

type Answer = NonNullable<Extract<WireSaid, { asked: unknown }>['answer']>

function readAnswer(answer: Answer): Asked['answer'] {
  if (!('ok' in answer) || answer.ok) return { isDone: true }
  return { isDone: false, code: answer.code, detail: answer.detail }
}

/** A launch in a reply opens a record as much as the first one. */
function hideLaunch(answer: Answer): unknown {
  if (!('ok' in answer) || !answer.ok || !answer.value) return answer
  const { url, body } = answer.value
  const [base = ''] = url.split('?', 1)
  return {
    ...answer,
    value: {
      ...answer.value,
      url: url.length > base.length ? `${base}?[${url.length - base.length - 1} characters]` : url,
      body: body === null ? null : `[${body.length} characters]`,
    },
  }
}
