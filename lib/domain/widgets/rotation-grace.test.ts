import { describe, expect, test } from 'vitest'
import { fingerprintOf } from '@/lib/domain/secrets/formats'
import {
  emergencyRevokeInput,
  extendGraceInput,
  promoteSecretInput,
} from '@/lib/domain/secrets/secrets.schema'
import {
  endGraceOf,
  extendGrace,
  listSecrets,
  revokeInEmergency,
  revokeRetiring,
  rollBack,
  stageSecret,
} from '@/lib/domain/widgets/rotation'
import { newId } from '@/lib/ids'
import { db } from '@/lib/server/db'
import { codeOf, refusalOf, settleAll } from '@/test/refusals'

import { activeSecretOf, hours, owned, promoted, start, statesOf } from '@/test/rotations'

describe('the grace', () => {
  test('ends by the clock for its reader, then by the job, once', async () => {
    const { owner, widgetId } = await promoted()
    expect(await statesOf(owner, widgetId, hours(23.99))).toMatchObject({ 1: 'retiring' })
    expect(await statesOf(owner, widgetId, hours(24))).toMatchObject({ 1: 'revoked' })
    await endGraceOf(widgetId, hours(23.99))
    expect(await db().secret.count({ where: { widgetId, state: 'retiring' } })).toBe(1)
    await endGraceOf(widgetId, hours(24))
    await endGraceOf(widgetId, hours(25))
    expect(await db().secret.count({ where: { widgetId, state: 'retiring' } })).toBe(0)
    const events = await db().auditEvent.findMany({
      where: { subjectId: widgetId, action: 'secret.revoked' },
    })
    expect(events).toMatchObject([
      { actorId: null, actorName: 'Framegate', data: { reason: 'grace period ended' } },
    ])
  })

  test('the job for a widget that is gone does nothing', async () => {
    await expect(endGraceOf(newId('wgt'))).resolves.toBeUndefined()
  })

  test('is extended to seven days after the promotion and no further', async () => {
    const { owner, widgetId } = await promoted()
    await extendGrace(owner, { widgetId, graceHours: 168 }, hours(12))
    const [, first] = await listSecrets(owner, { widgetId }, hours(100))
    expect(first).toMatchObject({ state: 'retiring', graceEndsAt: hours(168) })
    expect(await codeOf(extendGrace(owner, { widgetId, graceHours: 168 }, hours(100)))).toBe('invalid_input')
    expect(await codeOf(extendGrace(owner, { widgetId, graceHours: 24 }, hours(100)))).toBe('invalid_input')
    for (const graceHours of ['169', '1e3', '-1', '1.5', 'x']) {
      expect(extendGraceInput.safeParse({ widgetId, graceHours }).success).toBe(false)
      expect(promoteSecretInput.safeParse({ widgetId, graceHours }).success).toBe(false)
    }
  })

  test('an extended one outlives the job of the first end', async () => {
    const { owner, widgetId } = await promoted()
    await extendGrace(owner, { widgetId, graceHours: 72 }, hours(1))
    await endGraceOf(widgetId, hours(24))
    expect(await statesOf(owner, widgetId, hours(24))).toEqual({ 1: 'retiring', 2: 'active' })
  })

  test('that is over is not extended or rolled back', async () => {
    const { owner, widgetId } = await promoted()
    expect(await codeOf(extendGrace(owner, { widgetId, graceHours: 72 }, hours(24)))).toBe('wrong_state')
    expect(await codeOf(rollBack(owner, { widgetId }, hours(24)))).toBe('wrong_state')
  })

  test('is ended by hand, for the version that was looked at', async () => {
    const { owner, widgetId } = await promoted()
    expect(await codeOf(revokeRetiring(owner, { widgetId, version: 2 }, start))).toBe('wrong_state')
    await revokeRetiring(owner, { widgetId, version: 1 }, start)
    expect(await statesOf(owner, widgetId)).toEqual({ 1: 'revoked', 2: 'active' })
    expect(await codeOf(revokeRetiring(owner, { widgetId, version: 1 }, start))).toBe('wrong_state')
  })
})

describe('an emergency', () => {
  const reason = 'found in a public repository'

  test('without a staged secret revokes and shows a new one that signs at once', async () => {
    const { owner, widgetId, secret, fingerprint } = await owned()
    const input = { widgetId, version: 1, reason, fingerprint }
    const { shown, promoted: version } = await revokeInEmergency(owner, input, start)
    expect(version).toBeUndefined()
    expect(shown).toMatchObject({ version: 2 })
    expect(shown?.secret).not.toBe(secret)
    expect(await activeSecretOf(widgetId)).toBe(shown?.secret)
    expect(await statesOf(owner, widgetId)).toEqual({ 1: 'revoked', 2: 'active' })
  })

  test('with a staged secret promotes it and shows nothing', async () => {
    const { owner, widgetId, fingerprint } = await owned()
    const staged = await stageSecret(owner, { widgetId }, start)
    const answer = await revokeInEmergency(owner, { widgetId, version: 1, reason, fingerprint }, start)
    expect(answer).toEqual({ shown: undefined, promoted: 2 })
    expect(await activeSecretOf(widgetId)).toBe(staged.secret)
    expect(await statesOf(owner, widgetId)).toEqual({ 1: 'revoked', 2: 'active' })
  })

  test('within a grace revokes the retiring one too', async () => {
    const { owner, widgetId, second } = await promoted()
    const input = { widgetId, version: 2, reason, fingerprint: fingerprintOf(second) }
    await revokeInEmergency(owner, input, hours(1))
    expect(await statesOf(owner, widgetId, hours(1))).toEqual({ 1: 'revoked', 2: 'revoked', 3: 'active' })
  })

  test('asks for the version and the fingerprint of what signs, and a reason', async () => {
    const { owner, widgetId, fingerprint } = await owned()
    const input = { widgetId, version: 1, reason, fingerprint }
    expect(await codeOf(revokeInEmergency(owner, { ...input, version: 2 }, start))).toBe('wrong_state')
    expect(await refusalOf(revokeInEmergency(owner, { ...input, fingerprint: '0' }, start))).toMatchObject({
      code: 'invalid_input',
      fields: { fingerprint: [expect.any(String)] },
    })
    expect(emergencyRevokeInput.safeParse({ ...input, reason: ' ' }).success).toBe(false)
    expect(emergencyRevokeInput.parse({ ...input, fingerprint: ` ${fingerprint.toUpperCase()} ` })).toEqual(
      input,
    )
  })

  test('of twenty at once revokes once', async () => {
    const { owner, widgetId, fingerprint } = await owned()
    const calls = Array.from({ length: 20 }, () =>
      revokeInEmergency(owner, { widgetId, version: 1, reason, fingerprint }, start),
    )
    expect(await settleAll(calls)).toEqual({ won: 1, codes: ['wrong_state'] })
  })
})
