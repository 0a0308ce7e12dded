import { membersOf } from '@/lib/stage/members'
import { type WireAsk, type WireTarget, wireHello, wireTextMax } from '@/lib/wire/messages.schema'

/** A widget's wish to be connected; whether its page had loaded by then, as it says. */
export function readWireHello(data: unknown): { isLoaded: boolean } | undefined {
  const { type, version, isLoaded } = membersOf(data)
  return type === wireHello.type && version === wireHello.version
    ? { isLoaded: isLoaded === true }
    : undefined
}

/** What came over a widget's port: the number to answer, and the ask if it has the shape of one. */
export function readAsk(data: unknown): { id: number; ask: WireAsk | undefined } | undefined {
  const { id, ask, height, text, target } = membersOf(data)
  if (!Number.isSafeInteger(id)) return undefined
  return { id: Number(id), ask: shapeOf(ask, { height, text, target }) }
}

function shapeOf(ask: unknown, { height, text, target }: Record<string, unknown>): WireAsk | undefined {
  switch (ask) {
    case 'resize':
      return typeof height === 'number' && Number.isFinite(height) ? { ask, height } : undefined
    case 'notify':
      return isText(text, wireTextMax.notice) && text.trim() !== '' ? { ask, text: text.trim() } : undefined
    case 'navigate': {
      const found = readTarget(target)
      return found && { ask, target: found }
    }
    case 'refresh':
      return { ask }
    case 'setState':
      return isText(text, wireTextMax.state) ? { ask, text } : undefined
    default:
      return undefined
  }
}

function readTarget(target: unknown): WireTarget | undefined {
  const { person, company, url } = membersOf(target)
  if ([person, company, url].filter((one) => one !== undefined).length !== 1) return undefined
  if (isId(person)) return { person }
  if (isId(company)) return { company }
  return isText(url, wireTextMax.url) && isWebAddress(url) ? { url } : undefined
}

function isId(value: unknown): value is string {
  return isText(value, wireTextMax.id) && value !== ''
}

function isText(value: unknown, max: number): value is string {
  return typeof value === 'string' && value.length <= max
}

/** With a scheme of the web, and without a name and password that would dress up another host. */
function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password } = new URL(text)
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === ''
}
