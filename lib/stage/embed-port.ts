import { type EmbedHostMessage, embedConnect } from '@/lib/stage/embed-messages.schema'
import { isPlain, membersOf } from '@/lib/stage/members'
import { type WireLook, wireTextMax } from '@/lib/wire/messages.schema'

/** The longest token that could be one of ours. */
const tokenLengthMax = 200

/** The longest that a locale or a time zone is. */
const nameLengthMax = 64

/** The port of a page that connects: the page around this frame, on one of exactly these origins. Undefined for every other message. */
export function readConnect(
  event: Pick<MessageEvent, 'source' | 'origin' | 'data' | 'ports'>,
  { parent, origins }: { parent: unknown; origins: readonly string[] },
): MessagePort | undefined {
  if (event.source !== parent || !origins.includes(event.origin)) return undefined
  const { type, version } = membersOf(event.data)
  if (type !== embedConnect.type || version !== embedConnect.version) return undefined
  return event.ports.length === 1 ? event.ports[0] : undefined
}

/** What came over the port, if it has the shape of something that the page may say. */
export function readHostMessage(data: unknown): EmbedHostMessage | undefined {
  const { type, token, placement, id, launch, look, state } = membersOf(data)
  switch (type) {
    case 'token':
      return typeof token === 'string' && token.length <= tokenLengthMax ? { type, token } : undefined
    case 'tabs':
      return typeof placement === 'string' ? { type, placement } : undefined
    case 'open':
      return Number.isSafeInteger(id) && isPlain(launch) ? { type, id: Number(id), launch } : undefined
    case 'close':
      return { type }
    case 'look': {
      const found = readLook(look)
      return found && typeof state === 'string' && state.length <= wireTextMax.state
        ? { type, look: found, state }
        : undefined
    }
    default:
      return undefined
  }
}

function readLook(value: unknown): WireLook | undefined {
  const { theme, locale, timeZone } = membersOf(value)
  if (theme !== 'light' && theme !== 'dark') return undefined
  return isName(locale) && isName(timeZone) ? { theme, locale, timeZone } : undefined
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= nameLengthMax
}

/** How long before its end a token is asked to be replaced: a minute, or half of what is left of a short one. */
export function renewAfterMs(expiresInSeconds: number): number {
  return Math.max(expiresInSeconds - 60, expiresInSeconds / 2) * 1000
}
