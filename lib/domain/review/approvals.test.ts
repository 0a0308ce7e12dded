import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { ReviewerActor } from '@/lib/auth/permissions'
import { listAuditEvents } from '@/lib/domain/audit/events'
import { getRun } from '@/lib/domain/certification/runs'
import { listInstallations } from '@/lib/domain/installations/installations'
import { quickSearch } from '@/lib/domain/quick-search/quick-search'
import { decideVersion, reinstateWidget, suspendWidget } from '@/lib/domain/review/approvals'
import { getReview, listAllWidgets, listQueue } from '@/lib/domain/review/reviews'
import { submitVersion, withdrawVersion } from '@/lib/domain/review/submissions'
import { endTestingAsPartner } from '@/lib/domain/review/team-testing'
import { listSandboxLaunches } from '@/lib/domain/sandbox/read'
import { getWorkbench } from '@/lib/domain/sandbox/workbench'
import { getWidget } from '@/lib/domain/widgets/read'
import { updateWidget } from '@/lib/domain/widgets/widgets'
import { decideVersionInput } from '@/lib/domain/widgets/widgets.schema'
import { newId } from '@/lib/ids'
import { db } from '@/lib/server/db'
import {
  approvedWidget,
  certifyWidget,
  createPartner,
  createReviewer,
  createTeam,
  registerWidget,
  submitWidget,
  testedWidget,
  widgetChange,
  workingVersionOf,
} from '@/test/factories'
import { codeOf, refusalOf, settleAll } from '@/test/refusals'
import { withEnv } from '@/test/settings'

async function submitted(fields: Parameters<typeof registerWidget>[1] = {}) {
  const partner = await createPartner()
  const reviewer = await createReviewer()
  const { widgetId } = await registerWidget(partner.owner, fields)
  await submitWidget(partner.owner, { widgetId })
  const versionId = await workingVersionOf(partner.owner, widgetId)
  return { ...partner, reviewer, widgetId, versionId }
}

describe('the life of a version', () => {
  test('goes from draft to review, return, change, review and approval', async () => {
    const { owner, reviewer, widgetId, versionId } = await submitted()
    expect(await getWidget(owner, { widgetId })).toMatchObject({ status: 'in_review' })
    const reason = 'Please say where the prices come from.'
    await decideVersion(reviewer, { widgetId, versionId, decision: 'return', reason })
    expect(await getWidget(owner, { widgetId })).toMatchObject({
      status: 'returned',
      returned: { number: 1, reason },
    })
    expect(await codeOf(submitVersion(owner, { widgetId }))).toBe('wrong_state')
    await updateWidget(owner, await widgetChange(owner, widgetId, { description: 'Prices by the registry.' }))
    expect(await getWidget(owner, { widgetId })).toMatchObject({
      status: 'draft',
      returned: { number: 1, reason },
    })
    // Only the words changed: the report of the returned version counts.
    await submitVersion(owner, { widgetId })
    expect(await getWidget(owner, { widgetId })).toMatchObject({ returned: { number: 1, reason } })
    expect(await getReview(reviewer, { widgetId })).toMatchObject({
      returned: { number: 1, decisionReason: reason, changed: ['description'] },
      certification: { versionNumber: 1, passed: true },
    })
    expect((await listQueue(reviewer)).entries.find((entry) => entry.widgetId === widgetId)).toMatchObject({
      number: 2,
      returnedNumber: 1,
    })
    const second = await workingVersionOf(owner, widgetId)
    await decideVersion(reviewer, { widgetId, versionId: second, decision: 'approve' })
    expect(await getWidget(owner, { widgetId })).toMatchObject({
      status: 'approved',
      change: undefined,
      returned: null,
      current: { number: 2 },
    })
    await updateWidget(owner, await widgetChange(owner, widgetId, { description: 'Prices of today.' }))
    expect(await getWidget(owner, { widgetId })).toMatchObject({ change: 'draft', returned: null })
    const { history } = await getReview(reviewer, { widgetId })
    expect(history.map(({ action, version, reason: why }) => [action, version, why])).toEqual([
      ['widget.approved', 2, undefined],
      ['widget.submitted', 2, undefined],
      ['widget.returned', 1, reason],
      ['widget.submitted', 1, undefined],
    ])
  })

  test('withdrawn is a draft again and nobody’s to decide', async () => {
    const { owner, reviewer, widgetId, versionId } = await submitted()
    await withdrawVersion(owner, { widgetId })
    expect(await codeOf(decideVersion(reviewer, { widgetId, versionId, decision: 'approve' }))).toBe(
      'wrong_state',
    )
    expect(await codeOf(withdrawVersion(owner, { widgetId }))).toBe('wrong_state')
    expect(await getWidget(owner, { widgetId })).toMatchObject({ status: 'draft' })
  })

  test('is submitted once, and nothing new is not submitted', async () => {
    const { owner, widgetId } = await submitted()
    expect(await codeOf(submitVersion(owner, { widgetId }))).toBe('wrong_state')
    const approved = await approvedWidget(owner)
    expect(await codeOf(submitVersion(owner, approved))).toBe('wrong_state')
  })
})

describe('a decision', () => {
  test('falls on the version that was looked at and on no other', async () => {
    const { owner, reviewer, widgetId, versionId } = await submitted()
    await withdrawVersion(owner, { widgetId })
    await updateWidget(owner, await widgetChange(owner, widgetId, { url: 'https://evil.example/' }))
    await submitWidget(owner, { widgetId })
    for (const shown of [newId('ver'), '']) {
      const decide = decideVersion(reviewer, { widgetId, versionId: shown, decision: 'approve' })
      expect(await codeOf(decide)).toBe('wrong_state')
    }
    const other = await submitted()
    const swapped = decideVersion(reviewer, { widgetId, versionId: other.versionId, decision: 'approve' })
    expect(await codeOf(swapped)).toBe('wrong_state')
    const stale = decideVersion(reviewer, { widgetId, versionId, decision: 'approve' })
    expect(await codeOf(stale)).toBe('changed_since_read')
    expect(await workingVersionOf(owner, widgetId)).not.toBe(versionId)
  })

  test('by a reviewer on their own version is refused, whether they wrote or submitted it', async () => {
    for (const column of ['createdById', 'submittedById'] as const) {
      const { reviewer, widgetId, versionId } = await submitted()
      await db().widgetVersion.update({ where: { id: versionId }, data: { [column]: reviewer.userId } })
      for (const decision of ['approve', 'return'] as const) {
        const decide = decideVersion(reviewer, { widgetId, versionId, decision, reason: 'because' })
        expect(await refusalOf(decide)).toMatchObject({ code: 'own_version', status: 403 })
      }
      expect(await getReview(reviewer, { widgetId })).toMatchObject({ isOwn: true })
      const colleague = await createReviewer()
      await decideVersion(colleague, { widgetId, versionId, decision: 'approve' })
    }
  })

  test('a return needs a reason', async () => {
    const { reviewer, widgetId, versionId } = await submitted()
    for (const reason of [undefined, '']) {
      const decide = decideVersion(reviewer, { widgetId, versionId, decision: 'return', reason })
      expect(await refusalOf(decide)).toMatchObject({
        code: 'invalid_input',
        fields: { reason: [expect.any(String)] },
      })
    }
    const form = { widgetId, versionId, decision: 'return', reason: '   ' }
    expect(decideVersionInput.parse(form).reason).toBe('')
  })

  test('of twenty at once wins once and writes one event', async () => {
    const { widgetId, versionId } = await submitted()
    const reviewers = await Promise.all(Array.from({ length: 20 }, createReviewer))
    const calls = reviewers.map((reviewer, index) =>
      decideVersion(reviewer, {
        widgetId,
        versionId,
        decision: index % 2 ? 'approve' : 'return',
        reason: 'as decided',
      }),
    )
    expect(await settleAll(calls)).toEqual({ won: 1, codes: ['wrong_state'] })
    const decided = { subjectId: widgetId, action: { in: ['widget.approved', 'widget.returned'] } }
    expect(await db().auditEvent.count({ where: decided })).toBe(1)
  })

  test('is the reviewers’ alone', async () => {
    const { owner, widgetId, versionId } = await submitted()
    const { admin } = await createTeam()
    const input = { widgetId, versionId, decision: 'approve' as const }
    for (const actor of [owner, admin]) {
      expect(await codeOf(decideVersion(actor, input))).toBe('forbidden')
      expect(await codeOf(suspendWidget(actor, { widgetId, reason: 'why not' }))).toBe('forbidden')
      expect(await codeOf(reinstateWidget(actor, { widgetId, reason: 'why not' }))).toBe('forbidden')
      expect(await codeOf(listQueue(actor))).toBe('forbidden')
      expect(await codeOf(listAllWidgets(actor, {}))).toBe('forbidden')
      expect(await codeOf(getReview(actor, { widgetId }))).toBe('forbidden')
    }
    expect(await codeOf(decideVersion({ kind: 'anonymous' }, input))).toBe('unauthenticated')
  })

  test('on a draft that a team tests can only suspend it, and shows its name, partner and status, nothing else', async () => {
    const [{ owner }, reviewer, team] = [await createPartner(), await createReviewer(), await createTeam()]
    const [name, secretWord] = [`Tested ${newId('wgt')}`, newId('wgt')]
    const { widgetId } = await testedWidget(owner, team.admin, {
      name,
      description: `Plans about ${secretWord}`,
    })
    const listed = (query: string) =>
      listAllWidgets(reviewer, { query }).then(({ widgets }) => widgets.map(({ id }) => id))
    expect(await listed(secretWord)).toEqual([])
    expect(await listed(name)).toEqual([widgetId])
    const { widgets } = await listAllWidgets(reviewer, { query: name, status: 'testing' })
    expect(widgets).toMatchObject([{ id: widgetId, name, status: 'testing', submitted: null }])
    expect(JSON.stringify(widgets)).not.toContain(secretWord)
    expect(await codeOf(getReview(reviewer, { widgetId }))).toBe('not_found')
    expect((await quickSearch(reviewer, { query: name })).results).toEqual([])

    await suspendWidget(reviewer, { widgetId, reason: 'It asks agents for their passwords.' })
    const { widgets: installed } = await listInstallations(team.admin, { show: 'testing' })
    expect(installed).toMatchObject([
      { id: widgetId, suspensionReason: 'It asks agents for their passwords.' },
    ])
    const { events } = await listAuditEvents(reviewer, { subject: widgetId })
    expect(events.map(({ action }) => action)).toEqual(['widget.suspended'])
    // Reviewers can reinstate it after the test has ended.
    await endTestingAsPartner(owner, { widgetId })
    expect(await listed(name)).toEqual([widgetId])
    await reinstateWidget(reviewer, { widgetId, reason: 'The form is gone.' })
    expect(await listed(name)).toEqual([])
    expect(await codeOf(suspendWidget(reviewer, { widgetId, reason: 'Once more.' }))).toBe('not_found')
  })

  test('on a draft that nobody submitted is the same 404 as on a random id, and no list has it', async () => {
    const [{ owner }, reviewer] = [await createPartner(), await createReviewer()]
    const name = `Plan ${newId('wgt')}`
    const { widgetId } = await registerWidget(owner, { name })
    const runId = await certifyWidget(widgetId)
    const random = newId('wgt')
    const calls = (id: string) => [
      getReview(reviewer, { widgetId: id }),
      suspendWidget(reviewer, { widgetId: id, reason: 'why not' }),
      getWorkbench(reviewer, { widgetId: id }),
      listSandboxLaunches(reviewer, { widgetId: id }),
    ]
    const refusals = async (id: string) => (await Promise.all(calls(id).map(refusalOf))).map(String)
    expect(await refusals(widgetId)).toEqual(await refusals(random))
    expect(await codeOf(getRun(reviewer, { runId }))).toBe('not_found')
    const found = async () => [
      (await listAllWidgets(reviewer, { query: name })).widgets.length,
      (await quickSearch(reviewer, { query: name })).results.length,
    ]
    expect(await found()).toEqual([0, 0])

    await submitVersion(owner, { widgetId })
    expect(await found()).toEqual([1, 1])
    await getRun(reviewer, { runId })
    // Withdrawn and edited, it is as it was submitted.
    await withdrawVersion(owner, { widgetId })
    await updateWidget(owner, await widgetChange(owner, widgetId, { description: 'What we think of next.' }))
    expect((await getReview(reviewer, { widgetId })).shown).toMatchObject({
      number: 1,
      description: 'Prices around a contact.',
    })
  })

  test('on a widget that is not there is 404', async () => {
    const reviewer = await createReviewer()
    const widgetId = newId('wgt')
    const decide = decideVersion(reviewer, { widgetId, versionId: newId('ver'), decision: 'approve' })
    expect(await codeOf(decide)).toBe('not_found')
    expect(await codeOf(suspendWidget(reviewer, { widgetId, reason: 'why not' }))).toBe('not_found')
    expect(await codeOf(getReview(reviewer, { widgetId }))).toBe('not_found')
  })
})

test('the queue has the longest waiting first and marks the reader’s own', async () => {
  const first = await submitted({ name: 'First' })
  const second = await submitted({ name: 'Second' })
  const reader: ReviewerActor = second.reviewer
  await db().widgetVersion.update({
    where: { id: second.versionId },
    data: { createdById: reader.userId },
  })
  const { entries } = await listQueue(reader)
  const mine = entries.filter(({ id }) => [first.versionId, second.versionId].includes(id))
  expect(mine.map(({ name, isOwn }) => [name, isOwn])).toEqual([
    ['First', false],
    ['Second', true],
  ])
  expect(JSON.stringify(entries)).not.toContain('ById')
})

test('a loopback address leaves team testing only where the operator allows it', async () => {
  const { owner } = await createPartner()
  const { widgetId } = await registerWidget(owner, { url: 'http://127.0.0.1:9/widget' })
  await withEnv({ ALLOW_LOOPBACK_WIDGETS: '0' }, async () =>
    expect(await codeOf(submitVersion(owner, { widgetId }))).toBe('wrong_state'),
  )
  await submitWidget(owner, { widgetId })
})

test('two approvals of different widgets do not stand in each other’s way', async () => {
  const widgets = await Promise.all(Array.from({ length: 5 }, () => submitted({ name: randomUUID() })))
  const calls = widgets.map(({ reviewer, widgetId, versionId }) =>
    decideVersion(reviewer, { widgetId, versionId, decision: 'approve' }),
  )
  expect((await settleAll(calls)).won).toBe(5)
})
