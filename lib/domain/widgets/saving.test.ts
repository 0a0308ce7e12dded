import { describe, expect, test } from 'vitest'
import { getWidget, listVersions } from '@/lib/domain/widgets/read'
import { discardChange, updateWidget } from '@/lib/domain/widgets/widgets'
import { db } from '@/lib/server/db'
import {
  approvedWidget,
  approveWidget,
  createPartner,
  createReviewer,
  registerWidget,
  submitWidget,
  widgetChange,
} from '@/test/factories'
import { codeOf, settleAll } from '@/test/refusals'

describe('saving', () => {
  test('changes a draft in place', async () => {
    const { owner } = await createPartner()
    const { widgetId } = await registerWidget(owner)
    await updateWidget(owner, await widgetChange(owner, widgetId, { name: 'Better name' }))
    expect(await getWidget(owner, { widgetId })).toMatchObject({
      versionCount: 1,
      current: { number: 1, name: 'Better name' },
    })
  })

  test('over somebody else’s save is a conflict', async () => {
    const { owner, developer } = await createPartner()
    const { widgetId } = await registerWidget(owner)
    const mine = await widgetChange(owner, widgetId, { name: 'Mine' })
    const theirs = await widgetChange(developer, widgetId, { name: 'Theirs' })
    await updateWidget(developer, theirs)
    expect(await codeOf(updateWidget(owner, mine))).toBe('conflict')
    expect((await getWidget(owner, { widgetId })).current.name).toBe('Theirs')
  })

  test('of ten saves from one form, one wins', async () => {
    const { owner } = await createPartner()
    const { widgetId } = await registerWidget(owner)
    const changes = await Promise.all(
      Array.from({ length: 10 }, (_, index) => widgetChange(owner, widgetId, { name: `Name ${index}` })),
    )
    const calls = changes.map((change) => updateWidget(owner, change))
    expect(await settleAll(calls)).toEqual({ won: 1, codes: ['conflict'] })
  })

  test('without a change writes nothing', async () => {
    const { owner } = await createPartner()
    const { widgetId } = await approvedWidget(owner)
    await updateWidget(owner, await widgetChange(owner, widgetId, {}))
    expect(await getWidget(owner, { widgetId })).toMatchObject({ versionCount: 1, change: undefined })
    expect(await db().auditEvent.count({ where: { subjectId: widgetId, action: 'widget.updated' } })).toBe(0)
  })

  test('is refused in review', async () => {
    const { owner } = await createPartner()
    const { widgetId } = await registerWidget(owner)
    await submitWidget(owner, { widgetId })
    const change = await widgetChange(owner, widgetId, { name: 'Sneaked in' })
    expect(await codeOf(updateWidget(owner, change))).toBe('wrong_state')
    expect((await getWidget(owner, { widgetId })).current.name).toBe('Market pulse')
  })

  test('tells the log which fields changed', async () => {
    const { owner } = await createPartner()
    const { widgetId } = await registerWidget(owner)
    await updateWidget(owner, await widgetChange(owner, widgetId, { name: 'New', placements: ['person'] }))
    const event = await db().auditEvent.findFirst({
      where: { subjectId: widgetId, action: 'widget.updated' },
    })
    expect(event?.data).toEqual({ changed: ['name', 'placements'] })
  })

  test('numbers versions without reusing one that was discarded', async () => {
    const { owner } = await createPartner()
    const reviewer = await createReviewer()
    const { widgetId } = await approvedWidget(owner)
    await updateWidget(owner, await widgetChange(owner, widgetId, { name: 'Second' }))
    await discardChange(owner, { widgetId })
    await updateWidget(owner, await widgetChange(owner, widgetId, { name: 'Third' }))
    await approveWidget(owner, reviewer, widgetId)
    const versions = await listVersions(owner, { widgetId })
    expect(versions.map(({ number, name, state }) => [number, name, state])).toEqual([
      [3, 'Third', 'approved'],
      [2, 'Second', 'superseded'],
      [1, 'Market pulse', 'superseded'],
    ])
  })
})

describe('discarding a change', () => {
  test('leaves what serves, and nothing to discard is refused', async () => {
    const { owner } = await createPartner()
    const { widgetId } = await approvedWidget(owner)
    expect(await codeOf(discardChange(owner, { widgetId }))).toBe('wrong_state')
    await updateWidget(owner, await widgetChange(owner, widgetId, { name: 'Second' }))
    expect(await getWidget(owner, { widgetId })).toMatchObject({ status: 'approved', change: 'draft' })
    await discardChange(owner, { widgetId })
    expect(await getWidget(owner, { widgetId })).toMatchObject({
      change: undefined,
      current: { name: 'Market pulse', number: 1 },
    })
  })

  test('is refused for a first draft and for a version in review', async () => {
    const { owner } = await createPartner()
    const draft = await registerWidget(owner)
    expect(await codeOf(discardChange(owner, draft))).toBe('wrong_state')
    const { widgetId } = await approvedWidget(owner)
    await updateWidget(owner, await widgetChange(owner, widgetId, { name: 'Second' }))
    await submitWidget(owner, { widgetId })
    expect(await codeOf(discardChange(owner, { widgetId }))).toBe('wrong_state')
  })
})
