import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { diagnoseRequest } from '@/lib/domain/diagnoses/diagnoses'
import { diagnoseInput } from '@/lib/domain/signature-doctor/signature-doctor.schema'
import { promoteSecret, stageSecret } from '@/lib/domain/widgets/rotation'
import { createSandboxSecret } from '@/lib/domain/widgets/sandbox-secret'
import { signSalesloft } from '@/lib/protocols/salesloft'
import { db } from '@/lib/server/db'
import { createSalesloftWidget } from '@/test/enabled-salesloft'
import {
  approvedWidget,
  createPartner,
  createTeam,
  registerWidget,
  setInstallationSecret,
} from '@/test/factories'
import { codeOf } from '@/test/refusals'

const now = new Date('2026-03-01T12:00:00.000Z')
const context = Buffer.from(
  JSON.stringify({
    team: { id: 't', name: 'Acme' },
    user: { id: 'u', email: 'a@b.example' },
    person: { id: 'p' },
    timestamp: '2026-03-01T12:00:00Z',
  }),
).toString('base64')

function launch(secret: string): string {
  const signature = createHmac('sha256', secret).update(context).digest('hex')
  return `https://w.example.com/?context=${encodeURIComponent(context)}&signature=${signature}`
}

test('the doctor knows each version of the widget’s secret, and those of the partner’s other widgets', async () => {
  const { owner, qa } = await createPartner()
  const { widgetId, secret } = await registerWidget(owner)
  const { secret: other } = await registerWidget(owner, { name: 'The other one' })
  const staged = await stageSecret(owner, { widgetId }, now)
  const examine = async (pasted: string) => {
    const {
      outcome,
      mistakes,
      secret: by,
    } = await diagnoseRequest(qa, diagnoseInput.parse({ widgetId, pasted }), now)
    return [outcome, mistakes.map(({ id }) => id), by]
  }
  expect(await examine(launch(secret))).toEqual(['well', [], 'the active secret, v1'])
  expect(await examine(launch(staged.secret))).toEqual([
    'mistakes',
    ['staged-secret'],
    'the staged secret, v2',
  ])
  expect(await examine(launch(other))).toEqual([
    'mistakes',
    ['other-widget-secret'],
    'the secret of The other one, v1',
  ])
  await promoteSecret(owner, { widgetId, graceHours: 0, unprobed: true }, now)
  expect(await examine(launch(secret))).toEqual(['mistakes', ['old-secret'], 'a revoked secret, v1'])
})

test('the doctor tries the sandbox secret and the secret of each team that installed the widget', async () => {
  const [{ owner }, team] = [await createPartner(), await createTeam('Acme')]
  const { widgetId } = await approvedWidget(owner, { protocol: 'showpad' })
  const secret = await setInstallationSecret(team.admin, widgetId)
  const sandbox = await createSandboxSecret(owner, { widgetId }, now)
  const seconds = String(now.getTime() / 1000)
  const body = '{"showpadInfo":{"subdomain":"a","username":"u@a.example","crmInstanceId":"i"}}'
  const examine = (key: string) => {
    const signature = createHmac('sha256', key).update(`${body}.${seconds}`).digest('base64')
    const pasted = `POST / HTTP/1.1\nx-showpad-signature-v1: ${signature}\nx-showpad-signature-timestamp: ${seconds}\n\n${body}`
    return diagnoseRequest(owner, diagnoseInput.parse({ widgetId, pasted }), now)
  }
  const diagnosis = await examine(secret)
  expect(diagnosis).toMatchObject({ outcome: 'well', secret: 'the active secret, v1, of Acme' })
  expect(JSON.stringify(diagnosis)).not.toContain(secret)
  expect(await examine(sandbox.secret)).toMatchObject({
    outcome: 'well',
    secret: `the sandbox secret, v${sandbox.version}`,
  })
})

test('the doctor finds the secret of any of the partner’s other widgets, however many and of whichever protocol', async () => {
  const { owner } = await createPartner()
  const { widgetId } = await registerWidget(owner)
  const { secret: ofOtherProtocol } = await registerWidget(owner, {
    protocol: 'marketplace',
    name: 'Encrypted',
  })
  const { secret: oldest } = await registerWidget(owner, { name: 'The oldest' })
  for (let count = 0; count < 22; count += 1) await registerWidget(owner)
  const name = async (secret: string) => {
    const { mistakes, secret: by } = await diagnoseRequest(
      owner,
      diagnoseInput.parse({ widgetId, pasted: launch(secret) }),
      now,
    )
    return [by, ...mistakes.map(({ id }) => id)]
  }
  expect(await name(oldest)).toEqual(['the secret of The oldest, v1', 'other-widget-secret'])
  expect(await name(ofOtherProtocol)).toEqual(['the secret of Encrypted, v1', 'other-widget-secret'])
})

test('the doctor is for the widget’s own partner, and keeps nothing of what is pasted', async () => {
  const [mine, other, team] = [await createPartner(), await createPartner(), await createTeam()]
  const { widgetId, secret } = await registerWidget(mine.owner)
  const pasted = launch(secret).replace('w.example.com', 'unmistakable.example.com')
  const input = diagnoseInput.parse({ widgetId, pasted })
  expect(await codeOf(diagnoseRequest(other.owner, input, now))).toBe('not_found')
  expect(await codeOf(diagnoseRequest(mine.owner, { ...input, widgetId: 'wgt_x' }, now))).toBe('not_found')
  expect(await codeOf(diagnoseRequest(team.admin, input, now))).toBe('forbidden')
  await diagnoseRequest(mine.owner, input, now)
  const tables = await db().$queryRaw<{ name: string }[]>`
    SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'`
  for (const { name } of tables) {
    const [found] = await db().$queryRawUnsafe<[{ count: bigint }]>(
      `SELECT count(*) FROM ${name} t WHERE t::text LIKE '%unmistakable%'`,
    )
    expect([name, Number(found.count)]).toEqual([name, 0])
  }
})

test('the doctor knows a Salesloft payload that was encrypted with the OAuth client secret', async () => {
  const { owner, widgetId, clientSecret } = await createSalesloftWidget()
  const payload = {
    integration_id: widgetId,
    tenant_id: 't',
    user_guid: 'u',
    origin: 'https://crm.example.com',
  }
  const { body } = await signSalesloft({
    url: 'https://w.example/',
    slot: 'full_page',
    payload,
    secret: clientSecret,
  })
  const diagnosis = await diagnoseRequest(owner, diagnoseInput.parse({ widgetId, pasted: body }), now)
  expect([diagnosis.outcome, diagnosis.secret, diagnosis.mistakes.map(({ id }) => id)]).toEqual([
    'mistakes',
    'the OAuth client secret',
    ['oauth-client-secret'],
  ])
})
