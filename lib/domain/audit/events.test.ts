import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { updateAccount } from '@/lib/domain/accounts/own-account'
import { listAuditEvents, recordAudit, verifyAudit } from '@/lib/domain/audit/events'
import { auditActions, listAuditInput } from '@/lib/domain/audit/events.schema'
import { saveEmail } from '@/lib/domain/crm/emails'
import { submitVersion } from '@/lib/domain/review/submissions'
import { db, inTransaction } from '@/lib/server/db'
import { withDatabase } from '@/test/database'
import {
  approvedWidget,
  createPartner,
  createPerson,
  createReviewer,
  createTeam,
  registerWidget,
  submitWidget,
  switchOn,
} from '@/test/factories'
import { codeOf, refusalOf } from '@/test/refusals'

const partnerEvent = (partnerId: string, at = new Date()) => ({
  action: 'widget.updated' as const,
  subject: { type: 'widget' as const, id: 'wgt_x', name: 'X' },
  partnerId,
  at,
})

/** Changes rows as the table's owner could. */
function tamper(sql: string): Promise<void> {
  return withDatabase(async (client) => {
    await client.query('ALTER TABLE "AuditEvent" DISABLE TRIGGER USER')
    try {
      await client.query(sql)
    } finally {
      await client.query('ALTER TABLE "AuditEvent" ENABLE TRIGGER USER')
    }
  })
}

describe('an event', () => {
  test('is kept only with the change it tells of', async () => {
    const { partnerId, owner } = await createPartner()
    const failing = inTransaction(async (tx) => {
      await recordAudit(tx, owner, partnerEvent(partnerId))
      throw new Error('the change failed')
    })
    expect(await refusalOf(failing)).toMatchObject({ message: 'the change failed' })
    const { widgetId } = await registerWidget(owner)
    await submitWidget(owner, { widgetId })
    expect(await codeOf(submitVersion(owner, { widgetId }))).toBe('wrong_state')
    const events = await db().auditEvent.findMany({ where: { partnerId }, orderBy: { sequence: 'asc' } })
    expect(events.map((event) => event.action)).toEqual([
      'widget.created',
      'secret.created',
      'widget.submitted',
    ])
  })

  test('whose log fails takes its change back', async () => {
    const { owner } = await createPartner()
    const before = await db().user.findUniqueOrThrow({ where: { id: owner.userId } })
    const notADate = new Date(Number.NaN)
    await refusalOf(updateAccount(owner, { name: 'Changed', singleKeys: false }, notADate))
    expect(await db().user.findUniqueOrThrow({ where: { id: owner.userId } })).toEqual(before)
  })

  test.each([
    'UPDATE "AuditEvent" SET "actorName" = \'nobody\'',
    'UPDATE "AuditEvent" SET "hash" = NULL WHERE false OR true',
    'DELETE FROM "AuditEvent"',
    'TRUNCATE "AuditEvent"',
    'TRUNCATE "AuditEvent" CASCADE',
  ])('is never changed: %s is refused', async (sql) => {
    await registerWidget((await createPartner()).owner)
    const count = await db().auditEvent.count()
    const error = await refusalOf(withDatabase((client) => client.query(sql)))
    expect(error).toMatchObject({ code: '42501', message: 'audit events are never changed or deleted' })
    expect(await db().auditEvent.count()).toBe(count)
  })

  test('chooses neither its place nor its hash', async () => {
    const [row] = await withDatabase(async (client) => {
      const { rows } = await client.query(
        `INSERT INTO "AuditEvent" (sequence, at, action, "actorName", "subjectType", "subjectId", "subjectName", data, hash)
         VALUES (1, now(), 'a', 'b', 'c', 'd', 'e', '{}', 'forged') RETURNING sequence, hash`,
      )
      return rows
    })
    expect(Number(row.sequence)).toBeGreaterThan(1)
    expect(row.hash).toHaveLength(32)
    expect((await verifyAudit()).firstBad).toBeUndefined()
  })
})

describe('the chain', () => {
  test('is sound after many writers at once, in the order of their commits', async () => {
    const partners = await Promise.all(Array.from({ length: 10 }, () => createPartner()))
    await Promise.all(
      partners.flatMap(({ owner, partnerId }) =>
        Array.from({ length: 5 }, () =>
          inTransaction((tx) => recordAudit(tx, owner, partnerEvent(partnerId))),
        ),
      ),
    )
    const { checked, firstBad } = await verifyAudit()
    expect(firstBad).toBeUndefined()
    expect(checked).toBeGreaterThanOrEqual(50)
    expect(checked).toBe(await db().auditEvent.count())
  })

  test.each([
    ['a changed name', `UPDATE "AuditEvent" SET "actorName" = 'somebody else' WHERE sequence = $`],
    ['a changed time', `UPDATE "AuditEvent" SET at = at + interval '1 millisecond' WHERE sequence = $`],
    ['changed data', `UPDATE "AuditEvent" SET data = '{"forged":true}' WHERE sequence = $`],
    [
      'an event given to another organisation',
      `UPDATE "AuditEvent" SET "partnerId" = 'prt_x' WHERE sequence = $`,
    ],
    ['a missing hash', `UPDATE "AuditEvent" SET hash = NULL WHERE sequence = $`],
  ])('names the first bad row after %s', async (_, sql) => {
    const { owner } = await createPartner()
    const { widgetId } = await registerWidget(owner)
    await submitWidget(owner, { widgetId })
    const row = await db().auditEvent.findFirstOrThrow({
      where: { subjectId: widgetId, action: 'secret.created' },
    })
    await tamper(sql.replace('$', String(row.sequence)))
    expect((await verifyAudit()).firstBad).toBe(String(row.sequence))
    await withDatabase(async (client) => {
      await client.query('ALTER TABLE "AuditEvent" DISABLE TRIGGER USER')
      await client.query(
        'UPDATE "AuditEvent" SET "actorName" = $2, at = $3, data = $4, "partnerId" = $5, hash = $6 WHERE sequence = $1',
        [row.sequence, row.actorName, row.at, row.data, row.partnerId, row.hash],
      )
      await client.query('ALTER TABLE "AuditEvent" ENABLE TRIGGER USER')
    })
    expect((await verifyAudit()).firstBad).toBeUndefined()
  })

  test('names the row after one that was removed', async () => {
    const { owner } = await createPartner()
    const { widgetId } = await registerWidget(owner)
    const [created, secret] = await db().auditEvent.findMany({
      where: { subjectId: widgetId },
      orderBy: { sequence: 'asc' },
    })
    await tamper(`DELETE FROM "AuditEvent" WHERE sequence = ${created?.sequence}`)
    expect((await verifyAudit()).firstBad).toBe(String(secret?.sequence))
    await tamper('DELETE FROM "AuditEvent"')
    expect(await verifyAudit()).toEqual({ checked: 0, firstBad: undefined })
  })
})

describe('the list', () => {
  test('shows a partner and a team their own, a reviewer everything, others nothing', async () => {
    const [mine, other, team, otherTeam, reviewer] = [
      await createPartner(),
      await createPartner(),
      await createTeam(),
      await createTeam(),
      await createReviewer(),
    ]
    const { widgetId } = await approvedWidget(mine.owner)
    await switchOn(team.admin, widgetId)
    const actionsOf = async (actor: Parameters<typeof listAuditEvents>[0]) =>
      (await listAuditEvents(actor, { subject: widgetId })).events.map((event) => event.action)
    const own = ['widget.approved', 'widget.submitted', 'secret.created', 'widget.created']
    expect(await actionsOf(mine.owner)).toEqual(own)
    expect(await actionsOf(team.admin)).toEqual(['installation.switched_on'])
    expect(await actionsOf(reviewer)).toEqual(['installation.switched_on', ...own])
    expect(await actionsOf(other.owner)).toEqual([])
    expect(await actionsOf(otherTeam.admin)).toEqual([])
    for (const actor of [mine.qa, team.agent])
      expect(await codeOf(listAuditEvents(actor, {}))).toBe('forbidden')
    expect(await codeOf(listAuditEvents({ kind: 'anonymous' }, {}))).toBe('unauthenticated')
  })

  test('shows a reviewer whose an event is, and neither words of records nor widgets that nobody submitted', async () => {
    const [{ owner, name }, team, reviewer] = [
      await createPartner(),
      await createTeam(),
      await createReviewer(),
    ]
    const personId = await createPerson(team.teamId)
    await saveEmail(team.agent, { personId, subject: 'A home on Union Avenue', html: '<p>Hello</p>' })
    const of = async (actor: Parameters<typeof listAuditEvents>[0], subject: string) =>
      (await listAuditEvents(actor, { subject })).events
    expect(await of(team.admin, personId)).toMatchObject([{ subjectName: 'A person' }])
    const [seen] = await of(reviewer, personId)
    expect(seen).toMatchObject({ subjectName: 'A record', organisation: team.name, action: 'email.saved' })
    expect(JSON.stringify(seen)).not.toContain('Union Avenue')

    const { widgetId } = await registerWidget(owner, { name: 'Our secret plan' })
    expect(await of(owner, widgetId)).not.toEqual([])
    expect(await of(reviewer, widgetId)).toEqual([])
    await submitWidget(owner, { widgetId })
    expect((await of(reviewer, widgetId))[0]).toMatchObject({
      action: 'widget.submitted',
      organisation: name,
    })
  })

  test('pages through everything once, newest first', async () => {
    const { owner, partnerId } = await createPartner()
    for (let count = 0; count < 105; count += 1) {
      await inTransaction((tx) => recordAudit(tx, owner, partnerEvent(partnerId)))
    }
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listAuditEvents(owner, { cursor })
      seen.push(...page.events.map((event) => event.sequence))
      cursor = page.nextCursor
    } while (cursor)
    expect(seen).toHaveLength(105)
    expect(seen.map(Number)).toEqual(seen.map(Number).sort((a, b) => b - a))
    expect(new Set(seen).size).toBe(105)
  })

  test('filters by group, actor and days, and takes % for what it is', async () => {
    const { owner, partnerId } = await createPartner()
    await registerWidget(owner)
    const at = new Date('2026-02-03T23:59:59.999Z')
    await inTransaction((tx) => recordAudit(tx, { ...owner, name: '100% Ann' }, partnerEvent(partnerId, at)))
    const actions = async (input: Parameters<typeof listAuditEvents>[1]) =>
      (await listAuditEvents(owner, input)).events.map((event) => event.action)
    expect(await actions({ action: 'secret' })).toEqual(['secret.created'])
    expect(await actions({ actor: '100% ann' })).toEqual(['widget.updated'])
    expect(await actions({ actor: '%' })).toEqual(['widget.updated'])
    expect(await actions({ actor: '_____' })).toEqual([])
    const day = listAuditInput.parse({ from: '2026-02-03', to: '2026-02-03' })
    expect(await actions(day)).toEqual(['widget.updated'])
    expect(await actions(listAuditInput.parse({ to: '2026-02-02' }))).toEqual([])
  })

  test('takes nothing malformed from a URL', () => {
    const parsed = listAuditInput.parse({
      action: 'drop',
      from: 'yesterday',
      to: '2026-13-40',
      cursor: '-1; DROP TABLE',
      subject: 'x'.repeat(65),
      partnerId: randomUUID(),
    })
    expect(Object.values(parsed).filter((value) => value !== undefined)).toEqual([])
    expect(parsed).not.toHaveProperty('partnerId')
  })
})

test('every action has words and a name in the past tense', () => {
  for (const [action, words] of Object.entries(auditActions)) {
    expect(action).toMatch(/^[a-z_]+\.[a-z_]+$/)
    expect(words.length).toBeGreaterThan(3)
  }
})
