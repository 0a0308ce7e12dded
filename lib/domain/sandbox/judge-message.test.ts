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
  hello: null,
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
  ['another window', { isFromFrame: false }, 'a window other than'],
  ['an undeclared origin', { isDeclared: false }, 'not declared'],
  ['no origin', { isDeclared: false, origin: 'null' }, 'without an origin'],
  ['another event', { event: 'completedAction' }, 'Only insertHtml'],
  ['no event', { event: null }, 'Only insertHtml'],
  ['no nonce', { nonce: 'none' }, 'Without this launch’s nonce'],
  ['a wrong nonce', { nonce: 'wrong' }, 'isn’t this launch’s'],
  ['html that is no text', { html: null }, 'not a string'],
])('each fault is named by the first check that it fails: %s', (_, change, words) => {
  const verdict = judgeMessage({ ...right, ...change }, editor)
  expect(verdict.kind).not.toBe('ok')
  expect(verdict.words).toContain(words)
})

test('an action completes the one that it was opened for', () => {
  const facts = { ...right, event: 'completedAction', html: null }
  expect(judgeMessage({ ...facts, actionId: 2 }, action).words).toContain('For action 2')
  expect(judgeMessage({ ...facts, actionId: null }, action).words).toContain('not a whole number')
})

test('where a protocol or a placement has no messages, none is taken', () => {
  for (const at of [
    { ...editor, place: 'person' as const },
    { ...editor, protocol: 'sure-send' },
  ])
    expect(judgeMessage(right, at).words).toContain('accepts no messages')
})

test('a loop is named by how many and how fast', () => {
  expect(nameFlood({ count: 3, perSecond: 3 })).toBeNull()
  expect(nameFlood({ count: 10_000, perSecond: 8000 })).toContain(
    '10,000 identical messages, up to 8,000 a second',
  )
})
