import { beforeEach, describe, expect, test } from 'vitest'
import {
  createApiKey,
  isLiveApiKey,
  listApiKeys,
  readApiKey,
  revokeApiKey,
} from '@/lib/domain/accounts/api-keys'
import { answerOnce } from '@/lib/domain/api/idempotency-keys'
import { db } from '@/lib/server/db'
import { createPartner, createReviewer, createTeam } from '@/test/factories'
import { codeOf } from '@/test/refusals'

const now = new Date('2026-11-24T12:00:00Z')
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000)

let team: Awaited<ReturnType<typeof createTeam>>
beforeEach(async () => {
  team = await createTeam()
})

describe('an API key', () => {
  test('acts for its organisation, and is kept as a hash alone', async () => {
    const { key, apiKeyId } = await createApiKey(team.admin, { name: 'CRM' }, now)
    expect(await readApiKey(key)).toMatchObject({
      apiKeyId,
      actor: { kind: 'team', role: 'admin', teamId: team.teamId, name: 'API key CRM' },
    })
    const row = await db().apiKey.findUniqueOrThrow({ where: { id: apiKeyId } })
    expect(JSON.stringify(row)).not.toContain(key)
    expect(key.startsWith(row.prefix)).toBe(true)
    expect(key.length - row.prefix.length).toBe(36)
    const { owner } = await createPartner()
    const { key: partnerKey } = await createApiKey(owner, { name: 'CI' }, now)
    expect((await readApiKey(partnerKey))?.actor).toMatchObject({ kind: 'partner', role: 'developer' })
  })

  test('ends at once when it is revoked, and only by its own organisation', async () => {
    const { key, apiKeyId } = await createApiKey(team.admin, { name: 'CRM' }, now)
    const outsider = (await createTeam()).admin
    expect(await codeOf(revokeApiKey(outsider, { apiKeyId }, now))).toBe('not_found')
    await revokeApiKey(team.admin, { apiKeyId }, now)
    await revokeApiKey(team.admin, { apiKeyId }, now)
    expect(await readApiKey(key)).toBeUndefined()
    const events = await db().auditEvent.findMany({
      where: { subjectId: apiKeyId },
      orderBy: { sequence: 'asc' },
    })
    expect(events.map(({ action }) => action)).toEqual(['api_key.created', 'api_key.revoked'])
    expect(
      JSON.stringify(events, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
    ).not.toContain(key)
  })

  test('is made and seen by admins, owners and reviewers alone, each their own organisation’s', async () => {
    const { developer } = await createPartner()
    for (const actor of [team.agent, developer]) {
      expect(await codeOf(createApiKey(actor, { name: 'x' }))).toBe('forbidden')
      expect(await codeOf(listApiKeys(actor))).toBe('forbidden')
    }
    await createApiKey(team.admin, { name: 'CRM' }, now)
    expect(await listApiKeys((await createTeam()).admin)).toEqual([])
    const reviewer = await createReviewer()
    const { key } = await createApiKey(reviewer, { name: 'Checks' }, now)
    expect((await readApiKey(key))?.actor).toMatchObject({ kind: 'reviewer', userId: reviewer.userId })
    expect((await listApiKeys(reviewer)).map(({ name }) => name)).not.toContain('CRM')
  })

  test('tells when it was last used, to the minute', async () => {
    const { key } = await createApiKey(team.admin, { name: 'CRM' }, now)
    for (const at of [now, later(30), later(61)]) await readApiKey(key, at)
    expect((await listApiKeys(team.admin))[0]?.lastUsedAt).toEqual(later(61))
  })

  test('is not used by whoever asks only whether it opens anything', async () => {
    const { key, apiKeyId } = await createApiKey(team.admin, { name: 'CRM' }, now)
    expect(await isLiveApiKey(key)).toBe(true)
    const known = await db().apiKey.findUniqueOrThrow({ where: { id: apiKeyId } })
    expect(known.lastUsedAt).toBeNull()
    await revokeApiKey(team.admin, { apiKeyId }, now)
    expect(await isLiveApiKey(key)).toBe(false)
  })

  test('made up, cut short or of another kind is nobody', async () => {
    const { key } = await createApiKey(team.admin, { name: 'CRM' }, now)
    const wrong = ['', 'fg_team_', key.slice(0, -1), `${key}a`, key.replace('team', 'partner'), `${key}\0`]
    for (const text of wrong) expect(await readApiKey(text)).toBeUndefined()
  })
})

describe('an Idempotency-Key', () => {
  const claimOf = async (requestHash = 'h1') => ({
    callerId: (await createApiKey(team.admin, { name: 'CRM' }, now)).apiKeyId,
    idempotencyKey: 'k',
    requestHash,
  })

  test('runs once, of twenty at once too, and repeats get the first answer', async () => {
    const claim = await claimOf()
    let runs = 0
    const work = async () => ({ status: 201, body: { run: ++runs } })
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => codeOf(answerOnce(claim, work, now))))
    expect(runs).toBe(1)
    expect(outcomes.filter((code) => code !== 'idempotency_conflict').length).toBeGreaterThan(0)
    expect(await answerOnce(claim, work, now)).toEqual({ status: 201, body: { run: 1 }, isRepeat: true })
  })

  test('is free for a repeat when the first was cut off a minute ago, and its answer is sealed', async () => {
    const claim = await claimOf()
    await db().apiAnswer.create({ data: { ...claim, createdAt: now } })
    const work = async () => ({ status: 201, body: { secret: 'of a widget' } })
    expect(await codeOf(answerOnce(claim, work, later(60)))).toBe('idempotency_conflict')
    expect(await answerOnce(claim, work, later(61))).toMatchObject({ isRepeat: false })
    expect(await answerOnce(claim, work, later(62))).toMatchObject({
      isRepeat: true,
      body: { secret: 'of a widget' },
    })
    const row = await db().apiAnswer.findFirstOrThrow({ where: { callerId: claim.callerId } })
    expect(Buffer.from(row.sealed ?? []).toString('latin1')).not.toContain('of a widget')
  })

  test('is refused for another request, and free again after a failure', async () => {
    const claim = await claimOf()
    const failing = answerOnce(claim, () => Promise.reject(new Error('no')), now)
    expect(await codeOf(failing)).toContain('no')
    await answerOnce(claim, async () => ({ status: 200, body: {} }), now)
    const other = answerOnce({ ...claim, requestHash: 'h2' }, async () => ({ status: 200, body: {} }), now)
    expect(await codeOf(other)).toBe('idempotency_conflict')
  })
})
