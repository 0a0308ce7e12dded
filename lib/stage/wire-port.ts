import { paceOf } from '@/lib/stage/pace'
import { readAsk, readWireHello } from '@/lib/stage/read-ask'
import {
  type WireAsk,
  type WireCode,
  type WireHost,
  type WireLaunch,
  type WireLook,
  type WireReply,
  wireHello,
} from '@/lib/wire/messages.schema'

/** So many pages of a widget are given a port in one stage. */
const connectionsMax = 10
const asksMax = 30
const asksWithinMs = 2_000
/** So many of those beyond are told that they were too many. */
const toldMax = 5

export class Refusal extends Error {
  readonly code: WireCode

  constructor(code: WireCode, detail: string) {
    super(detail)
    this.code = code
  }
}

type Options = {
  /** Everything that the widget may be on. */
  origins: readonly string[]
  host: () => Promise<WireHost>
  /** Does what was asked. @throws Refusal */
  act: (ask: WireAsk) => Promise<WireLaunch | undefined>
  /** Something came that is none of it. */
  onIgnored: () => void
  /** What went over the wire, for whoever shows it. */
  onSaid?: (said: WireSaid) => void
}

/** An ask as it came and as it was read, with its answer if it got one; or what the host says unasked. */
export type WireSaid =
  | { asked: unknown; ask: WireAsk | undefined; answer: WireReply | undefined }
  | { told: WireHost | WireLook }

/**
 * Speaks with the widget in a frame, by a port that only its page has, on one of its declared origins. A page that takes its place has to ask
 * for a port of its own.
 */
export function serveWire(
  frame: HTMLIFrameElement,
  { origins, host, act, onIgnored, onSaid = () => {} }: Options,
) {
  let port: MessagePort | undefined
  let connections = 0
  let loadsLeft = 0

  frame.addEventListener('load', () => {
    loadsLeft -= 1
    if (port && loadsLeft < 0) close()
  })

  function close(): void {
    port?.close()
    port = undefined
  }

  function connect(origin: string, isLoaded: boolean): void {
    close()
    connections += 1
    // The load of the page that asks may be still to come; the one after it is another page's.
    loadsLeft = isLoaded ? 0 : 1
    const channel = new MessageChannel()
    const own = channel.port1
    port = own
    const mayAsk = paceOf(asksMax, asksWithinMs)
    const mayTell = paceOf(toldMax, asksWithinMs)
    own.onmessage = ({ data }) => {
      const now = performance.now()
      const isInPace = mayAsk(now)
      if (!isInPace && !mayTell(now)) return onIgnored()
      const asked = readAsk(data)
      if (!asked) {
        onSaid({ asked: data, ask: undefined, answer: undefined })
        return onIgnored()
      }
      const { id, ask } = asked
      const reply = (answer: WireReply) => {
        own.postMessage(answer)
        onSaid({ asked: data, ask, answer })
      }
      const refuse = (code: WireCode, detail: string) => reply({ id, ok: false, code, detail })
      if (!isInPace)
        return refuse('too_many', `A widget may ask ${asksMax} times in ${asksWithinMs / 1000} s.`)
      if (!ask) return refuse('malformed', 'The host does not know this, or it is too long.')
      act(ask).then(
        (value) => reply({ id, ok: true, ...(value ? { value } : {}) }),
        (thrown) =>
          thrown instanceof Refusal
            ? refuse(thrown.code, thrown.message)
            : refuse('unavailable', 'The portal did not answer.'),
      )
    }
    void host().then((about) => {
      if (port !== own) return
      frame.contentWindow?.postMessage({ ...wireHello, host: about }, origin, [channel.port2])
      onSaid({ told: about })
    })
  }

  return {
    /** Takes a message of the frame if it asks for a port. */
    take: (origin: string, message: unknown): boolean => {
      const hello = readWireHello(message)
      if (!hello || !origins.includes(origin) || connections >= connectionsMax) return false
      connect(origin, hello.isLoaded)
      return true
    },
    tell: (look: WireLook): void => {
      if (!port) return
      port.postMessage({ look } satisfies WireReply)
      onSaid({ told: look })
    },
  }
}
