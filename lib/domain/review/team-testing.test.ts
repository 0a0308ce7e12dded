import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { listAuditEvents } from '@/lib/domain/audit/events'
import { listInstallations } from '@/lib/domain/installations/installations'
import { listTabs } from '@/lib/domain/installations/tabs'
import { openLaunch } from '@/lib/domain/launches/launches'
import { suspendWidget } from '@/lib/domain/review/approvals'
import {
  answerTesting,
  countTestingRequests,
  endTestingAsPartner,
  listTestingRequests,
  requestTesting,
} from '@/lib/domain/review/team-testing'
import { getWidget } from '@/lib/domain/widgets/read'
import { updateWidget } from '@/lib/domain/widgets/widgets'
import { newId } from '@/lib/ids'
import {
  approvedWidget,
  createPartner,
  createPerson,
  createReviewer,
  createTeam,
  registerWidget,
  submitWidget,
  switchOn,
  testedWidget,
  widgetChange,
} from '@/test/factories'
import { codeOf, refusalOf } from '@/test/refusals'

async function asked() {
  const [{ owner, qa }, team, other] = [await createPartner(), await createTeam(), await createTeam()]
  const { widgetId } = await registerWidget(owner)
  await requestTesting(owner, { widgetId, teamId: team.teamId })
  return { owner, qa, team, other, widgetId }
}

/** What the partner can find out about a request. */
async function seenByPartner(owner: Parameters<typeof getWidget>[0], widgetId: string) {
  const { testState, testTeamName, testDecidedAt, status } = await getWidget(owner, { widgetId })
  const { events } = await listAuditEvents(owner, { subject: widgetId })
  return { testState, testTeamName, testDecidedAt, status, actions: events.map((event) => event.action) }
}

async function widgetIdsOf(actor: Parameters<typeof listInstallations>[0]) {
  return (await listInstallations(actor, { show: 'all' })).widgets.map((widget) => widget.id)
}

describe('a request', () => {
  test('is seen by the team’s admin alone', async () => {
    const { team, other, widgetId } = await asked()
    expect((await listTestingRequests(team.admin)).map((request) => request.id)).toEqual([widgetId])
    expect(await listTestingRequests(other.admin)).toEqual([])
    expect(await codeOf(listTestingRequests(team.agent))).toBe('forbidden')
    for (const actor of [team.admin, team.agent, other.admin])
      expect(await widgetIdsOf(actor)).not.toContain(widgetId)
    expect(await codeOf(switchOn(team.admin, widgetId))).toBe('not_found')
  })

  test('and a changed version are counted for the admins until they answer, as the list has them', async () => {
    const { owner, team, other, widgetId } = await asked()
    const counted = async () => {
      const count = await countTestingRequests(team.admin)
      expect((await listTestingRequests(team.admin)).length).toBe(count)
      return count
    }
    expect(await counted()).toBe(1)
    const [{ contentHash } = { contentHash: '' }] = await listTestingRequests(team.admin)
    await answerTesting(team.admin, { widgetId, accept: true, contentHash })
    expect(await counted()).toBe(0)
    await updateWidget(owner, await widgetChange(owner, widgetId, { url: 'https://other.example/widget' }))
    expect(await countTestingRequests(other.admin)).toBe(0)
    expect(await codeOf(countTestingRequests(team.agent))).toBe('forbidden')
    await suspendWidget(await createReviewer(), { widgetId, reason: 'It asks for passwords.' })
    expect(await counted()).toBe(0)
  })

  test('of an unknown team looks exactly like one that waits', async () => {
    const [{ owner, widgetId }, unknown] = [await asked(), await asked()]
    await requestTesting(unknown.owner, { widgetId: unknown.widgetId, teamId: randomUUID() })
    const [known, none] = [
      await seenByPartner(owner, widgetId),
      await seenByPartner(unknown.owner, unknown.widgetId),
    ]
    expect({ ...none, actions: new Set(none.actions) }).toEqual({ ...known, actions: new Set(known.actions) })
  })

  test('that was declined looks exactly like one that waits, and is taken back alike', async () => {
    const [declined, waiting] = [await asked(), await asked()]
    await answerTesting(declined.team.admin, { widgetId: declined.widgetId, accept: false })
    expect(await seenByPartner(declined.owner, declined.widgetId)).toEqual(
      await seenByPartner(waiting.owner, waiting.widgetId),
    )
    expect(await listTestingRequests(declined.team.admin)).toEqual([])
    for (const { owner, widgetId } of [declined, waiting]) {
      await expect(endTestingAsPartner(owner, { widgetId })).resolves.toBeUndefined()
      expect(await codeOf(endTestingAsPartner(owner, { widgetId }))).toBe('wrong_state')
    }
    const [afterDeclined, afterWaiting] = [
      await seenByPartner(declined.owner, declined.widgetId),
      await seenByPartner(waiting.owner, waiting.widgetId),
    ]
    expect({ ...afterDeclined, testDecidedAt: null }).toEqual({ ...afterWaiting, testDecidedAt: null })
  })

  test('that was taken back is gone for the team, which hears nothing of it', async () => {
    const { owner, team, widgetId } = await asked()
    await endTestingAsPartner(owner, { widgetId })
    expect(await listTestingRequests(team.admin)).toEqual([])
    expect(await codeOf(answerTesting(team.admin, { widgetId, accept: true }))).toBe('not_found')
    expect((await listAuditEvents(team.admin, { subject: widgetId })).events).toEqual([])
  })

  test('can be answered by nobody else: the same 404 as a random id', async () => {
    const { other, team, widgetId } = await asked()
    for (const accept of [true, false]) {
      const theirs = await refusalOf(answerTesting(other.admin, { widgetId, accept }))
      const random = await refusalOf(answerTesting(other.admin, { widgetId: newId('wgt'), accept }))
      expect(theirs).toMatchObject({ code: 'not_found' })
      expect(String(theirs)).toBe(String(random))
      expect(await codeOf(answerTesting(team.agent, { widgetId, accept }))).toBe('forbidden')
    }
  })

  test('is made and ended for own widgets alone, and not by QA', async () => {
    const [{ qa, team, widgetId }, stranger] = [await asked(), await createPartner()]
    const { teamId } = team
    expect(await codeOf(requestTesting(stranger.owner, { widgetId, teamId }))).toBe('not_found')
    expect(await codeOf(endTestingAsPartner(stranger.owner, { widgetId }))).toBe('not_found')
    expect(await codeOf(requestTesting(qa, { widgetId, teamId }))).toBe('forbidden')
    expect(await codeOf(endTestingAsPartner(qa, { widgetId }))).toBe('forbidden')
  })

  test('of a suspended widget waits until it is reinstated', async () => {
    const { owner, team, widgetId } = await asked()
    await submitWidget(owner, { widgetId })
    await suspendWidget(await createReviewer(), { widgetId, reason: 'sends data elsewhere' })
    expect(await listTestingRequests(team.admin)).toEqual([])
    expect(await codeOf(answerTesting(team.admin, { widgetId, accept: true }))).toBe('not_found')
  })
})

describe('an accepted test', () => {
  test('shows the version that its admin accepted to this team alone', async () => {
    const [{ owner }, team, other] = [await createPartner(), await createTeam(), await createTeam()]
    const { widgetId } = await testedWidget(owner, team.admin)
    expect(await widgetIdsOf(team.agent)).toContain(widgetId)
    expect(await widgetIdsOf(other.admin)).not.toContain(widgetId)
    await switchOn(team.admin, widgetId)
    await updateWidget(owner, await widgetChange(owner, widgetId, { url: 'https://next.example.com/' }))
    const record = await createPerson(team.teamId)
    const open = async () => (await openLaunch(team.agent, { widgetId, placement: 'person', record })).origins
    expect(await open()).toEqual(['https://widgets.example.com'])
    await answerTesting(team.admin, { widgetId, accept: true })
    expect(await open()).toEqual(['https://next.example.com'])
    expect(await codeOf(switchOn(other.admin, widgetId))).toBe('not_found')
  })

  test('tells the partner who tests', async () => {
    const [{ owner }, team] = [await createPartner(), await createTeam()]
    const { widgetId } = await testedWidget(owner, team.admin)
    expect(await getWidget(owner, { widgetId })).toMatchObject({ status: 'testing', testTeamName: team.name })
  })

  test('of a change opens the change for the tester and the approved version for all others', async () => {
    const [{ owner }, tester, other] = [await createPartner(), await createTeam(), await createTeam()]
    const { widgetId } = await approvedWidget(owner)
    await requestTesting(owner, { widgetId, teamId: tester.teamId })
    await answerTesting(tester.admin, { widgetId, accept: true })
    await updateWidget(owner, await widgetChange(owner, widgetId, { name: 'Next' }))
    for (const team of [tester, other]) await switchOn(team.admin, widgetId)
    expect(await listTabs(tester.agent, 'person')).toMatchObject([{ name: 'Next', isTesting: true }])
    expect(await listTabs(other.agent, 'person')).toMatchObject([{ name: 'Market pulse', isTesting: false }])
  })

  test.each(['partner', 'team'])('ended by the %s is over at once, and both learn of it', async (who) => {
    const [{ owner }, team] = [await createPartner(), await createTeam()]
    const { widgetId } = await testedWidget(owner, team.admin)
    await switchOn(team.admin, widgetId)
    if (who === 'partner') await endTestingAsPartner(owner, { widgetId })
    else await answerTesting(team.admin, { widgetId, accept: false })
    const record = await createPerson(team.teamId)
    expect(await listTabs(team.agent, 'person')).toEqual([])
    expect(await codeOf(openLaunch(team.agent, { widgetId, placement: 'person', record }))).toBe('not_found')
    for (const actor of [owner, team.admin]) {
      const { events } = await listAuditEvents(actor, { subject: widgetId })
      expect(events[0]?.action).toBe('testing.ended')
    }
    expect(await getWidget(owner, { widgetId })).toMatchObject({ testState: 'ended', status: 'draft' })
  })

  test('is not taken over by asking another team; asking the same again changes nothing', async () => {
    const [{ owner }, team, other] = [await createPartner(), await createTeam(), await createTeam()]
    const { widgetId } = await testedWidget(owner, team.admin)
    expect(await codeOf(requestTesting(owner, { widgetId, teamId: other.teamId }))).toBe('wrong_state')
    await requestTesting(owner, { widgetId, teamId: team.teamId })
    expect(await getWidget(owner, { widgetId })).toMatchObject({ testState: 'accepted' })
  })
})
