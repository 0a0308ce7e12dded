import { afterEach, describe, expect, test, vi } from 'vitest'
import { inviteMember } from '@/lib/domain/accounts/invitations'
import { createResetLink } from '@/lib/domain/accounts/members'
import { resetPassword } from '@/lib/domain/accounts/password-reset'
import { createConnectorInput } from '@/lib/domain/connectors/connectors.schema'
import { listPeople } from '@/lib/domain/crm/records'
import { openLaunch } from '@/lib/domain/launches/launches'
import { checkReadiness } from '@/lib/domain/platform/health'
import { fingerprintOf } from '@/lib/domain/secrets/formats'
import { openForProbe, openWidgetForSigning } from '@/lib/domain/secrets/openers'
import {
  discardStaged,
  endGraceOf,
  extendGrace,
  promoteSecret,
  revokeInEmergency,
  stageSecret,
} from '@/lib/domain/widgets/rotation'
import { db } from '@/lib/server/db'
import { withDatabase } from '@/test/database'
import {
  approvedWidget,
  createPartner,
  createPerson,
  createTeam,
  registerWidget,
  switchOn,
  widgetFields,
} from '@/test/factories'
import { codeOf, refusalOf } from '@/test/refusals'

afterEach(() => vi.resetModules())

/** The tables that contain any of the texts, as itself, as bytes, in hex or in base64. */
async function tablesHolding(texts: string[]): Promise<string[]> {
  const spellings = texts.flatMap((text) => [
    text,
    Buffer.from(text).toString('hex'),
    Buffer.from(text).toString('base64').replace(/=+$/, ''),
    Buffer.from(text, 'hex').toString('base64').replace(/=+$/, ''),
  ])
  const wanted = spellings.filter((spelling) => spelling.length > 16)
  return withDatabase(async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    )
    const found: string[] = []
    for (const { name } of tables) {
      const { rowCount } = await client.query(
        `SELECT 1 FROM ${name} t WHERE EXISTS (SELECT 1 FROM unnest($1::text[]) w WHERE strpos(lower(t::text), lower(w)) > 0) LIMIT 1`,
        [wanted],
      )
      if (rowCount) found.push(name)
    }
    return found
  })
}

/** The domain under other master keys, as a process started with them has it. */
async function restartWithKeys(keys: string) {
  vi.resetModules()
  vi.stubEnv('MASTER_KEYS', keys)
  return {
    ...(await import('@/lib/domain/secrets/openers')),
    ...(await import('@/lib/domain/secrets/sealing')),
    ...(await import('@/lib/domain/platform/health')),
    ...(await import('@/lib/domain/launches/launches')),
    ...(await import('@/lib/domain/widgets/rotation')),
    ...(await import('@/lib/domain/widgets/widgets')),
    ...(await import('@/lib/domain/widgets/read')),
  }
}

async function importSealers() {
  return {
    ...(await import('@/lib/domain/widgets/rotation')),
    ...(await import('@/lib/domain/connectors/connectors')),
    ...(await import('@/lib/domain/api/idempotency-keys')),
  }
}

test('no secret, link or password stands in any table after a whole life cycle', async () => {
  const [{ owner, qa }, team] = [await createPartner(), await createTeam()]
  const start = new Date('2026-03-01T12:00:00Z')
  const { widgetId, secret } = await approvedWidget(owner)
  await switchOn(team.admin, widgetId)
  const record = await createPerson(team.teamId)
  const launch = await openLaunch(team.agent, { widgetId, placement: 'person', record }, start)
  const staged = await stageSecret(owner, { widgetId }, start)
  await discardStaged(owner, { widgetId }, start)
  const second = await stageSecret(owner, { widgetId }, start)
  await promoteSecret(owner, { widgetId, graceHours: 24, unprobed: true }, start)
  await extendGrace(owner, { widgetId, graceHours: 48 }, start)
  await endGraceOf(widgetId, new Date('2026-03-04T12:00:00Z'))
  const { shown } = await revokeInEmergency(owner, {
    widgetId,
    version: 3,
    reason: 'leaked',
    fingerprint: second.fingerprint,
  })
  const links = [
    (await inviteMember(owner, { email: 'new@example.com', role: 'qa' })).link,
    (await createResetLink(owner, { userId: qa.userId })).link,
  ].map((link) => link.split('/').at(-1) ?? '')
  const password = 'an unmistakable password'
  await resetPassword({
    token: links[1] ?? '',
    password,
    clientAddress: 'secrets.test',
    address: '192.0.2.1',
    device: 'Test browser',
  })

  const signature = new URL(launch.request.url).searchParams.get('signature') ?? ''
  const secrets = [secret, staged.secret, second.secret, shown?.secret ?? '']
  expect(secrets.every((text) => /^[0-9a-f]{64}$/.test(text))).toBe(true)
  expect(await tablesHolding([...secrets, ...links, password, signature])).toEqual([])
})

test('the scan itself finds what is there', async () => {
  const { owner } = await createPartner()
  const planted = 'ab'.repeat(32)
  const { widgetId } = await registerWidget(owner, { description: `key ${planted}` })
  expect((await tablesHolding([planted])).sort()).toEqual(['public."Widget"', 'public."WidgetVersion"'])
  await db().widgetVersion.updateMany({ where: { widgetId }, data: { description: 'none' } })
  await db().widget.update({ where: { id: widgetId }, data: { searchText: 'none' } })
  await db().masterKeyCheck.create({ data: { keyVersion: 99, sealed: Buffer.from(planted, 'hex') } })
  expect(await tablesHolding([planted])).toEqual(['public."MasterKeyCheck"'])
  await db().masterKeyCheck.delete({ where: { keyVersion: 99 } })
})

describe('a sealed secret', () => {
  test('does not open in another widget’s row', async () => {
    const { owner } = await createPartner()
    const [mine, other] = [await registerWidget(owner), await registerWidget(owner)]
    const row = await db().secret.findFirstOrThrow({ where: { widgetId: other.widgetId } })
    await db().secret.updateMany({ where: { widgetId: mine.widgetId }, data: { sealed: row.sealed } })
    expect(await codeOf(openWidgetForSigning(db(), mine.widgetId, new Date()))).toBe('secrets_unavailable')
  })

  test('does not open as another version of its own widget', async () => {
    const { owner } = await createPartner()
    const { widgetId } = await registerWidget(owner)
    await stageSecret(owner, { widgetId })
    const row = await db().secret.findFirstOrThrow({ where: { widgetId, version: 1 } })
    await db().secret.updateMany({ where: { widgetId, version: 2 }, data: { sealed: row.sealed } })
    expect(await codeOf(openForProbe(db(), { kind: 'widget', ownerId: widgetId }))).toBe(
      'secrets_unavailable',
    )
  })

  test('has a fingerprint of eight hex digits that is not a part of it', async () => {
    const { owner } = await createPartner()
    const { secret, fingerprint } = await registerWidget(owner)
    expect(fingerprint).toBe(fingerprintOf(secret))
    expect(fingerprintOf('a')).toBe('ca978112')
  })
})

describe('the master keys', () => {
  test('in order, with the database, make the instance ready', async () => {
    expect(await checkReadiness()).toEqual({
      ready: true,
      checks: {
        database: { ok: true, detail: 'answers' },
        clock: { ok: true, detail: "agrees with the database's" },
        masterKeys: { ok: true, detail: 'open what this database holds' },
      },
    })
  })

  test.each([
    ['', 'MASTER_KEYS is not set'],
    [`1:${Buffer.alloc(32, 1).toString('base64')}`, 'master key 2 is missing'],
    [
      `1:${Buffer.alloc(32, 1).toString('base64')},2:${Buffer.alloc(32, 7).toString('base64')}`,
      'master key 2 does not open a value sealed with it',
    ],
  ])(
    '%# wrong, stop secrets with 503, name the cause in readiness, and leave the rest working',
    async (keys, cause) => {
      await checkReadiness()
      const [{ owner }, team] = [await createPartner(), await createTeam()]
      const { widgetId } = await approvedWidget(owner)
      await switchOn(team.admin, widgetId)
      const record = await createPerson(team.teamId)
      const restarted = await restartWithKeys(keys)

      const readiness = await restarted.checkReadiness()
      expect(readiness.ready).toBe(false)
      expect(readiness.checks.database.ok).toBe(true)
      expect(readiness.checks.masterKeys.ok).toBe(false)
      if (keys) expect(readiness.checks.masterKeys.detail).toContain('master key 2')
      else expect(readiness.checks.masterKeys.detail).toBe(cause)
      const launch = restarted.openLaunch(team.agent, { widgetId, placement: 'person', record })
      expect(await refusalOf(launch)).toMatchObject({ code: 'secrets_unavailable', status: 503 })
      expect((await listPeople(team.agent, {})).people).toHaveLength(1)
      await expect(restarted.getWidget(owner, { widgetId })).resolves.toMatchObject({ status: 'approved' })
    },
  )

  test('wrong under a number that the database knows, seal nothing: what is made then would be lost when the right one is back', async () => {
    await checkReadiness()
    const [{ owner }, team] = [await createPartner(), await createTeam()]
    const { widgetId } = await approvedWidget(owner)
    const [right, wrong] = [2, 7].map(
      (byte) => `1:${Buffer.alloc(32, 1).toString('base64')},2:${Buffer.alloc(32, byte).toString('base64')}`,
    )
    const restarted = { ...(await restartWithKeys(wrong ?? '')), ...(await importSealers()) }
    const counts = async () => [
      await db().widget.count(),
      await db().secret.count(),
      await db().connector.count(),
      await db().apiAnswer.count(),
    ]
    const before = await counts()
    let wasWorked = false
    const attempts: Record<string, () => Promise<unknown>> = {
      'a widget': () => restarted.createWidget(owner, widgetFields()),
      'a staged secret': () => restarted.stageSecret(owner, { widgetId }),
      'a connector': () =>
        restarted.createConnector(
          team.admin,
          createConnectorInput.parse({ protocol: 'showpad', name: 'Pad' }),
        ),
      'a kept answer': () =>
        restarted.answerOnce({ callerId: 'key_x', idempotencyKey: 'a', requestHash: 'b' }, async () => {
          wasWorked = true
          return { status: 201, body: {} }
        }),
    }
    for (const [what, attempt] of Object.entries(attempts))
      expect(await refusalOf(attempt()), what).toMatchObject({ code: 'secrets_unavailable', status: 503 })
    expect(await counts()).toEqual(before)
    expect(wasWorked).toBe(false)
    const back = { ...(await restartWithKeys(right ?? '')), ...(await importSealers()) }
    expect(await back.stageSecret(owner, { widgetId })).toMatchObject({ version: 2 })
  })

  test('of an older version still open what they sealed, after a newer one was added', async () => {
    const { owner } = await createPartner()
    const { widgetId, secret } = await registerWidget(owner)
    const keys = [1, 2, 3].map((version) => `${version}:${Buffer.alloc(32, version).toString('base64')}`)
    const restarted = await restartWithKeys(keys.join(','))
    expect((await restarted.openWidgetForSigning(db(), widgetId, new Date()))[0].secret).toBe(secret)
    expect((await restarted.checkReadiness()).ready).toBe(true)
  })
})

test('a lost master key costs a new secret and nothing else: the partner revokes, the operator forgets the key', async () => {
  await checkReadiness()
  const [{ owner }, team] = [await createPartner(), await createTeam()]
  const { widgetId } = await approvedWidget(owner)
  await switchOn(team.admin, widgetId)
  const record = await createPerson(team.teamId)
  await stageSecret(owner, { widgetId })
  const restarted = await restartWithKeys(`3:${Buffer.alloc(32, 3).toString('base64')}`)
  const [, active] = await restarted.listSecrets(owner, { widgetId })
  const { shown, promoted } = await restarted.revokeInEmergency(owner, {
    widgetId,
    version: 1,
    fingerprint: active?.fingerprint ?? '',
    reason: 'The master key is lost',
  })
  // The staged secret was sealed under the lost key too: promoting it would have helped nobody.
  expect(promoted).toBeUndefined()
  expect(shown?.secret).toMatch(/^[0-9a-f]{64}$/)
  await expect(
    restarted.openLaunch(team.agent, { widgetId, placement: 'person', record }),
  ).resolves.toBeDefined()
  expect((await restarted.checkReadiness()).ready).toBe(false)
  expect(await restarted.forgetLostKeys()).toEqual([2])
  expect((await restarted.checkReadiness()).ready).toBe(true)
})
