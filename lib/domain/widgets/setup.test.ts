import { expect, test } from 'vitest'
import { getSetup } from '@/lib/domain/widgets/setup'
import { newId } from '@/lib/ids'
import { db } from '@/lib/server/db'
import { createPartner, registerWidget } from '@/test/factories'
import { codeOf } from '@/test/refusals'

async function registered() {
  const { owner, qa } = await createPartner()
  const { widgetId } = await registerWidget(owner)
  const { workingVersionId } = await db().widget.findUniqueOrThrow({
    where: { id: widgetId },
    select: { workingVersionId: true },
  })
  const launched = (row: {
    outcome: string
    status?: number
    settings?: object
    isReview?: boolean
    at?: number
  }) =>
    db().sandboxLaunch.create({
      data: {
        id: newId('sbx'),
        widgetId,
        versionId: workingVersionId ?? '',
        userId: owner.userId,
        isReview: row.isReview ?? false,
        settings: row.settings ?? { place: 'person' },
        sealed: Uint8Array.from([0]),
        keyVersion: 1,
        secretVersion: 1,
        fingerprint: '00000000',
        createdAt: new Date(Date.UTC(2026, 2, 1, 12, row.at ?? 0)),
        outcome: row.outcome,
        status: row.status ?? null,
      },
    })
  const read = async () => (await getSetup(qa, { widgetId })).firstLaunch
  return { owner, widgetId, launched, read }
}

test('the first valid launch is waited for until the server accepts one, and what was answered before is told', async () => {
  const { launched, read } = await registered()
  expect(await read()).toEqual({ state: 'waiting' })
  await launched({ outcome: 'signed' })
  expect(await read()).toEqual({ state: 'waiting' })
  await launched({ outcome: 'browser_only', at: 1 })
  expect(await read()).toMatchObject({ state: 'browser_only' })
  await launched({ outcome: 'refused', status: 403, at: 2 })
  expect(await read()).toMatchObject({ state: 'not_accepted', status: 403 })
  await launched({ outcome: 'accepted', status: 200, at: 3 })
  expect(await read()).toMatchObject({ state: 'accepted', by: 'sandbox' })
  await launched({ outcome: 'refused', status: 403, at: 4 })
  expect(await read()).toMatchObject({ state: 'accepted', by: 'sandbox' })
})

test('a launch that is wrong on purpose, or a reviewer’s, is not the first valid one', async () => {
  const { launched, read } = await registered()
  await launched({ outcome: 'accepted', status: 200, settings: { place: 'person', wrong: 'wrong-secret' } })
  await launched({ outcome: 'accepted', status: 200, isReview: true })
  expect(await read()).toEqual({ state: 'waiting' })
})

test('another partner’s set-up is not there', async () => {
  const { widgetId } = await registered()
  const stranger = await createPartner()
  expect(await codeOf(getSetup(stranger.owner, { widgetId }))).toBe('not_found')
})
