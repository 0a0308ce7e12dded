import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { renewClientSecret } from '@/lib/domain/oauth-clients'
import { promoteSecret, stageSecret } from '@/lib/domain/rotation'
import { createWidget } from '@/lib/domain/widgets'
import { createPartner, registerWidget, widgetFields } from '@/test/factories'
import { setEnv } from '@/test/settings'

const dir = mkdtempSync(join(tmpdir(), 'framegate-receivers-'))
const file = join(dir, 'below', 'receivers.json')
afterAll(() => rmSync(dir, { recursive: true, force: true }))

test('the demo’s receivers hold the live secrets of the widgets that point at them, readable by their owner alone', async () => {
  setEnv({ DEMO_RECEIVERS_FILE: file, WIDGET_ORIGIN: 'http://127.0.0.1:3000' })
  const { owner } = await createPartner()
  const start = new Date('2026-03-01T12:00:00Z')
  const receivers = () => JSON.parse(readFileSync(file, 'utf8'))
  const { widgetId, secret } = await registerWidget(owner, { url: 'http://127.0.0.1:3000/demo/pulse?a=b' })
  await registerWidget(owner, { url: 'https://widgets.example.com/demo/pulse' })
  expect(receivers()).toEqual({ '/demo/pulse': [secret] })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const staged = await stageSecret(owner, { widgetId }, start)
  expect(new Set(receivers()['/demo/pulse'])).toEqual(new Set([secret, staged.secret]))
  await promoteSecret(owner, { widgetId, graceHours: 0, unprobed: true }, start)
  expect(receivers()).toEqual({ '/demo/pulse': [staged.secret] })
})

test('the demo’s partner keeps its client beside the secrets, and gets the new one when its secret is renewed', async () => {
  const origin = 'http://127.0.0.1:3000'
  setEnv({ DEMO_RECEIVERS_FILE: file, WIDGET_ORIGIN: origin })
  const { owner } = await createPartner()
  const client = () => JSON.parse(readFileSync(file, 'utf8')).client
  const fields = {
    protocol: 'salesloft' as const,
    url: '',
    placements: [],
    personUrl: `${origin}/demo/kit/person`,
    redirectUris: `${origin}/demo/oauth/callback`,
  }
  const register = (authRedirectUrl: string) =>
    createWidget(owner, widgetFields({ ...fields, authRedirectUrl }))
  const { widgetId, clientId, clientSecret } = await register(`${origin}/demo/oauth/start`)
  expect(client()).toEqual({ clientId, clientSecret })
  await register('https://widgets.example.com/demo/oauth/start')
  await registerWidget(owner, { url: `${origin}/demo/pulse` })
  expect(client()).toEqual({ clientId, clientSecret })
  const renewed = await renewClientSecret(owner, { widgetId })
  expect(client()).toEqual(renewed)
})

test('twelve registrations at once all succeed, and the demo’s receivers hold the secret of each', async () => {
  setEnv({ DEMO_RECEIVERS_FILE: file, WIDGET_ORIGIN: 'http://127.0.0.1:3000' })
  const { owner } = await createPartner()
  const registered = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      registerWidget(owner, { url: `http://127.0.0.1:3000/demo/pulse/${index}` }),
    ),
  )
  const receivers = JSON.parse(readFileSync(file, 'utf8'))
  for (const [index, { secret }] of registered.entries())
    expect(receivers[`/demo/pulse/${index}`]).toEqual([secret])
})

test('a registration succeeds although the demo’s file cannot be written', async () => {
  setEnv({
    DEMO_RECEIVERS_FILE: join(dir, 'below', 'receivers.json', 'no-folder'),
    WIDGET_ORIGIN: 'http://127.0.0.1:3000',
  })
  const { owner } = await createPartner()
  expect(await registerWidget(owner, { url: 'http://127.0.0.1:3000/demo/pulse/last' })).toMatchObject({
    secret: expect.any(String),
  })
})
