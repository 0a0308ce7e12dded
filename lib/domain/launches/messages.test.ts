import { describe, expect, test } from 'vitest'
import { completeStep, listSteps, reopenStep } from '@/lib/domain/crm/steps'
import { switchPlacement } from '@/lib/domain/installations/installations'
import { openLaunch } from '@/lib/domain/launches/launches'
import { acceptMessage } from '@/lib/domain/launches/messages'
import { setStopped } from '@/lib/domain/review/submissions'
import { db } from '@/lib/server/db'
import {
  approvedWidget,
  createPartner,
  createPerson,
  createStep,
  createTeam,
  salesloftFields,
  setInstallationSecret,
} from '@/test/factories'
import { codeOf, settleAll } from '@/test/refusals'

const now = new Date('2026-03-01T12:00:00.000Z')

async function opened(placement: 'email_editor' | 'custom_action') {
  const [{ owner }, team] = [await createPartner(), await createTeam()]
  const { widgetId } = await approvedWidget(owner, salesloftFields)
  await setInstallationSecret(team.admin, widgetId, { now })
  await switchPlacement(team.admin, { widgetId, placement, enabled: true })
  const personId = await createPerson(team.teamId)
  const step = await createStep(team.teamId, personId)
  const open = () => openLaunch(team.agent, { widgetId, placement, record: personId, step }, now)
  const launch = await open()
  return { owner, team, widgetId, personId, step, open, launchId: launch.launchId, nonce: launch.nonce ?? '' }
}

const html = '<p>Two homes</p>'

describe('insertHtml', () => {
  test('comes back sanitised, several times, and leaves an audit event each', async () => {
    const { team, widgetId, launchId, nonce } = await opened('email_editor')
    const hostile = `<p onclick="x()">Two <b>homes</b><script>alert(1)</script><img src=x onerror=alert(1)>
      <a href="javascript:alert(1)">one</a> <a href="https://homes.example/2">two</a><svg><style><img src=x></style></svg></p>`
    for (const _ of [1, 2]) {
      const answer = await acceptMessage(
        team.agent,
        { event: 'insertHtml', launchId, nonce, html: hostile },
        now,
      )
      if (answer.event !== 'insertHtml') throw new Error('another event')
      expect(answer.html).not.toMatch(/script|onerror|onclick|javascript|img|svg|style/)
      expect(answer.html).toContain('<b>homes</b>')
      expect(answer.html).toContain('href="https://homes.example/2"')
    }
    const events = await db().auditEvent.findMany({
      where: { subjectId: widgetId, action: 'launch.html_inserted' },
    })
    expect(events).toHaveLength(2)
    expect(JSON.stringify(events.map(({ data }) => data))).not.toContain('homes')
  })

  test('does nothing once its placement is switched off', async () => {
    const { team, widgetId, launchId, nonce } = await opened('email_editor')
    const insert = () => acceptMessage(team.agent, { event: 'insertHtml', launchId, nonce, html }, now)
    await insert()
    await switchPlacement(team.admin, { widgetId, placement: 'email_editor', enabled: false })
    expect(await codeOf(insert())).toBe('not_found')
  })

  test('needs the nonce of this very launch, opened by this very member', async () => {
    const { team, open, launchId, nonce } = await opened('email_editor')
    const other = await open()
    const send = (actor: typeof team.agent, given: { launchId: string; nonce: string }) =>
      codeOf(acceptMessage(actor, { event: 'insertHtml', html, ...given }, now))
    expect(await send(team.agent, { launchId, nonce: other.nonce ?? '' })).toBe('nonce_mismatch')
    expect(await send(team.agent, { launchId, nonce: `${nonce}x` })).toBe('nonce_mismatch')
    expect(await send(team.admin, { launchId, nonce })).toBe('not_found')
    expect(await send((await createTeam()).admin, { launchId, nonce })).toBe('not_found')
    expect(await send(team.agent, { launchId: 'lch_unknown', nonce })).toBe('not_found')
    expect(await send(team.agent, { launchId, nonce })).toMatch(/^not refused/)
  })

  test('is no message of a custom action, and completedAction none of an email', async () => {
    const action = await opened('custom_action')
    const insert = { event: 'insertHtml' as const, html, launchId: action.launchId, nonce: action.nonce }
    expect(await codeOf(acceptMessage(action.team.agent, insert, now))).toBe('wrong_state')
    const email = await opened('email_editor')
    const complete = { event: 'completedAction' as const, actionId: email.step, ...email }
    expect(await codeOf(acceptMessage(email.team.agent, complete, now))).toBe('wrong_state')
  })

  test('does nothing once the widget was stopped', async () => {
    const { owner, team, widgetId, launchId, nonce } = await opened('email_editor')
    await setStopped(owner, { widgetId, stop: true, reason: 'A fault' })
    const insert = { event: 'insertHtml' as const, html, launchId, nonce }
    expect(await codeOf(acceptMessage(team.agent, insert, now))).toBe('not_found')
  })
})

describe('completedAction', () => {
  test('completes the step it was opened for, and spends its nonce', async () => {
    const { team, widgetId, personId, step, launchId, nonce } = await opened('custom_action')
    const message = { event: 'completedAction' as const, launchId, nonce }
    const wrong = acceptMessage(team.agent, { ...message, actionId: step + 1 }, now)
    expect(await codeOf(wrong)).toBe('nonce_mismatch')
    const right = { ...message, actionId: step }
    expect(await acceptMessage(team.agent, right, now)).toEqual({
      event: 'completedAction',
      actionId: step,
      title: 'Call back',
    })
    expect(await listSteps(team.agent, { personId })).toMatchObject([
      { id: step, completedAt: now, completedByWidgetId: widgetId, completedBy: { name: team.agent.name } },
    ])
    expect(await codeOf(acceptMessage(team.agent, right, now))).toBe('already_completed')
    const actions = await db().auditEvent.findMany({
      where: { teamId: team.teamId, action: { in: ['step.completed', 'launch.action_completed'] } },
    })
    expect(actions).toHaveLength(2)
  })

  test('fifty times at once completes once', async () => {
    const { team, step, launchId, nonce } = await opened('custom_action')
    const message = { event: 'completedAction' as const, launchId, nonce, actionId: step }
    const calls = Array.from({ length: 50 }, () => acceptMessage(team.agent, message, now))
    expect(await settleAll(calls)).toEqual({ won: 1, codes: ['already_completed'] })
  })

  test('of a step that somebody completed meanwhile is refused, and its nonce stays', async () => {
    const { team, step, launchId, nonce } = await opened('custom_action')
    await completeStep(team.admin, { stepId: step }, now)
    const message = { event: 'completedAction' as const, launchId, nonce, actionId: step }
    expect(await codeOf(acceptMessage(team.agent, message, now))).toBe('already_completed')
    await reopenStep(team.admin, { stepId: step }, now)
    expect(await acceptMessage(team.agent, message, now)).toMatchObject({ actionId: step })
  })
})

describe('a step', () => {
  test('is completed and reopened by its own team alone', async () => {
    const [team, other] = [await createTeam(), await createTeam()]
    const stepId = await createStep(team.teamId, await createPerson(team.teamId))
    for (const call of [completeStep, reopenStep]) {
      expect(await codeOf(call(other.admin, { stepId }, now))).toBe('not_found')
      expect(await codeOf(call(other.admin, { stepId: 2_000_000_000 }, now))).toBe('not_found')
    }
    expect(await codeOf(reopenStep(team.agent, { stepId }, now))).toBe('wrong_state')
    await completeStep(team.agent, { stepId }, now)
    expect(await codeOf(completeStep(team.agent, { stepId }, now))).toBe('already_completed')
    await reopenStep(team.agent, { stepId }, now)
  })
})
