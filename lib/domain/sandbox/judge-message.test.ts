import { expect, test } from 'vitest'
import { judgeMessage, nameFlood } from '@/lib/domain/sandbox/judge-message.schema'
import type { MessageFacts } from '@/lib/domain/sandbox/launches.schema'

const right: MessageFacts = {
  isFromFrame: true,
  origin: 'https://widgets.example.com',
  isDeclared: true,
  event: 'insertHtml',
  nonce: 'right',
  html: '<p>Hello</p>',
  actionId: null,
}
const editor = { protocol: 'salesloft', place: 'email_editor', actionId: 1 } as const
const action = { ...editor, place: 'custom_action' } as const

test('a right message would act, and says what it would do', () => {
  expect(judgeMessage(right, editor)).toEqual({
    kind: 'ok',
    words: 'Would be inserted into the email at the cursor, sanitised',
  })
  expect(judgeMessage({ ...right, event: 'completedAction', actionId: 1 }, action).kind).toBe('ok')
})

test.each<[string, Partial<MessageFacts>, string]>([
  ['another window', { isFromFrame: false }, 'another window'],
  ['an undeclared origin', { isDeclared: false }, 'not declared'],
  ['no origin', { isDeclared: false, origin: 'null' }, 'without an origin'],
  ['another event', { event: 'completedAction' }, 'No insertHtml'],
  ['no event', { event: null }, 'No insertHtml'],
  ['no nonce', { nonce: 'none' }, 'Without the nonce'],
  ['a wrong nonce', { nonce: 'wrong' }, 'another nonce'],
  ['html that is no text', { html: null }, 'no text'],
])('each fault is named by the first check that it fails: %s', (_, change, words) => {
  const verdict = judgeMessage({ ...right, ...change }, editor)
  expect(verdict.kind).not.toBe('ok')
  expect(verdict.words).toContain(words)
})

test('an action completes the one that it was opened for', () => {
  const facts = { ...right, event: 'completedAction', html: null }
  expect(judgeMessage({ ...facts, actionId: 2 }, action).words).toContain('For action 2')
  expect(judgeMessage({ ...facts, actionId: null }, action).words).toContain('no whole number')
})

test('where a protocol or a placement has no messages, none is taken', () => {
  for (const at of [
    { ...editor, place: 'person' as const },
    { ...editor, protocol: 'sure-send' },
  ])
    expect(judgeMessage(right, at).words).toContain('takes no messages')
})

test('a loop is named by how many and how fast', () => {
  expect(nameFlood({ count: 3, perSecond: 3 })).toBeNull()
  expect(nameFlood({ count: 10_000, perSecond: 8000 })).toContain('10,000 alike, up to 8,000 a second')
})
