import { expect, test } from 'vitest'
import { judgeMessage } from '@/lib/domain/sandbox/judge-message.schema'
import { judgeWire } from '@/lib/domain/sandbox/judge-wire.schema'
import type { MessageFacts, WireFacts } from '@/lib/domain/sandbox/launches.schema'

type Asked = Extract<WireFacts, { wire: 'asked' }>

const done: Asked = {
  wire: 'asked',
  ask: 'notify',
  textLength: null,
  target: null,
  height: null,
  loop: null,
  launchId: null,
  answer: { isDone: true },
}
const refused = (code: 'needs_click' | 'malformed' | 'too_many', detail: string): Asked['answer'] => ({
  isDone: false,
  code,
  detail,
})

test.each<[string, Partial<Asked>, string]>([
  ['a notice', { ask: 'notify' }, 'Would be shown as a notice'],
  ['a person', { ask: 'navigate', target: 'person' }, 'Would open this person'],
  ['a company', { ask: 'navigate', target: 'company' }, 'Would open this company'],
  ['an address', { ask: 'navigate', target: 'url' }, 'in a new tab'],
  ['a state', { ask: 'setState' }, 'Would be kept in the address'],
  ['a launch', { ask: 'refresh', launchId: 'sbx_2' }, 'was signed: sbx_2'],
  ['a height', { ask: 'resize', height: 412 }, 'The frame is 412 px high now'],
])('an ask that the host takes says what the CRM would do: %s', (_, change, words) => {
  const verdict = judgeWire({ ...done, ...change })
  expect(verdict.kind).toBe('ok')
  expect(verdict.words).toContain(words)
})

test.each<[string, Partial<Asked>, string]>([
  ['no click', { ask: 'navigate', answer: refused('needs_click', 'After a click.') }, 'needs_click: After'],
  ['too many', { answer: refused('too_many', '3 notices in 10 seconds.') }, 'too_many: 3 notices'],
  [
    'a long text',
    { textLength: 1201, answer: refused('malformed', 'It is too long.') },
    '1,201 characters, and at most 200',
  ],
  [
    'a long state',
    { ask: 'setState', textLength: 600, answer: refused('malformed', 'It is too long.') },
    'at most 512',
  ],
  ['an unknown ask', { ask: 'print', answer: refused('malformed', 'Not known.') }, 'malformed: Not known.'],
  ['no number', { answer: null }, 'Without the number to answer'],
])('a refusal is the one that the CRM gives, with its reason: %s', (_, change, words) => {
  const verdict = judgeWire({ ...done, ...change })
  expect(verdict.kind).toBe('bad')
  expect(verdict.words).toContain(words)
})

test('a loop is named with its heights, and a bounded height with its bounds', () => {
  const loop = judgeWire({ ...done, ask: 'resize', loop: [410, 420, 410, 420, 410] })
  expect(loop.kind).toBe('warn')
  expect(loop.words).toContain('410, 420, 410, 420, 410 px')
  expect(judgeWire({ ...done, ask: 'resize', height: 4000 }).words).toContain('within 80 to 4,000 px')
  expect(judgeWire({ ...done, ask: 'resize' }).kind).toBe('skip')
})

test('what the host says unasked is shown too', () => {
  expect(judgeWire({ wire: 'told', isFirst: true }).words).toContain('gave it a port')
  expect(judgeWire({ wire: 'told', isFirst: false }).words).toContain('theme, locale or time zone')
})

const hello: MessageFacts = {
  isFromFrame: true,
  origin: 'https://widgets.example.com',
  isDeclared: true,
  event: null,
  nonce: 'none',
  html: null,
  actionId: null,
  hello: 'answered',
}
test.each<[MessageFacts['hello'], string]>([
  ['answered', 'answers with a port'],
  ['late', 'after 5 s'],
  ['never', 'nothing answers'],
  ['too_many', 'again and again'],
])('a widget that asks for the wire sees how this host treats it: %s', (how, words) => {
  const at = { protocol: 'sure-send', place: 'person', actionId: 1 } as const
  expect(judgeMessage({ ...hello, hello: how }, at).words).toContain(words)
  expect(judgeMessage({ ...hello, hello: how, isDeclared: false }, at).words).toContain('not declared')
})
