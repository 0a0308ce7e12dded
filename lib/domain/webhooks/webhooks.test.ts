import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { TeamActor } from '@/lib/auth/permissions'
import { companyAnswer, personAnswer } from '@/lib/domain/api/records.schema'
import { listAuditEvents } from '@/lib/domain/audit/events'
import { createCompany, createPerson, updateCompany, updatePerson } from '@/lib/domain/crm/change-records'
import { describeCompany, describePerson } from '@/lib/domain/crm/describe-record'
import { eraseCompany, erasePerson } from '@/lib/domain/crm/erase-records'
import { companyFields, personFields } from '@/lib/domain/crm/record-fields.schema'
import { prunePostbacks } from '@/lib/domain/platform/retention'
import { claimPostbacks } from '@/lib/domain/postbacks/claim'
import { type DeliveryOptions, deliverPostbacks } from '@/lib/domain/postbacks/deliver'
import { enablePostbacks, replayPostback } from '@/lib/domain/postbacks/postbacks'
import { listAttempts, listPostbacks } from '@/lib/domain/postbacks/read'
import { replaySelected, runReplay, startReplay } from '@/lib/domain/postbacks/replays'
import {
  createWebhook,
  deleteWebhook,
  forgetWebhook,
  pauseWebhook,
  revokeWebhookSecret,
  rotateWebhookSecret,
  testWebhook,
  updateWebhook,
} from '@/lib/domain/webhooks/endpoints'
import { queueRecordEvents } from '@/lib/domain/webhooks/events'
import { getWebhook, listWebhooks } from '@/lib/domain/webhooks/read'
import { createWebhookInput, webhookEventTypes } from '@/lib/domain/webhooks/webhooks.schema'
import { db, inTransaction } from '@/lib/server/db'
import { Prisma } from '@/lib/server/prisma/client'
import { createTeam } from '@/test/factories'
import { PostbackReceiver } from '@/test/postback-receiver'
import { codeOf } from '@/test/refusals'
import { allowOrigin } from '@/test/settings'

const start = new Date('2026-11-25T09:00:00Z')
const inSeconds = (seconds: number) => new Date(start.getTime() + seconds * 1000)

let receiver: PostbackReceiver
beforeEach(async () => {
  receiver = await PostbackReceiver.start()
  allowOrigin(receiver.origin)
})
afterEach(async () => {
  await receiver.stop()
  // The tests share one queue: what one left there would be sent by the next.
  await db().postback.deleteMany({})
})

const deliver = (at: Date, options: DeliveryOptions = {}) =>
  deliverPostbacks({ clock: () => at, random: () => 0.5, ...options })

const answer = (status: number) => {
  receiver.answer = (_, response) => response.writeHead(status, { 'x-seen': 'yes' }).end('Elena Marsh')
}

const elena = personFields.parse({
  firstName: 'Elena',
  lastName: 'Marsh “Zoë”',
  externalId: 'x-1',
  emails: [{ email: 'a@example.com' }, { email: 'b@example.com', isPrimary: true }],
  phones: [{ phone: '+1 206 555 0142' }],
})

/** A team's webhook whose server answered the test event. */
async function activeWebhook(
  events: (typeof webhookEventTypes)[number][] = webhookEventTypes,
  team?: { admin: TeamActor; agent: TeamActor; teamId: string },
) {
  const own = team ?? (await createTeam())
  const input = createWebhookInput.parse({ url: `${receiver.origin}/hooks`, events })
  const { endpointId, shown } = await createWebhook(own.admin, input, start)
  await testWebhook(own.admin, { endpointId }, start)
  await deliver(start)
  receiver.received.length = 0
  return { ...own, endpointId, secret: shown.secret }
}

const bodies = () => receiver.received.map(({ body }) => JSON.parse(body) as { type: string; data: unknown })
const types = () => bodies().map(({ type }) => type)

/** Events of different records come in any order. */
const byType = <Body extends { type: string }>(all: Body[]) =>
  all.toSorted((one, other) => one.type.localeCompare(other.type))

const eventsOf = (endpointId: string) =>
  db().postback.findMany({
    where: { endpointId, recordId: { not: null } },
    orderBy: [{ createdAt: 'asc' }, { sequence: 'asc' }],
  })

describe('a webhook', () => {
  test('is sent nothing but a test event until its server accepted one', async () => {
    const { admin, agent } = await createTeam()
    const input = createWebhookInput.parse({ url: `${receiver.origin}/hooks`, events: webhookEventTypes })
    const { endpointId, shown } = await createWebhook(admin, input, start)
    expect(shown.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    await createPerson(agent, elena, start)
    answer(500)
    await testWebhook(admin, { endpointId }, start)
    await deliver(start)
    expect(types()).toEqual(['webhook.test'])
    expect((await getWebhook(admin, endpointId)).state).toBe('untested')
    expect(await codeOf(enablePostbacks(admin, { endpointId }))).toBe('wrong_state')
    answer(204)
    await deliver(inSeconds(60))
    expect((await getWebhook(admin, endpointId)).state).toBe('active')
    await createPerson(agent, { ...elena, externalId: 'x-2' }, inSeconds(61))
    await deliver(inSeconds(61))
    expect(types()).toEqual(['webhook.test', 'webhook.test', 'person.created'])
    const { events } = await listAuditEvents(admin, { action: 'webhook' })
    expect(events.map(({ action }) => action)).toEqual([
      'webhook.started',
      'webhook.tested',
      'webhook.created',
    ])
  })

  test('verifies by Standard Webhooks, during a rotation with either secret', async () => {
    const { admin, agent, endpointId, secret } = await activeWebhook()
    const next = await rotateWebhookSecret(admin, { endpointId, graceHours: 24 }, start)
    await createPerson(agent, elena, start)
    await deliver(start)
    const [received] = receiver.received
    expect(received).toMatchObject({
      method: 'POST',
      url: '/hooks',
      headers: { 'content-type': 'application/json' },
    })
    const signed = `${received?.headers['webhook-id']}.${received?.headers['webhook-timestamp']}.${received?.body}`
    const signatureBy = (text: string) =>
      `v1,${createHmac('sha256', Buffer.from(text.slice('whsec_'.length), 'base64'))
        .update(signed)
        .digest('base64')}`
    expect(received?.headers['webhook-signature']).toBe([next.secret, secret].map(signatureBy).join(' '))
    await revokeWebhookSecret(admin, { endpointId, version: 1 }, start)
    await createPerson(agent, { ...elena, externalId: 'x-2' }, start)
    await deliver(start)
    expect(String(receiver.received[1]?.headers['webhook-signature']).split(' ')).toHaveLength(1)
  })

  test('is an admin’s of its team only, and has an address that is not the portal’s', async () => {
    const { agent, endpointId, admin } = await activeWebhook()
    const other = await createTeam()
    expect(await codeOf(listWebhooks(agent))).toBe('forbidden')
    for (const refused of [
      () => getWebhook(other.admin, endpointId),
      () => testWebhook(other.admin, { endpointId }),
      () => deleteWebhook(other.admin, { endpointId }),
      () => listPostbacks(other.admin, { endpointId }),
      () => replaySelected(other.admin, { endpointId, postbackIds: ['x'] }),
    ])
      expect(await codeOf(refused())).toBe('not_found')
    const input = (url: string) => ({ endpointId, url, events: webhookEventTypes })
    expect(await codeOf(updateWebhook(admin, input('http://example.com/hooks')))).toBe('invalid_input')
    expect(await codeOf(createWebhook(admin, input('https://user@example.com/')))).toBe('invalid_input')
  })

  test('that is deleted is sent nothing, and leaves no event', async () => {
    const { admin, agent, endpointId } = await activeWebhook()
    await createPerson(agent, elena, start)
    await deleteWebhook(admin, { endpointId }, start)
    await createPerson(agent, { ...elena, externalId: 'x-2' }, start)
    await deliver(start)
    expect(receiver.received).toEqual([])
    await forgetWebhook(endpointId)
    await forgetWebhook(endpointId)
    expect(await db().postback.count({ where: { endpointId } })).toBe(0)
    expect(await db().webhookEndpoint.count({ where: { id: endpointId } })).toBe(0)
  })
})

describe('an event', () => {
  test('says exactly what the API answers of the record, and of an erased one only its ids', async () => {
    const { admin, agent } = await activeWebhook()
    const company = await createCompany(
      agent,
      companyFields.parse({
        name: 'Alder & Pike "LLC"',
        annualRevenue: 48250000.5,
        foundedDate: '1998-04-15',
        description: 'Line\nbreak \u2028',
        emails: [{ email: 'hello@alder.example' }],
        addresses: [{ street: '418 Alder Lane' }, { street: '2', isPrimary: true }],
      }),
      start,
    )
    const person = await createPerson(agent, { ...elena, companyId: company.id }, inSeconds(1))
    const answers = [
      companyAnswer.parse(await describeCompany(agent, company.id)),
      personAnswer.parse(await describePerson(agent, person.id)),
    ]
    await deliver(inSeconds(2))
    expect(byType(bodies())).toEqual([
      { type: 'company.created', timestamp: start.toISOString(), data: answers[0] },
      { type: 'person.created', timestamp: inSeconds(1).toISOString(), data: answers[1] },
    ])
    receiver.received.length = 0
    await eraseCompany(admin, { companyId: company.id }, inSeconds(3))
    await erasePerson(admin, { personId: person.id }, inSeconds(4))
    await deliver(inSeconds(5))
    expect(byType(bodies().filter(({ type }) => type.endsWith('.deleted')))).toEqual([
      {
        type: 'company.deleted',
        timestamp: inSeconds(3).toISOString(),
        data: { id: company.id, externalId: null },
      },
      {
        type: 'person.deleted',
        timestamp: inSeconds(4).toISOString(),
        data: { id: person.id, externalId: 'x-1' },
      },
    ])
  })

  test('is not made by an update that changes nothing, nor for whom it is not chosen, nor of another team', async () => {
    const { agent, endpointId } = await activeWebhook(['person.updated'])
    const other = await createTeam()
    await createPerson(other.agent, elena, start)
    const { id } = await createPerson(agent, elena, start)
    await updatePerson(agent, { personId: id, changes: { stage: '' } }, inSeconds(1))
    await updatePerson(agent, { personId: id, changes: { stage: 'Lead' } }, inSeconds(2))
    await updatePerson(agent, { personId: id, changes: { stage: 'Lead' } }, inSeconds(3))
    expect((await eventsOf(endpointId)).map(({ type, sequence }) => [type, sequence])).toEqual([
      ['person.updated', 2],
    ])
  })

  test('is made with its change or not at all', async () => {
    const { agent, endpointId } = await activeWebhook()
    const { id } = await createPerson(agent, elena, start)
    await createPerson(agent, { ...elena, externalId: 'x-2' }, start)
    const taken = updatePerson(agent, { personId: id, changes: { externalId: 'x-2', stage: 'Lead' } })
    expect(await codeOf(taken)).toBe('conflict')
    expect((await eventsOf(endpointId)).map(({ type }) => type)).toEqual(['person.created', 'person.created'])
  })

  test('comes in order for each record, though the first fails, and a failing record holds up no other', async () => {
    const { agent } = await activeWebhook()
    const one = await createPerson(agent, elena, start)
    const two = await createPerson(agent, { ...elena, externalId: 'x-2' }, start)
    await updatePerson(agent, { personId: one.id, changes: { stage: 'Lead' } }, inSeconds(1))
    const failed = new Set<string>()
    receiver.answer = ({ body, id }, response) => {
      const isFirst = body.includes(one.id) && !failed.has(id)
      failed.add(id)
      response.writeHead(isFirst ? 500 : 204).end()
    }
    await deliver(inSeconds(2))
    await deliver(inSeconds(20))
    await deliver(inSeconds(40))
    const of = (id: string) => bodies().filter(({ data }) => (data as { id: string }).id === id)
    expect(of(one.id).map(({ type }) => type)).toEqual([
      'person.created',
      'person.created',
      'person.updated',
      'person.updated',
    ])
    expect(of(two.id).map(({ type }) => type)).toEqual(['person.created'])
    const [first, again] = receiver.received.filter(({ body }) => body.includes(one.id))
    expect(again?.id).toBe(first?.id)
    expect(again?.body).toBe(first?.body)
  })

  test('is kept with its body only until it is delivered or given up', async () => {
    const { agent, endpointId } = await activeWebhook()
    await createPerson(agent, elena, start)
    await deliver(start)
    expect(await eventsOf(endpointId)).toMatchObject([{ state: 'delivered', body: null }])
    const { id } = await createPerson(agent, { ...elena, externalId: 'x-2' }, inSeconds(1))
    answer(308)
    await deliver(inSeconds(1))
    const [, failed] = await eventsOf(endpointId)
    expect(failed).toMatchObject({ state: 'failed', body: null, recordId: id })
    const [attempt] = await listAttempts(
      { ...agent, role: 'admin' },
      { endpointId, postbackId: failed?.id ?? '' },
    )
    expect(JSON.stringify(attempt)).not.toContain('x-2')
  })

  test('of an import is one statement, and none where the team has no webhook', async () => {
    const { agent, endpointId, teamId } = await activeWebhook()
    const ids = await Promise.all(
      Array.from({ length: 5 }, (_, index) =>
        createPerson(agent, personFields.parse({ firstName: `No ${index}` }), start),
      ),
    )
    await db().postback.deleteMany({})
    const all = Prisma.sql`SELECT p."id" FROM "Person" p WHERE p."teamId" = ${teamId}::uuid`
    const queue = (team: string, records: string[] | Prisma.Sql) =>
      inTransaction((tx) =>
        queueRecordEvents(tx, { teamId: team, type: 'person.created', records, now: start }),
      )
    expect(await queue(teamId, all)).toBe(5)
    expect(await eventsOf(endpointId)).toHaveLength(5)
    expect(
      await queue(
        (await createTeam()).teamId,
        ids.map(({ id }) => id),
      ),
    ).toBe(0)
    // A backlog of a million is no longer looked through at each look.
    await db().$executeRaw`
      INSERT INTO "Postback" ("id", "endpointId", "recordId", "type", "body", "teamId", "lane", "sequence", "method", "url", "state",
        "nextAttemptAt", "createdAt", "giveUpAt")
      SELECT 'evt_many' || n, "endpointId", "recordId", "type", "body", "teamId", "endpointId" || ':' || n, 1, "method", "url", "state",
        "nextAttemptAt", "createdAt", "giveUpAt"
      FROM (SELECT * FROM "Postback" LIMIT 1) p, generate_series(1, 20000) n`
    await db().$executeRaw`ANALYZE "Postback"`
    const claimed = await claimPostbacks({
      now: start,
      leaseSeconds: 30,
      limit: 32,
      perWidget: 4,
      perHost: 8,
    })
    expect(claimed).toHaveLength(4)
  })
})

describe('a server', () => {
  test('that answers 410 gets nothing more until its admin resumes it, and then all of it in order', async () => {
    const { admin, agent, endpointId } = await activeWebhook()
    answer(410)
    const { id } = await createPerson(agent, elena, start)
    await deliver(start)
    await updatePerson(agent, { personId: id, changes: { stage: 'Lead' } }, inSeconds(1))
    await deliver(inSeconds(100_000))
    expect(types()).toEqual(['person.created'])
    expect((await getWebhook(admin, endpointId)).state).toBe('gone')
    answer(204)
    expect(await enablePostbacks(admin, { endpointId }, inSeconds(100_001))).toEqual({ held: 2 })
    await deliver(inSeconds(100_002))
    expect(types()).toEqual(['person.created', 'person.created', 'person.updated'])
  })

  test('that is paused is sent nothing but a test, and what waited for 30 days is cancelled without its body', async () => {
    const { admin, agent, endpointId } = await activeWebhook()
    await pauseWebhook(admin, { endpointId }, start)
    await createPerson(agent, elena, start)
    await testWebhook(admin, { endpointId }, start)
    await deliver(start)
    expect(types()).toEqual(['webhook.test'])
    expect((await getWebhook(admin, endpointId)).state).toBe('paused')
    await prunePostbacks(inSeconds(31 * 24 * 3600))
    expect(await eventsOf(endpointId)).toMatchObject([{ state: 'cancelled', body: null }])
  })

  test('that moved is asked at its new address', async () => {
    const { admin, agent, endpointId } = await activeWebhook()
    await createPerson(agent, elena, start)
    const url = `${receiver.origin}/elsewhere`
    await updateWebhook(admin, { endpointId, url, events: webhookEventTypes }, start)
    await deliver(start)
    expect(receiver.received.map((received) => received.url)).toEqual(['/elsewhere'])
  })

  test('that moved to another server waits until that accepted a test event', async () => {
    const { admin, agent, endpointId } = await activeWebhook()
    await createPerson(agent, elena, start)
    const move = (url: string) => updateWebhook(admin, { endpointId, url, events: webhookEventTypes }, start)
    await move('https://elsewhere.example.com/hooks')
    expect((await getWebhook(admin, endpointId)).state).toBe('untested')
    await move(`${receiver.origin}/hooks`)
    await deliver(start)
    expect(receiver.received).toEqual([])
    await testWebhook(admin, { endpointId }, start)
    await deliver(start)
    await deliver(start)
    expect(types()).toEqual(['webhook.test', 'person.created'])
    expect((await getWebhook(admin, endpointId)).state).toBe('active')
  })
})

describe('a replay', () => {
  test('sends the record as it is now with the same id, and never what a later delivery overtook', async () => {
    const { admin, agent, endpointId } = await activeWebhook()
    answer(308)
    const { id } = await createPerson(agent, elena, start)
    await deliver(start)
    answer(204)
    const [failed] = await eventsOf(endpointId)
    const postbackId = failed?.id ?? ''
    await db().person.update({ where: { id }, data: { title: 'Buyer' } })
    expect(await replayPostback(admin, { endpointId, postbackId }, inSeconds(1))).toEqual({ queued: 1 })
    await deliver(inSeconds(1))
    expect(receiver.received.map((received) => received.id)).toEqual([postbackId, postbackId])
    expect(bodies()[1]).toMatchObject({ type: 'person.created', data: { id, title: 'Buyer' } })
    await updatePerson(agent, { personId: id, changes: { stage: 'Lead' } }, inSeconds(2))
    await deliver(inSeconds(2))
    expect(await codeOf(replayPostback(admin, { endpointId, postbackId }, inSeconds(3)))).toBe('wrong_state')
  })

  test('of all that failed queues each once, and what was erased not at all', async () => {
    const { admin, agent, endpointId } = await activeWebhook()
    answer(308)
    const kept = await createPerson(agent, elena, start)
    const erased = await createPerson(agent, { ...elena, externalId: 'x-2' }, start)
    await deliver(start)
    answer(204)
    await erasePerson(admin, { personId: erased.id }, inSeconds(1))
    const started = await startReplay(admin, { endpointId, sinceHours: 24 }, inSeconds(2))
    expect(started.total).toBe(1)
    await runReplay(started.replayId ?? '', { now: inSeconds(2) })
    await runReplay(started.replayId ?? '', { now: inSeconds(2) })
    receiver.received.length = 0
    await deliver(inSeconds(3))
    expect(
      bodies()
        .map(({ type, data }) => [type, (data as { id: string }).id])
        .sort(),
    ).toEqual(
      [
        ['person.created', kept.id],
        ['person.deleted', erased.id],
      ].sort(),
    )
  })
})

describe('an erased person', () => {
  test('is told of as deleted, and what waited of them is not sent, nor kept, nor what a server answered', async () => {
    const { admin, agent, endpointId } = await activeWebhook()
    answer(500)
    const { id } = await createPerson(agent, elena, start)
    await deliver(start)
    await updatePerson(agent, { personId: id, changes: { stage: 'Lead' } }, inSeconds(1))
    await erasePerson(admin, { personId: id }, inSeconds(2))
    receiver.received.length = 0
    answer(204)
    await deliver(inSeconds(3))
    expect(bodies()).toMatchObject([{ type: 'person.deleted', data: { id, externalId: 'x-1' } }])
    const rows = await db().postback.findMany({
      where: { endpointId },
      include: { log: { omit: { id: true } } },
    })
    expect(JSON.stringify(rows)).not.toMatch(/Marsh|b@example/)
    expect((await eventsOf(endpointId)).map(({ type, state }) => [type, state])).toEqual([
      ['person.created', 'cancelled'],
      ['person.updated', 'cancelled'],
      ['person.deleted', 'delivered'],
    ])
  })

  test('while an event is under way is told of as deleted after it, and its failure is not retried', async () => {
    const { admin, agent, endpointId } = await activeWebhook()
    const { id } = await createPerson(agent, elena, start)
    let release = () => {}
    const erased = new Promise<void>((settle) => {
      receiver.answer = async (_, response) => {
        await erasePerson(admin, { personId: id }, inSeconds(1))
        settle()
        release = () => response.writeHead(500).end('Elena Marsh')
      }
    })
    const sending = deliver(start)
    await erased
    receiver.answer = (_, response) => response.writeHead(204).end()
    release()
    await sending
    await deliver(inSeconds(60))
    expect(types()).toEqual(['person.created', 'person.deleted'])
    const rows = await db().postback.findMany({
      where: { endpointId },
      include: { log: { omit: { id: true } } },
    })
    expect(JSON.stringify(rows)).not.toContain('Marsh')
    expect((await eventsOf(endpointId)).map(({ state }) => state)).toEqual(['cancelled', 'delivered'])
  })

  test('of a company leaves its people, who are told of as changed', async () => {
    const { admin, agent } = await activeWebhook(['person.updated', 'company.updated', 'company.deleted'])
    const company = await createCompany(agent, companyFields.parse({ name: 'Alder' }), start)
    const person = await createPerson(agent, { ...elena, companyId: company.id }, start)
    await updateCompany(agent, { companyId: company.id, changes: { stage: 'Lead' } }, start)
    await eraseCompany(admin, { companyId: company.id }, inSeconds(1))
    await deliver(inSeconds(2))
    expect(bodies()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          type: 'person.updated',
          data: expect.objectContaining({ id: person.id, company: null, revision: 2 }),
        }),
        expect.objectContaining({ type: 'company.deleted' }),
      ]),
    )
  })
})
