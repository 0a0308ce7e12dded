import { expect, test } from 'vitest'
import { embedConnect } from '@/lib/stage/embed-messages.schema'
import { readConnect, readHostMessage, renewAfterMs } from '@/lib/stage/embed-port'

const parent = { name: 'the page around the frame' } as unknown as MessageEventSource
const origins = ['https://crm.example.com', 'https://crm.example.com:8443']

function connecting(changes: Partial<Parameters<typeof readConnect>[0]> = {}) {
  const { port1 } = new MessageChannel()
  const event = {
    source: parent,
    origin: 'https://crm.example.com',
    data: embedConnect,
    ports: [port1],
    ...changes,
  }
  return { port: port1, event }
}

test('a port is taken from the page around the frame, on exactly one of the allowed origins', () => {
  for (const origin of origins) {
    const { event, port } = connecting({ origin })
    expect(readConnect(event, { parent, origins })).toBe(port)
    port.close()
  }
})

const other = {} as MessageEventSource
test.each<[string, Partial<Parameters<typeof readConnect>[0]>]>([
  ['another window', { source: other }],
  ['no window', { source: null }],
  ['another origin', { origin: 'https://evil.example.com' }],
  ['a subdomain', { origin: 'https://x.crm.example.com' }],
  ['another scheme', { origin: 'http://crm.example.com' }],
  ['an opaque origin', { origin: 'null' }],
  ['an origin with a slash', { origin: 'https://crm.example.com/' }],
  ['another message', { data: { type: 'framegate.hello' } }],
  ['another version', { data: { ...embedConnect, version: 2 } }],
  ['text', { data: 'framegate.connect' }],
  ['nothing', { data: null }],
  ['no port', { ports: [] }],
])('no port is taken from %s', (_, changes) => {
  const { event, port } = connecting(changes)
  expect(readConnect(event, { parent, origins })).toBeUndefined()
  port.close()
})

test('two ports are none', () => {
  const { port1, port2 } = new MessageChannel()
  const { event, port } = connecting({ ports: [port1, port2] })
  expect(readConnect(event, { parent, origins })).toBeUndefined()
  for (const each of [port, port1, port2]) each.close()
})

test('the page says five things, each in its shape and nothing beside it', () => {
  expect(readHostMessage({ type: 'token', token: 'fg_embed_x', more: 1 })).toEqual({
    type: 'token',
    token: 'fg_embed_x',
  })
  expect(readHostMessage({ type: 'tabs', placement: 'person' })).toEqual({
    type: 'tabs',
    placement: 'person',
  })
  const launch = { widgetId: 'wgt_1', placement: 'person' }
  expect(readHostMessage({ type: 'open', id: 3, launch })).toEqual({ type: 'open', id: 3, launch })
  const look = { theme: 'dark', locale: 'pt-BR', timeZone: 'America/Sao_Paulo' }
  const looks = { type: 'look', look, state: 'tab=2' }
  expect(readHostMessage({ ...looks, look: { ...look, more: 1 } })).toEqual(looks)
  expect(readHostMessage({ type: 'close' })).toEqual({ type: 'close' })
})

test.each([
  null,
  undefined,
  'close',
  7,
  [],
  {},
  { type: 'toString' },
  { type: 'token' },
  { type: 'token', token: 7 },
  { type: 'token', token: 'a'.repeat(201) },
  { type: 'tabs', placement: ['person'] },
  { type: 'look' },
  { type: 'look', state: '', look: { theme: 'blue', locale: 'en', timeZone: 'UTC' } },
  { type: 'look', state: '', look: { theme: 'dark', locale: 'e'.repeat(65), timeZone: 'UTC' } },
  { type: 'look', state: '', look: { theme: 'dark', locale: 'en', timeZone: null } },
  { type: 'look', look: { theme: 'dark', locale: 'en', timeZone: 'UTC' } },
  { type: 'look', state: 's'.repeat(513), look: { theme: 'dark', locale: 'en', timeZone: 'UTC' } },
  { type: 'open', id: 1 },
  { type: 'open', launch: {} },
  { type: 'open', id: '1', launch: {} },
  { type: 'open', id: 1, launch: 'person' },
  { type: 'open', id: 1, launch: [] },
  { type: 'open', id: 1, launch: null },
])('%j is nothing that the page may say', (data) => {
  expect(readHostMessage(data)).toBeUndefined()
})

test('a token is replaced a minute before its end, a short one at half of it', () => {
  expect(renewAfterMs(900)).toBe(840_000)
  expect(renewAfterMs(60)).toBe(30_000)
  expect(renewAfterMs(0)).toBe(0)
})
