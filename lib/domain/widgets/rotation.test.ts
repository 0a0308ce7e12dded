import { describe, expect, test } from 'vitest'
import { openLaunch } from '@/lib/domain/launches/launches'
import { fingerprintOf } from '@/lib/domain/secrets/formats'
import { noteUsed } from '@/lib/domain/secrets/opened'
import { openWidgetForSigning } from '@/lib/domain/secrets/openers'
import {
  discardStaged,
  endGraceOf,
  extendGrace,
  listSecrets,
  promoteSecret,
  revokeInEmergency,
  revokeRetiring,
  rollBack,
  saveProbe,
  stageSecret,
} from '@/lib/domain/widgets/rotation'
import { newId } from '@/lib/ids'
import { verifySureSend } from '@/lib/protocols/sure-send'
import { db, inTransaction } from '@/lib/server/db'
import {
  approvedWidget,
  createPartner,
  createPerson,
  createReviewer,
  createTeam,
  switchOn,
} from '@/test/factories'
import { codeOf, refusalOf, settleAll } from '@/test/refusals'

import {
  activeSecretOf,
  failedReport,
  hours,
  owned,
  passedReport,
  promoted,
  start,
  statesOf,
} from '@/test/rotations'

describe('staging', () => {
  test('shows a new secret once, which signs nothing yet', async () => {
    const { owner, widgetId, secret } = await owned()
    const staged = await stageSecret(owner, { widgetId }, start)
    expect(staged).toMatchObject({ version: 2, secret: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(staged.secret).not.toBe(secret)
    expect(staged.fingerprint).toBe(fingerprintOf(staged.secret))
    expect(await activeSecretOf(widgetId)).toBe(secret)
    expect(JSON.stringify(await listSecrets(owner, { widgetId }))).not.toContain(staged.secret)
  })

  test('of twenty at once stages one', async () => {
    const { owner, widgetId } = await owned()
    const calls = Array.from({ length: 20 }, () => stageSecret(owner, { widgetId }))
    expect(await settleAll(calls)).toEqual({ won: 1, codes: ['rotation_open'] })
    expect(await db().secret.count({ where: { widgetId } })).toBe(2)
    expect(await db().auditEvent.count({ where: { subjectId: widgetId, action: 'secret.staged' } })).toBe(1)
  })

  test('beside a staged or retiring secret is refused, naming what is open and when it ends', async () => {
    const { owner, widgetId } = await owned()
    await stageSecret(owner, { widgetId }, start)
    expect(await refusalOf(stageSecret(owner, { widgetId }, start))).toMatchObject({
      code: 'rotation_open',
      status: 409,
      publicDetail: expect.stringContaining('v2 is staged'),
    })
    await promoteSecret(owner, { widgetId, graceHours: 24, unprobed: true }, start)
    expect(await refusalOf(stageSecret(owner, { widgetId }, hours(1)))).toMatchObject({
      code: 'rotation_open',
      publicDetail: expect.stringContaining('v1 is retiring. It ends 2026-03-02T12:00:00.000Z.'),
    })
  })

  test('is possible again when the grace ended by the clock, before any job ran', async () => {
    const { owner, widgetId } = await promoted()
    expect(await codeOf(stageSecret(owner, { widgetId }, hours(23.99)))).toBe('rotation_open')
    expect(await stageSecret(owner, { widgetId }, hours(24))).toMatchObject({ version: 3 })
    expect(await statesOf(owner, widgetId, hours(24))).toEqual({ 1: 'revoked', 2: 'active', 3: 'staged' })
    const ended = await db().auditEvent.findFirst({
      where: { subjectId: widgetId, action: 'secret.revoked' },
    })
    expect(ended?.data).toMatchObject({ version: 1, reason: 'grace period ended' })
  })

  test('is cancelled without a gap, and its version is not used again', async () => {
    const { owner, widgetId, secret } = await owned()
    await stageSecret(owner, { widgetId }, start)
    await discardStaged(owner, { widgetId }, start)
    expect(await codeOf(discardStaged(owner, { widgetId }, start))).toBe('wrong_state')
    expect(await activeSecretOf(widgetId)).toBe(secret)
    expect(await stageSecret(owner, { widgetId }, start)).toMatchObject({ version: 3 })
  })
})

describe('promoting', () => {
  test('waits for a probe that passed, unless its owner says otherwise', async () => {
    const { owner, widgetId } = await owned()
    await stageSecret(owner, { widgetId }, start)
    const promote = (unprobed: boolean) => promoteSecret(owner, { widgetId, graceHours: 24, unprobed }, start)
    expect(await codeOf(promote(false))).toBe('probe_not_passed')
    await saveProbe(owner, { widgetId, version: 2, report: failedReport }, start)
    expect(await codeOf(promote(false))).toBe('probe_not_passed')
    await saveProbe(owner, { widgetId, version: 2, report: passedReport }, start)
    await promote(false)
    const event = await db().auditEvent.findFirst({
      where: { subjectId: widgetId, action: 'secret.promoted' },
    })
    expect(event?.data).toMatchObject({ version: 2, probed: true, graceHours: 24 })
  })

  test('without a probe is written as such', async () => {
    const { widgetId } = await promoted()
    const event = await db().auditEvent.findFirst({
      where: { subjectId: widgetId, action: 'secret.promoted' },
    })
    expect(event?.data).toMatchObject({ probed: false })
  })

  test('makes the new secret sign at once and retires the old one', async () => {
    const { owner, widgetId, second } = await promoted()
    expect(await activeSecretOf(widgetId)).toBe(second)
    expect(await statesOf(owner, widgetId)).toEqual({ 1: 'retiring', 2: 'active' })
  })

  test('without a grace revokes the old one at once', async () => {
    const { owner, widgetId } = await promoted(0)
    expect(await statesOf(owner, widgetId)).toEqual({ 1: 'revoked', 2: 'active' })
    expect(await codeOf(rollBack(owner, { widgetId }, start))).toBe('wrong_state')
  })

  test('twice at once promotes once', async () => {
    const { owner, widgetId } = await owned()
    await stageSecret(owner, { widgetId }, start)
    const calls = Array.from({ length: 10 }, () =>
      promoteSecret(owner, { widgetId, graceHours: 24, unprobed: true }, start),
    )
    expect(await settleAll(calls)).toEqual({ won: 1, codes: ['wrong_state'] })
  })

  test('keeps a probe’s report for the version it was of', async () => {
    const { owner, widgetId } = await owned()
    await stageSecret(owner, { widgetId }, start)
    const stale = saveProbe(owner, { widgetId, version: 1, report: passedReport }, start)
    expect(await codeOf(stale)).toBe('wrong_state')
    await saveProbe(owner, { widgetId, version: 2, report: passedReport }, start)
    const [staged] = await listSecrets(owner, { widgetId }, start)
    expect(staged).toMatchObject({ probe: passedReport, probedAt: start, lastAcceptedAt: start })
  })
})

test('rolling back makes the old secret sign again and stages the newer one', async () => {
  const { owner, widgetId, first, second } = await promoted()
  await rollBack(owner, { widgetId }, hours(1))
  expect(await activeSecretOf(widgetId)).toBe(first)
  expect(await statesOf(owner, widgetId, hours(1))).toEqual({ 1: 'active', 2: 'staged' })
  await endGraceOf(widgetId, hours(24))
  expect(await activeSecretOf(widgetId)).toBe(first)
  await promoteSecret(owner, { widgetId, graceHours: 1, unprobed: true }, hours(25))
  expect(await activeSecretOf(widgetId)).toBe(second)
})

test('launches are accepted at every step by a partner who holds the old and the new secret', async () => {
  const [{ owner }, team] = [await createPartner(), await createTeam()]
  const { widgetId, secret } = await approvedWidget(owner)
  await switchOn(team.admin, widgetId)
  const record = await createPerson(team.teamId)
  const signedWith = async (secrets: string[], now: Date) => {
    const { request } = await openLaunch(team.agent, { widgetId, placement: 'person', record }, now)
    return (await verifySureSend({ url: request.url, secrets, now })).secretIndex
  }
  expect(await signedWith([secret], start)).toBe(0)
  const staged = await stageSecret(owner, { widgetId }, start)
  const held = [secret, staged.secret]
  expect(await signedWith(held, start)).toBe(0)
  await promoteSecret(owner, { widgetId, graceHours: 24, unprobed: true }, start)
  expect(await signedWith(held, start)).toBe(1)
  await rollBack(owner, { widgetId }, hours(1))
  expect(await signedWith(held, hours(1))).toBe(0)
  await promoteSecret(owner, { widgetId, graceHours: 24, unprobed: true }, hours(2))
  expect(await signedWith(held, hours(2))).toBe(1)
  await endGraceOf(widgetId, hours(26))
  expect(await signedWith([staged.secret], hours(26))).toBe(0)
  const [current, first] = await listSecrets(owner, { widgetId }, hours(26))
  expect(current).toMatchObject({ version: 2, lastSignedAt: hours(26) })
  expect(first).toMatchObject({ version: 1, lastSignedAt: hours(1) })
})

test('the last signing is noted at most once a second and never set back', async () => {
  const { widgetId } = await owned()
  const [{ id }] = await openWidgetForSigning(db(), widgetId, start)
  const lastSignedAt = async () => (await db().secret.findUniqueOrThrow({ where: { id } })).lastSignedAt
  const at = (ms: number) => new Date(start.getTime() + ms)
  const note = async (ms: number) => {
    const [secret] = await openWidgetForSigning(db(), widgetId, start)
    await inTransaction((tx) => noteUsed(tx, secret, at(ms)))
  }
  await note(0)
  await note(999)
  expect(await lastSignedAt()).toEqual(at(0))
  await note(1001)
  expect(await lastSignedAt()).toEqual(at(1001))
  await note(-60_000)
  expect(await lastSignedAt()).toEqual(at(1001))
})

test('a stranger gets the same 404 as for a random id, QA and reviewers none of it', async () => {
  const [{ owner, qa, widgetId, fingerprint }, stranger, reviewer, team] = [
    await promoted(),
    await createPartner(),
    await createReviewer(),
    await createTeam(),
  ]
  const calls: Record<string, (actor: Parameters<typeof listSecrets>[0], id: string) => Promise<unknown>> = {
    listSecrets: (actor, id) => listSecrets(actor, { widgetId: id }, start),
    stageSecret: (actor, id) => stageSecret(actor, { widgetId: id }, start),
    discardStaged: (actor, id) => discardStaged(actor, { widgetId: id }, start),
    saveProbe: (actor, id) => saveProbe(actor, { widgetId: id, version: 2, report: passedReport }, start),
    promoteSecret: (actor, id) =>
      promoteSecret(actor, { widgetId: id, graceHours: 1, unprobed: true }, start),
    rollBack: (actor, id) => rollBack(actor, { widgetId: id }, start),
    extendGrace: (actor, id) => extendGrace(actor, { widgetId: id, graceHours: 72 }, start),
    revokeRetiring: (actor, id) => revokeRetiring(actor, { widgetId: id, version: 1 }, start),
    revokeInEmergency: (actor, id) =>
      revokeInEmergency(actor, { widgetId: id, version: 2, reason: 'leaked', fingerprint }, start),
  }
  const before = await listSecrets(owner, { widgetId }, start)
  for (const [name, call] of Object.entries(calls)) {
    const [theirs, random] = [
      await refusalOf(call(stranger.owner, widgetId)),
      await refusalOf(call(stranger.owner, newId('wgt'))),
    ]
    expect(theirs, name).toMatchObject({ code: 'not_found' })
    expect(String(theirs), name).toBe(String(random))
    for (const actor of [qa, reviewer, team.admin]) {
      expect(await codeOf(call(actor, widgetId)), name).toBe('forbidden')
    }
    expect(await codeOf(call({ kind: 'anonymous' }, widgetId)), name).toBe('unauthenticated')
  }
  expect(await listSecrets(owner, { widgetId }, start)).toEqual(before)
})
