import { afterAll, expect, test } from 'vitest'
import { promoteSecret, stageSecret } from '@/lib/domain/widgets/rotation'
import { createWidget } from '@/lib/domain/widgets/widgets'
import { createPartner, registerWidget, widgetFields } from '@/test/factories'
import { openDemoVault } from './vault'

const origin = 'http://127.0.0.1:3000'
const vault = await openDemoVault(origin)
afterAll(() => vault.close())

async function ask(path: string, token = vault.token): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${vault.url}${path}`, { headers: { authorization: `Bearer ${token}` } })
  return { status: response.status, body: await response.json() }
}

const secretsAt = async (key: string) => (await ask(`/secrets?${new URLSearchParams({ key })}`)).body

test('the demo’s receivers learn the live secrets of the widgets that point at them, at the moment they ask', async () => {
  const { owner } = await createPartner()
  const start = new Date('2026-03-01T12:00:00Z')
  const { widgetId, secret } = await registerWidget(owner, { url: `${origin}/demo/pulse?a=b` })
  await registerWidget(owner, { url: 'https://widgets.example.com/demo/pulse' })
  expect(await secretsAt('/demo/pulse')).toEqual([secret])
  expect(await secretsAt('/demo/other')).toEqual([])
  const staged = await stageSecret(owner, { widgetId }, start)
  expect(new Set((await secretsAt('/demo/pulse')) as string[])).toEqual(new Set([secret, staged.secret]))
  await promoteSecret(owner, { widgetId, graceHours: 0, unprobed: true }, start)
  expect(await secretsAt('/demo/pulse')).toEqual([staged.secret])
})

test('the demo’s Salesloft partner learns its client’s id, and nothing without the vault’s token', async () => {
  const { owner } = await createPartner()
  expect((await ask('/client')).status).toBe(404)
  const { clientId } = await createWidget(
    owner,
    widgetFields({
      protocol: 'salesloft',
      url: '',
      placements: [],
      personUrl: `${origin}/demo/kit/person`,
      redirectUris: `${origin}/demo/oauth/callback`,
      authRedirectUrl: `${origin}/demo/oauth/start`,
    }),
  )
  expect((await ask('/client')).body).toEqual({ clientId })
  expect((await ask('/team')).status).toBe(404)
  for (const path of ['/client', '/team']) expect((await ask(path, 'another')).status).toBe(401)
  expect((await ask('/secrets?key=/demo/pulse', '')).status).toBe(401)
})

test('a key of nobody, or of what cannot be an id, opens nothing', async () => {
  const keys = [
    '/demo/nowhere',
    'salesloft 00000000-0000-4000-8000-0000000000017 wgt_x',
    'salesloft \0 \0',
    'no key',
  ]
  for (const key of keys)
    expect.soft(await ask(`/secrets?${new URLSearchParams({ key })}`)).toEqual({ status: 200, body: [] })
  const stranger = 'salesloft 123e4567-e89b-42d3-a456-426614174000 wgt_x'
  expect(await secretsAt(stranger)).toEqual([])
})
