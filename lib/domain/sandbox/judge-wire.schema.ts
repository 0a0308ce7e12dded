import type { MessageVerdict } from '@/lib/domain/sandbox/judge-message.schema'
import type { WireFacts } from '@/lib/domain/sandbox/launches.schema'
import { wireHeight, wireTextMax } from '@/lib/wire/messages.schema'

type Asked = Extract<WireFacts, { wire: 'asked' }>
type Refused = { code: string; detail: string }

/** What the CRM would do with an ask of the wire, or what the host said unasked. */
export function judgeWire(facts: WireFacts): MessageVerdict {
  if (facts.wire === 'told')
    return {
      kind: 'ok',
      words: facts.isFirst
        ? 'The widget is connected: the host gave it a port, and said where it is shown'
        : 'The host said that its theme, locale or time zone changed',
    }
  const { answer } = facts
  if (!answer) return { kind: 'bad', words: 'Without the number to answer: ignored' }
  if (!answer.isDone) return { kind: 'bad', words: describeRefusal(facts, answer) }
  if (facts.ask === 'resize') return judgeHeight(facts)
  return { kind: 'ok', words: describeEffect(facts) }
}

function judgeHeight({ height, loop }: Asked): MessageVerdict {
  if (loop)
    return {
      kind: 'warn',
      words: `Asks for another height after each one that it gets: ${loop.join(', ')} px. That is a loop, so its heights are ignored for 10 s. Measure the content, not the window`,
    }
  if (height === null)
    return { kind: 'skip', words: 'Nothing changed: it has this height, or a loop was found a moment ago' }
  const isBound = height === wireHeight.min || height === wireHeight.max
  return { kind: 'ok', words: `The frame is ${height} px high now${isBound ? `, ${bounds}` : ''}` }
}

const bounds = `within ${wireHeight.min} to ${wireHeight.max.toLocaleString('en')} px`

function describeEffect({ ask, target, launchId }: Asked): string {
  switch (ask) {
    case 'notify':
      return 'Would be shown as a notice, with the widget’s name'
    case 'navigate':
      return target === 'url'
        ? 'Would open this address in a new tab'
        : `Would open this ${target}, if it is one of the team’s`
    case 'refresh':
      return `A new launch of the same settings was signed: ${launchId}`
    default:
      return 'Would be kept in the address of the page. Open this launch again, and the widget gets it'
  }
}

/** As the host refuses it; what is malformed is named, which the host does not do. */
function describeRefusal({ ask, textLength }: Asked, { code, detail }: Refused): string {
  if (code !== 'malformed') return `Refused, ${code}: ${detail}`
  const max = ask === 'notify' ? wireTextMax.notice : ask === 'setState' ? wireTextMax.state : undefined
  const why =
    max !== undefined && textLength !== null && textLength > max
      ? `Its text has ${textLength.toLocaleString('en')} characters, and at most ${max} are taken.`
      : detail
  return `Refused, malformed: ${why}`
}
