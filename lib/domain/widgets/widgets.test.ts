import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { setStopped, submitVersion, withdrawVersion } from '@/lib/domain/review/submissions'
import { getWidget, listVersions, listWidgets } from '@/lib/domain/widgets/read'
import { discardChange, updateWidget } from '@/lib/domain/widgets/widgets'
import { createWidgetInput, updateWidgetInput } from '@/lib/domain/widgets/widgets.schema'
import { newId } from '@/lib/ids'
import { db } from '@/lib/server/db'
import {
  approvedWidget,
  createPartner,
  createReviewer,
  createTeam,
  registerWidget,
  submitWidget,
  widgetChange,
  widgetFields,
} from '@/test/factories'
import { codeOf, refusalOf } from '@/test/refusals'

/** As a form posts them: lists as lines of text. */
function typedFields() {
  return { ...widgetFields(), furtherOrigins: '', redirectUris: '' }
}

describe('registering', () => {
  test('gives one secret of 64 hex characters, in this answer and in no other', async () => {
    const { owner } = await createPartner()
    const { widgetId, secret, fingerprint } = await registerWidget(owner)
    expect(secret).toMatch(/^[0-9a-f]{64}$/)
    expect(fingerprint).toMatch(/^[0-9a-f]{8}$/)
    expect(secret).not.toContain(fingerprint)
    const told = [
      await getWidget(owner, { widgetId }),
      await listWidgets(owner, {}),
      await listVersions(owner, { widgetId }),
    ]
    expect(JSON.stringify(told)).not.toContain(secret)
    expect(JSON.stringify(told)).not.toContain('sealed')
  })

  test('never gives the same secret twice', async () => {
    const { owner } = await createPartner()
    const widgets = await Promise.all([registerWidget(owner), registerWidget(owner)])
    expect(new Set(widgets.map((widget) => widget.secret)).size).toBe(2)
  })

  test('makes a draft with version 1 that belongs to the caller’s partner', async () => {
    const { developer, partnerId } = await createPartner()
    const { widgetId } = await registerWidget(developer, { placements: ['company', 'person'] })
    expect(await getWidget(developer, { widgetId })).toMatchObject({
      status: 'draft',
      versionCount: 1,
      current: { number: 1, state: 'draft', placements: ['person', 'company'] },
    })
    const row = await db().widget.findUniqueOrThrow({ where: { id: widgetId } })
    expect(row).toMatchObject({ partnerId, servingVersionId: null, testState: null })
  })

  test('keeps Unicode, quotes and markup as they were typed', async () => {
    const { owner } = await createPartner()
    const text = {
      name: `<b>"漢字" 'مرحبا' 🦊</b>`,
      description: '<script>alert(1)</script>\n\n**fett** \u202e',
    }
    const { widgetId } = await registerWidget(owner, text)
    expect((await getWidget(owner, { widgetId })).current).toMatchObject(text)
  })

  test.each([
    { name: '' },
    { name: 'x'.repeat(61) },
    { name: 'a\nb' },
    { name: 'a\u202eb' },
    { description: ' ' },
    { description: 'x'.repeat(4001) },
    { description: 'a\0b' },
    { url: `https://widgets.example.com/${'x'.repeat(2048)}` },
    { placements: ['sidebar'] },
    { parameterMode: 'open' },
    { icon: 'skull' },
    { colour: 'red' },
    { allow: ['payment'] },
    { protocol: 'saml' },
    { testTeamId: 'not-a-team' },
    { furtherOrigins: Array.from({ length: 11 }, (_, index) => `https://a${index}.example.com`).join(' ') },
  ])('refuses the field of %j', (fields) => {
    const parsed = createWidgetInput.safeParse({ ...typedFields(), ...fields })
    const refused = new Set(parsed.error?.issues.map((issue) => issue.path[0]))
    expect([...refused]).toEqual(Object.keys(fields))
  })

  test('takes nothing from a form that is not the form’s to say', () => {
    const forged = {
      status: 'approved',
      state: 'approved',
      partnerId: 'prt_other',
      secret: 'a'.repeat(64),
      servingVersionId: 'ver_1',
      createdById: randomUUID(),
      id: 'wgt_mine',
      testState: 'accepted',
      suspendedAt: null,
    }
    const fields = typedFields()
    const created = createWidgetInput.parse({ ...fields, ...forged })
    const updated = updateWidgetInput.parse({ ...fields, ...forged, widgetId: 'wgt_1', revision: 'r' })
    for (const name of Object.keys(forged)) {
      expect(created).not.toHaveProperty(name)
      expect(updated).not.toHaveProperty(name)
    }
    expect(updated).not.toHaveProperty('protocol')
  })
})

describe('a stranger', () => {
  test('gets the same 404 as for a random id, from every function, and changes nothing', async () => {
    const [{ owner }, other] = [await createPartner(), await createPartner()]
    const { widgetId } = await approvedWidget(owner)
    await updateWidget(owner, await widgetChange(owner, widgetId, { name: 'Second' }))
    const change = await widgetChange(owner, widgetId, { name: 'Stolen' })
    const calls: Record<string, (id: string) => Promise<unknown>> = {
      getWidget: (id) => getWidget(other.owner, { widgetId: id }),
      listVersions: (id) => listVersions(other.owner, { widgetId: id }),
      updateWidget: (id) => updateWidget(other.owner, { ...change, widgetId: id }),
      discardChange: (id) => discardChange(other.owner, { widgetId: id }),
      submitVersion: (id) => submitVersion(other.owner, { widgetId: id }),
      withdrawVersion: (id) => withdrawVersion(other.owner, { widgetId: id }),
      setStopped: (id) => setStopped(other.owner, { widgetId: id, stop: true }),
    }
    const before = await getWidget(owner, { widgetId })
    for (const [name, call] of Object.entries(calls)) {
      const [theirs, random] = [await refusalOf(call(widgetId)), await refusalOf(call(newId('wgt')))]
      expect(theirs, name).toMatchObject({ code: 'not_found' })
      expect(String(theirs), name).toBe(String(random))
    }
    expect(await getWidget(owner, { widgetId })).toEqual(before)
  })

  test('finds nothing of it in lists, not with its id as a cursor either', async () => {
    const [{ owner }, other] = [await createPartner(), await createPartner()]
    const { widgetId } = await registerWidget(owner, { name: 'Hidden treasure' })
    expect((await listWidgets(owner, { query: 'treasure' })).widgets).toHaveLength(1)
    expect((await listWidgets(other.owner, { query: 'treasure' })).widgets).toEqual([])
    expect((await listWidgets(other.owner, { cursor: widgetId })).widgets).toEqual([])
  })
})

test('QA reads and may not change; teams and reviewers are refused; nobody signs in first', async () => {
  const [{ owner, qa, developer }, team, reviewer] = [
    await createPartner(),
    await createTeam(),
    await createReviewer(),
  ]
  const { widgetId } = await registerWidget(owner)
  const change = await widgetChange(owner, widgetId, { name: 'Changed' })
  await expect(getWidget(qa, { widgetId })).resolves.toMatchObject({ id: widgetId })
  for (const actor of [qa, team.admin, reviewer]) {
    expect(await codeOf(registerWidget(actor as typeof qa))).toBe('forbidden')
    expect(await codeOf(updateWidget(actor, change))).toBe('forbidden')
    expect(await codeOf(submitVersion(actor, { widgetId }))).toBe('forbidden')
    expect(await codeOf(setStopped(actor, { widgetId, stop: true }))).toBe('forbidden')
  }
  expect(await codeOf(setStopped(developer, { widgetId, stop: true }))).toBe('forbidden')
  expect(await codeOf(getWidget({ kind: 'anonymous' }, { widgetId }))).toBe('unauthenticated')
})

describe('the list', () => {
  test('pages through every widget once', async () => {
    const { owner } = await createPartner()
    const created = new Set<string>()
    for (let batch = 0; batch < 53; batch += 1) created.add((await registerWidget(owner)).widgetId)
    const first = await listWidgets(owner, {})
    const second = await listWidgets(owner, { cursor: first.nextCursor })
    expect(first.widgets).toHaveLength(50)
    expect(second.nextCursor).toBeUndefined()
    const listed = [...first.widgets, ...second.widgets].map((widget) => widget.id)
    expect(listed).toHaveLength(53)
    expect(new Set(listed)).toEqual(created)
  })

  test('filters by status and finds by name without accents', async () => {
    const { owner } = await createPartner()
    const draft = await registerWidget(owner, { name: 'Crème brûlée 100%' })
    const live = await approvedWidget(owner, { name: 'Live' })
    const review = await registerWidget(owner, { name: 'Waiting' })
    await submitWidget(owner, review)
    const stopped = await approvedWidget(owner, { name: 'Halted' })
    await setStopped(owner, { widgetId: stopped.widgetId, stop: true, reason: 'a fault' })
    const ids = async (input: Parameters<typeof listWidgets>[1]) =>
      (await listWidgets(owner, input)).widgets.map((widget) => widget.id)
    expect(await ids({ status: 'draft' })).toEqual([draft.widgetId])
    expect(await ids({ status: 'approved' })).toEqual([live.widgetId])
    expect(await ids({ status: 'in_review' })).toEqual([review.widgetId])
    expect(await ids({ status: 'stopped' })).toEqual([stopped.widgetId])
    expect(await ids({ query: 'CREME BRULEE' })).toEqual([draft.widgetId])
    expect(await ids({ query: '100%' })).toEqual([draft.widgetId])
    expect(await ids({ query: '%%%' })).toEqual([])
    expect(await ids({ query: '___' })).toEqual([])
  })
})
