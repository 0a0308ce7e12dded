import { describe, expect, test } from 'vitest'
import type { EmbeddedActor, TeamActor } from '@/lib/auth/permissions'
import { embeddedLaunchBody } from '@/lib/domain/api/api.schema'
import { createEmbedSessionBody } from '@/lib/domain/embed/embed.schema'
import { saveEmbed } from '@/lib/domain/embed/embeds'
import {
  acceptEmbeddedMessage,
  findEmbeddedDestination,
  listEmbeddedTabs,
  openEmbeddedLaunch,
  probeEmbeddedLaunch,
  refreshEmbeddedLaunch,
  settleEmbeddedLaunch,
} from '@/lib/domain/embed/launches'
import { createEmbedSession, readEmbedToken } from '@/lib/domain/embed/sessions'
import { switchPlacement } from '@/lib/domain/installations/installations'
import { listRecordLaunches, openLaunch, settleLaunch } from '@/lib/domain/launches/launches'
import { getRecordLaunch } from '@/lib/domain/launches/log'
import { acceptMessage } from '@/lib/domain/launches/messages'
import { verifySureSend } from '@/lib/protocols/sure-send'
import { db } from '@/lib/server/db'
import {
  approvedWidget,
  createPartner,
  createPerson,
  createStep,
  createTeam,
  salesloftFields,
  setInstallationSecret,
  switchOn,
} from '@/test/factories'
import { codeOf, settleAll } from '@/test/refusals'

const crm = 'https://crm.example.com'
const now = new Date('2026-03-01T12:00:00.000Z')
const rob = { id: 'user-204', email: 'rob.ito@crm.example', name: 'Rob Ito' }
const ana = { id: 'crm-9', firstName: 'Ana', lastName: 'Reyes', emails: [{ email: 'Ana@home.example' }] }

/** A user of the team's CRM whose page shows its tabs. */
async function embedded(admin: TeamActor, user: typeof rob = rob): Promise<EmbeddedActor> {
  await saveEmbed(admin, { origins: [crm] }, now)
  const { token } = await createEmbedSession(admin, createEmbedSessionBody.parse({ user }), null, now)
  const actor = await readEmbedToken(token, crm, now)
  if (!actor) throw new Error('the token of a new session does not work')
  return actor
}

const open = (actor: EmbeddedActor, body: object) =>
  openEmbeddedLaunch(actor, embeddedLaunchBody.parse({ placement: 'person', ...body }), now)

async function teamWithWidget() {
  const [{ owner }, team] = [await createPartner(), await createTeam()]
  const { widgetId, secret } = await approvedWidget(owner)
  await switchOn(team.admin, widgetId)
  return { ...team, owner, widgetId, secret }
}

/** What the widget's server reads of a launch. */
async function contextOf(url: string, secret: string) {
  return (await verifySureSend({ url, secrets: [secret], now })).data
}

describe('a user of an embedding CRM', () => {
  test('sees the tabs that the team enabled, as an agent does', async () => {
    const { admin, widgetId, agent } = await teamWithWidget()
    const actor = await embedded(admin)
    expect(await listEmbeddedTabs(actor, 'person')).toMatchObject([{ widgetId, name: 'Market pulse' }])
    expect(await listEmbeddedTabs(actor, 'company')).toEqual([])
    await switchPlacement(admin, { widgetId, placement: 'person', enabled: false })
    expect(await listEmbeddedTabs(actor, 'person')).toEqual([])
    const other = await embedded((await createTeam()).admin)
    expect(await listEmbeddedTabs(other, 'person')).toEqual([])
    expect(agent.teamId).toBe(actor.teamId)
  })

  test('opens a record of the team, named in context and log as the CRM does', async () => {
    const { admin, agent, teamId, widgetId, secret } = await teamWithWidget()
    const actor = await embedded(admin)
    const recordId = await createPerson(teamId)
    const { launchId, request, origins } = await open(actor, { widgetId, recordId })
    expect(await contextOf(request.url, secret)).toMatchObject({
      user: { id: rob.id, email: rob.email },
      person: { id: recordId },
    })
    expect(origins).toEqual(['https://widgets.example.com'])
    const [logged] = (await listRecordLaunches(agent, { recordId })).launches
    expect(logged).toMatchObject({ id: launchId, user: { name: 'Rob Ito' } })
    expect(await getRecordLaunch(agent, { recordId, launchId }, now)).toMatchObject({ userName: 'Rob Ito' })
  })

  test('opens a record that the page describes, which is signed and kept nowhere', async () => {
    const { admin, teamId, widgetId, secret } = await teamWithWidget()
    const { launchId, request } = await open(await embedded(admin), { widgetId, person: ana })
    expect(await contextOf(request.url, secret)).toMatchObject({
      person: { id: 'crm-9', firstName: 'Ana', emails: [{ email: 'Ana@home.example' }] },
    })
    expect(await db().launch.findUniqueOrThrow({ where: { id: launchId } })).toMatchObject({ recordId: null })
    expect(await db().person.count({ where: { teamId } })).toBe(0)
  })

  test('is the member with that email, in context and log', async () => {
    const { admin, agent, teamId, widgetId, secret } = await teamWithWidget()
    const actor = await embedded(admin, { ...rob, email: agent.email })
    const recordId = await createPerson(teamId)
    const { launchId, request } = await open(actor, { widgetId, recordId })
    expect(await contextOf(request.url, secret)).toMatchObject({
      user: { id: agent.userId, email: agent.email },
    })
    expect(await getRecordLaunch(admin, { recordId, launchId }, now)).toMatchObject({ userName: agent.name })
  })

  test('opens nothing of another team, and nothing that is off', async () => {
    const [{ admin, widgetId, teamId }, other] = [await teamWithWidget(), await teamWithWidget()]
    const actor = await embedded(admin)
    const theirs = await createPerson(other.teamId)
    expect(await codeOf(open(actor, { widgetId, recordId: theirs }))).toBe('not_found')
    expect(await codeOf(open(actor, { widgetId: other.widgetId, person: ana }))).toBe('not_found')
    await switchPlacement(admin, { widgetId, placement: 'person', enabled: false })
    const recordId = await createPerson(teamId)
    expect(await codeOf(open(actor, { widgetId, recordId }))).toBe('not_found')
  })

  test('says how its own launches ended, with whichever of its sessions; nobody else does', async () => {
    const { admin, widgetId, agent } = await teamWithWidget()
    const actor = await embedded(admin)
    const { launchId } = await open(actor, { widgetId, person: ana })
    const shown = { launchId, outcome: 'shown' } as const
    const colleague = await embedded(admin, { ...rob, id: 'user-205' })
    const stranger = await embedded((await createTeam()).admin)
    for (const one of [colleague, stranger])
      expect(await codeOf(settleEmbeddedLaunch(one, shown, now))).toBe('not_found')
    for (const member of [admin, agent]) expect(await codeOf(settleLaunch(member, shown))).toBe('not_found')
    expect(await codeOf(probeEmbeddedLaunch(colleague, { launchId, isRetry: false }, now))).toBe('not_found')
    await settleEmbeddedLaunch(await embedded(admin), shown, now)
    expect(await db().launch.findUniqueOrThrow({ where: { id: launchId } })).toMatchObject({
      outcome: 'shown',
    })
  })

  test('is no owner of what a member opened in the portal, also where it is that member', async () => {
    const { admin, agent, teamId, widgetId } = await teamWithWidget()
    const record = await createPerson(teamId)
    const { launchId } = await openLaunch(agent, { widgetId, placement: 'person', record }, now)
    const actor = await embedded(admin, { ...rob, email: agent.email })
    expect(await codeOf(settleEmbeddedLaunch(actor, { launchId, outcome: 'shown' }, now))).toBe('not_found')
  })
})

describe('a message of a frame in another CRM', () => {
  async function opened(placement: 'email_editor' | 'custom_action') {
    const [{ owner }, team] = [await createPartner(), await createTeam()]
    const { widgetId } = await approvedWidget(owner, salesloftFields)
    await setInstallationSecret(team.admin, widgetId, { now })
    await switchPlacement(team.admin, { widgetId, placement, enabled: true })
    const actor = await embedded(team.admin)
    const { launchId, nonce } = await open(actor, { widgetId, placement, person: ana, actionId: 77 })
    return { team, actor, widgetId, launchId, nonce: nonce ?? '' }
  }

  test('inserts only clean HTML, and is in the audit log under the name that the CRM gave', async () => {
    const { team, actor, widgetId, launchId, nonce } = await opened('email_editor')
    const message = { event: 'insertHtml', launchId, nonce, html: '<p onclick="x()">Two homes</p>' } as const
    expect(await acceptEmbeddedMessage(actor, message, now)).toEqual({
      event: 'insertHtml',
      html: '<p>Two homes</p>',
    })
    expect(await codeOf(acceptEmbeddedMessage(actor, { ...message, nonce: 'x' }, now))).toBe('nonce_mismatch')
    expect(await codeOf(acceptMessage(team.admin, message, now))).toBe('not_found')
    const events = await db().auditEvent.findMany({
      where: { subjectId: widgetId, action: 'launch.html_inserted' },
    })
    expect(events).toMatchObject([{ actorId: null, actorName: 'Rob Ito', data: { crmUser: 'user-204' } }])
  })

  test('completes the CRM’s own step once, whoever asks at the same time, and none of the portal’s', async () => {
    const { team, actor, launchId, nonce } = await opened('custom_action')
    const step = await createStep(team.teamId, await createPerson(team.teamId))
    const complete = (actionId: number) =>
      acceptEmbeddedMessage(actor, { event: 'completedAction', launchId, nonce, actionId }, now)
    expect(await codeOf(complete(step === 77 ? 78 : step))).toBe('nonce_mismatch')
    const all = await settleAll(Array.from({ length: 6 }, () => complete(77)))
    expect(all).toEqual({ won: 1, codes: ['already_completed'] })
    expect(await db().step.findUniqueOrThrow({ where: { id: step } })).toMatchObject({ completedAt: null })
  })
})

test('a user of an embedding CRM refreshes what a page describes, and goes to records of the team only', async () => {
  const { admin, teamId, widgetId, secret } = await teamWithWidget()
  const actor = await embedded(admin)
  const { launchId } = await open(actor, { widgetId, person: ana })
  const refreshed = await refreshEmbeddedLaunch(
    actor,
    embeddedLaunchBody.parse({ placement: 'person', widgetId, person: { ...ana, lastName: 'Moss' } }),
    now,
  )
  expect(await contextOf(refreshed.request.url, secret)).toMatchObject({
    user: { id: rob.id },
    person: { id: 'crm-9', lastName: 'Moss' },
  })
  const personId = await createPerson(teamId)
  const go = (who: EmbeddedActor, person: string, from = launchId) =>
    findEmbeddedDestination(who, { launchId: from, target: { person } })
  const stored = { kind: 'person', id: personId, externalId: null, isStored: true }
  expect(await go(actor, personId)).toEqual(stored)
  // Its CRM describes its records, and looks for this one among its own.
  expect(await go(actor, 'crm-10')).toEqual({ ...stored, id: 'crm-10', isStored: false })
  const stranger = await createTeam()
  const theirs = await createPerson(stranger.teamId)
  const ofStored = await open(actor, { widgetId, recordId: personId })
  expect(await go(actor, personId, ofStored.launchId)).toEqual(stored)
  for (const unknown of [theirs, 'crm-10'])
    expect(await codeOf(go(actor, unknown, ofStored.launchId))).toBe('not_found')
  const colleague = await embedded(admin, { ...rob, id: 'user-205' })
  for (const other of [colleague, await embedded(stranger.admin)])
    expect(await codeOf(go(other, personId))).toBe('not_found')
})
