import { createHmac } from 'node:crypto'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterEach, expect, test } from 'vitest'
import { POST } from '@/app/api/mcp/route'
import type { MemberActor } from '@/lib/auth/permissions'
import { createApiKey } from '@/lib/domain/accounts/api-keys'
import { newId } from '@/lib/ids'
import { createPartner, createTeam, registerWidget } from '@/test/factories'

const address = 'http://localhost:3000/api/mcp'
const segment = { params: Promise.resolve({}) }
const clients: Client[] = []

afterEach(async () => {
  for (const client of clients.splice(0)) await client.close()
})

async function keyOf(actor: MemberActor): Promise<string> {
  const { key } = await createApiKey(actor, { name: 'An assistant' })
  return key
}

/** A foreign client of the protocol, whose requests are handled here. */
async function connect(key: string): Promise<Client> {
  const client = new Client({ name: 'a test', version: '1' })
  const transport = new StreamableHTTPClientTransport(new URL(address), {
    requestInit: { headers: { authorization: `Bearer ${key}` } },
    fetch: (url, init) =>
      init?.method === 'POST'
        ? POST(new Request(url, init), segment)
        : Promise.resolve(new Response(null, { status: 405 })),
  })
  await client.connect(transport as never)
  clients.push(client)
  return client
}

async function call(client: Client, name: string, args: Record<string, unknown> = {}) {
  const { content, isError } = await client.callTool({ name, arguments: args })
  const [{ text }] = content as [{ text: string }]
  return { isError: isError === true, answer: JSON.parse(text) }
}

test('an assistant with a partner’s key finds tools that only read, and reads the partner’s widgets with them', async () => {
  const { owner } = await createPartner()
  const { widgetId } = await registerWidget(owner, { name: 'First Light' })
  const client = await connect(await keyOf(owner))
  const { tools } = await client.listTools()
  expect(tools.map(({ name }) => name)).toEqual([
    'list_widgets',
    'get_widget',
    'list_launches',
    'list_certifications',
    'get_certification',
    'examine_request',
    'search_documentation',
  ])
  expect(tools.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true)
  expect((await call(client, 'list_widgets')).answer.widgets).toMatchObject([
    { id: widgetId, name: 'First Light' },
  ])
  expect((await call(client, 'get_widget', { widgetId })).answer).toMatchObject({
    id: widgetId,
    status: 'draft',
  })
  expect((await call(client, 'list_launches', { widgetId })).answer.launches).toEqual([])
})

test('no answer of any tool has a secret in it', async () => {
  const { owner } = await createPartner()
  const { widgetId, secret } = await registerWidget(owner)
  const client = await connect(await keyOf(owner))
  for (const [name, args] of [
    ['list_widgets', {}],
    ['get_widget', { widgetId }],
    ['list_certifications', { widgetId }],
    ['examine_request', { widgetId, pasted: 'https://x.test/?context=e30%3D&signature=00' }],
  ] as const)
    expect(JSON.stringify((await call(client, name, args)).answer), name).not.toContain(secret)
})

test('a request that was signed with the hex of the secret is told so', async () => {
  const { owner } = await createPartner()
  const { widgetId, secret } = await registerWidget(owner)
  const context = Buffer.from(
    JSON.stringify({
      team: { id: 't' },
      user: { id: 'u' },
      person: { id: 'p' },
      timestamp: `${new Date().toISOString().slice(0, 19)}Z`,
    }),
  ).toString('base64')
  const signature = createHmac('sha256', Buffer.from(secret ?? '', 'hex'))
    .update(context)
    .digest('hex')
  const pasted = `https://w.example.com/?context=${encodeURIComponent(context)}&signature=${signature}`
  const client = await connect(await keyOf(owner))
  const { answer } = await call(client, 'examine_request', { widgetId, pasted })
  expect(answer.mistakes.map(({ id }: { id: string }) => id)).toContain('key-hex-decoded')
})

test('a run is read by its id, and another partner’s things are not there', async () => {
  const [{ owner }, stranger] = [await createPartner(), await createPartner()]
  const { widgetId } = await registerWidget(owner)
  const client = await connect(await keyOf(stranger.owner))
  for (const [name, args] of [
    ['get_widget', { widgetId }],
    ['list_launches', { widgetId }],
    ['get_certification', { widgetId, runId: newId('crt') }],
    ['examine_request', { widgetId, pasted: 'GET /' }],
  ] as const)
    expect(await call(client, name, args), name).toMatchObject({
      isError: true,
      answer: { code: 'not_found' },
    })
})

test('without a key, with a revoked or a team’s one, or with what is not JSON, there is a problem document and no tool', async () => {
  const { owner } = await createPartner()
  const { admin } = await createTeam()
  const send = (key: string, body: string) =>
    POST(
      new Request(address, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          'x-framegate-client-address': '192.0.2.9',
          ...(key ? { authorization: `Bearer ${key}` } : {}),
        },
        body,
      }),
      segment,
    )
  const ping = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })
  expect(await (await send('', ping)).json()).toMatchObject({ code: 'unauthenticated' })
  expect(await (await send('fgk_nobody', ping)).json()).toMatchObject({ code: 'unauthenticated' })
  expect(await (await send(await keyOf(admin), ping)).json()).toMatchObject({ code: 'forbidden' })
  const key = await keyOf(owner)
  expect(await (await send(key, '{')).json()).toMatchObject({ code: 'malformed_request' })
  expect(await (await send(key, ping)).json()).toMatchObject({ id: 1, result: {} })
})
