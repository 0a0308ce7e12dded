import { findFacts } from '@/lib/domain/protocols/facts.schema'
import type { Place } from '@/lib/domain/protocols/places.schema'
import type { MessageFacts, MessageGroup } from '@/lib/domain/sandbox/launches.schema'

export type MessageVerdict = { kind: 'ok' | 'bad' | 'warn' | 'skip'; words: string }

/** More of one kind in a second than this is a loop, which the CRM takes no part of. */
const loopPerSecondMin = 20

const expectedEvents: Partial<Record<Place, 'insertHtml' | 'completedAction'>> = {
  email_editor: 'insertHtml',
  custom_action: 'completedAction',
}

/**
 * What the CRM would make of a frame's message, checked in the order in which the stage checks: source, origin, event, nonce, shape. Here
 * it has no effect.
 */
export function judgeMessage(
  facts: MessageFacts,
  { protocol, place, actionId }: { protocol: string; place: Place; actionId: number },
): MessageVerdict {
  if (!facts.isFromFrame)
    return { kind: 'bad', words: 'From a window other than the widget’s frame: ignored' }
  if (!facts.isDeclared)
    return {
      kind: 'bad',
      words:
        facts.origin === 'null'
          ? 'From a frame without an origin: ignored'
          : `Origin ${facts.origin} is not declared: ignored`,
    }
  if (facts.hello) return judgeHello(facts.hello)
  const expected = findFacts(protocol)?.takesMessages ? expectedEvents[place] : undefined
  if (!expected) return { kind: 'skip', words: 'This placement accepts no messages: ignored' }
  if (facts.event !== expected)
    return { kind: 'skip', words: `Only ${expected} is accepted in this slot: ignored` }
  if (facts.nonce !== 'right')
    return {
      kind: 'bad',
      words:
        facts.nonce === 'none'
          ? 'Without this launch’s nonce: ignored'
          : 'With a nonce that isn’t this launch’s: ignored',
    }
  return expected === 'insertHtml' ? judgeHtml(facts) : judgeCompletion(facts, actionId)
}

function judgeHello(hello: NonNullable<MessageFacts['hello']>): MessageVerdict {
  switch (hello) {
    case 'answered':
      return { kind: 'ok', words: 'Asks for the wire: the host answers with a port' }
    case 'late':
      return { kind: 'ok', words: 'Asks for the wire: this host answers after 5 s' }
    case 'never':
      return { kind: 'skip', words: 'Asks for the wire: this host does not know it, so nothing answers' }
    case 'too_many':
      return { kind: 'bad', words: 'Asks for the wire again and again: ignored after 10 times' }
  }
}

/** Names a loop or a flood; null for what a person could have clicked. */
export function nameFlood({ count, perSecond }: Pick<MessageGroup, 'count' | 'perSecond'>): string | null {
  if (perSecond < loopPerSecondMin) return null
  return `${count.toLocaleString('en')} identical messages, up to ${perSecond.toLocaleString('en')} a second: a loop. The CRM accepts 5 in 2 s.`
}

function judgeHtml({ html }: MessageFacts): MessageVerdict {
  if (html === null) return { kind: 'bad', words: 'Its html is not a string: ignored' }
  if (html === '') return { kind: 'bad', words: 'Its html is empty: refused' }
  return { kind: 'ok', words: 'Would be inserted into the email at the cursor, sanitised' }
}

function judgeCompletion(facts: MessageFacts, actionId: number): MessageVerdict {
  if (facts.actionId === null) return { kind: 'bad', words: 'Its actionId is not a whole number: ignored' }
  if (facts.actionId !== actionId)
    return {
      kind: 'bad',
      words: `For action ${facts.actionId}, but the frame was opened for ${actionId}: refused`,
    }
  return { kind: 'ok', words: 'Would complete the step, once' }
}
