import { expect, test } from 'vitest'
import { readAsk, readWireHello } from '@/lib/stage/read-ask'

test('only a widget that names this version of the wire asks for a port', () => {
  expect(readWireHello({ type: 'framegate.wire', version: 1, isLoaded: true })).toEqual({ isLoaded: true })
  expect(readWireHello({ type: 'framegate.wire', version: 1, isLoaded: 'yes' })).toEqual({ isLoaded: false })
  for (const other of [
    undefined,
    null,
    'framegate.wire',
    { type: 'framegate.wire' },
    { type: 'framegate.wire', version: 2 },
    { type: 'framegate.wire', version: '1' },
    { type: 'framegate.connect', version: 1 },
    [{ type: 'framegate.wire', version: 1 }],
  ])
    expect(readWireHello(other)).toBeUndefined()
})

test('a widget may ask for five things, each in its shape and nothing beside it', () => {
  const asks = [
    { ask: 'resize', height: 412.5 },
    { ask: 'notify', text: 'Saved' },
    { ask: 'navigate', target: { person: 'crm-9' } },
    { ask: 'navigate', target: { company: '7' } },
    { ask: 'navigate', target: { url: 'https://example.com/a?b#c' } },
    { ask: 'refresh' },
    { ask: 'setState', text: '' },
  ]
  for (const ask of asks) expect(readAsk({ id: 3, ...ask, more: 1 })).toEqual({ id: 3, ask })
  expect(readAsk({ id: 1, ask: 'notify', text: '  Saved\n' })?.ask).toEqual({ ask: 'notify', text: 'Saved' })
})

test.each([
  { ask: 'resize' },
  { ask: 'resize', height: '400' },
  { ask: 'resize', height: Number.NaN },
  { ask: 'resize', height: Number.POSITIVE_INFINITY },
  { ask: 'notify', text: '   ' },
  { ask: 'notify', text: 'a'.repeat(201) },
  { ask: 'notify', text: { toString: 'x' } },
  { ask: 'navigate' },
  { ask: 'navigate', target: 'https://example.com' },
  { ask: 'navigate', target: {} },
  { ask: 'navigate', target: { person: '' } },
  { ask: 'navigate', target: { person: '1', company: '2' } },
  { ask: 'navigate', target: { person: '1', url: 'https://example.com' } },
  { ask: 'navigate', target: { person: 'p'.repeat(201) } },
  { ask: 'navigate', target: { url: 'javascript:alert(1)' } },
  { ask: 'navigate', target: { url: 'data:text/html,x' } },
  { ask: 'navigate', target: { url: 'blob:https://example.com/1' } },
  { ask: 'navigate', target: { url: 'file:///etc/passwd' } },
  { ask: 'navigate', target: { url: '/people/1' } },
  { ask: 'navigate', target: { url: 'https://bank.example@evil.example/' } },
  { ask: 'navigate', target: { url: `https://example.com/${'a'.repeat(2_000)}` } },
  { ask: 'setState' },
  { ask: 'setState', text: 's'.repeat(513) },
  { ask: 'open' },
  { ask: '__proto__' },
  {},
])('the host does not know %j', (message) => {
  expect(readAsk({ id: 1, ...message })).toEqual({ id: 1, ask: undefined })
})

test.each([undefined, null, 7, 'x', [], {}, { ask: 'refresh' }, { id: '1', ask: 'refresh' }, { id: 1.5 }])(
  '%j is not an ask at all',
  (message) => {
    expect(readAsk(message)).toBeUndefined()
  },
)
