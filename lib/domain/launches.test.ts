import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { switchPlacement } from '@/lib/domain/installations'
import { listRecordLaunches, listWidgetLaunches, openLaunch, settleLaunch } from '@/lib/domain/launches'
import { settleLaunchInput } from '@/lib/domain/launches.schema'
import { pruneLaunches } from '@/lib/domain/retention'
import type { Placement } from '@/lib/domain/widgets.schema'
import { newId } from '@/lib/ids'
import { db } from '@/lib/server/db'
import {
  approvedWidget,
  createCompany,
  createPartner,
  createPerson,
  createReviewer,
  createTeam,
  switchOn,
} from '@/test/factories'
import { codeOf, refusalOf, settleAll } from '@/test/refusals'

const now = new Date('2026-03-01T12:00:00.789Z')

// What a partner writes after the published guide, with the one correction that its comparison needs: equal lengths.
function verifySignature(context: string, signature: string, secretKey: string): boolean {
  const computedSignature = createHmac('sha256', secretKey).update(context).digest('hex')
  const [given, computed] = [Buffer.from(signature), Buffer.from(computedSignature)]
  return given.length === computed.length && timingSafeEqual(given, computed)
}

function parseContext(contextBase64: string) {
  return JSON.parse(Buffer.from(contextBase64, 'base64').toString('utf-8'))
}

/** The context of a launch as a partner's server reads it, and whether its signature is right. */
function receive(url: string, secret: string) {
  const urlParams = new URL(url).searchParams
  const context = urlParams.get('context') ?? ''
  const isSigned = verifySignature(context, urlParams.get('signature') ?? '', secret)
  return { isSigned, data: parseContext(context), names: [...urlParams.keys()] }
}

async function live(fields: Parameters<typeof approvedWidget>[1] = {}, teamName?: string) {
  const [{ owner, qa }, team] = [await createPartner(), await createTeam(teamName)]
  const { widgetId, secret } = await approvedWidget(owner, fields)
  for (const placement of ['person', 'company'] as const) await switchOn(team.admin, widgetId, placement)
  const launch = (placement: Placement, record: string, actor = team.agent) =>
    openLaunch(actor, { widgetId, placement, record }, now)
  return { owner, qa, team, widgetId, secret, launch }
}

describe('the context', () => {
  test('of a person is the published one, to the key, type and order', async () => {
    const { team, secret, launch } = await live()
    const id = await createPerson(team.teamId)
    const stamps = {
      createdAt: new Date('2025-10-01T12:00:00.123Z'),
      updatedAt: new Date('2025-10-02T12:00:00Z'),
    }
    await db().personEmail.updateMany({ where: { personId: id }, data: stamps })
    await db().personPhone.updateMany({ where: { personId: id }, data: stamps })
    const { isSigned, data, names } = receive((await launch('person', id)).request.url, secret)
    expect(isSigned).toBe(true)
    expect(names).toEqual(['context', 'signature'])
    const times = { created_at: '2025-10-01T12:00:00Z', updated_at: '2025-10-02T12:00:00Z' }
    expect(JSON.stringify(data)).toBe(
      JSON.stringify({
        team: { id: team.teamId, name: team.name },
        user: { id: team.agent.userId, email: team.agent.email },
        person: {
          id,
          firstName: 'Jane',
          lastName: 'Doe',
          stage: { name: 'Lead' },
          emails: [
            {
              id: data.person.emails[0].id,
              email: 'Jane.Doe@example.com',
              value: 'jane.doe@example.com',
              isPrimary: 1,
              ...times,
            },
          ],
          phones: [
            {
              id: data.person.phones[0].id,
              phone: '+1-555-1234',
              type: 'mobile',
              isPrimary: 1,
              normalized: '15551234',
              ...times,
            },
          ],
        },
        timestamp: '2026-03-01T12:00:00Z',
      }),
    )
    expect(data.person.emails[0].id).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/)
  })

  test('of a company is the published one, its revenue a number', async () => {
    const { team, secret, launch } = await live()
    const stamps = {
      createdAt: new Date('2025-10-01T12:00:00Z'),
      updatedAt: new Date('2025-10-01T12:00:00Z'),
    }
    const [emailId, phoneId, addressId] = [randomUUID(), randomUUID(), randomUUID()]
    const address = {
      type: 'office',
      street: '123 Main Street',
      city: 'San Francisco',
      state: 'CA',
      code: '94105',
      country: 'United States',
    }
    const id = await createCompany(team.teamId, {
      industry: 'Real Estate',
      website: 'https://acme.com',
      description: 'Leading real estate development company',
      companySize: '201-500',
      annualRevenue: 50_000_000,
      foundedDate: new Date('2010-01-15T00:00:00Z'),
      registrationNumber: 'REG-12345',
      taxId: 'TAX-67890',
      emails: {
        create: { id: emailId, email: 'info@acme.com', value: 'info@acme.com', isPrimary: true, ...stamps },
      },
      phones: {
        create: {
          id: phoneId,
          phone: '+1-555-1234',
          type: 'work',
          isPrimary: false,
          normalized: '15551234',
          ...stamps,
        },
      },
      addresses: { create: { id: addressId, ...address, isPrimary: true } },
    })
    const { isSigned, data } = receive((await launch('company', id)).request.url, secret)
    expect(isSigned).toBe(true)
    const times = { created_at: '2025-10-01T12:00:00Z', updated_at: '2025-10-01T12:00:00Z' }
    expect(JSON.stringify(data)).toBe(
      JSON.stringify({
        team: { id: team.teamId, name: team.name },
        user: { id: team.agent.userId, email: team.agent.email },
        company: {
          id,
          name: 'Acme Corporation',
          industry: 'Real Estate',
          website: 'https://acme.com',
          description: 'Leading real estate development company',
          companySize: '201-500',
          annualRevenue: 50000000,
          foundedDate: '2010-01-15T00:00:00Z',
          registrationNumber: 'REG-12345',
          taxId: 'TAX-67890',
          stage: { name: 'Customer' },
          emails: [{ id: emailId, email: 'info@acme.com', value: 'info@acme.com', isPrimary: 1, ...times }],
          phones: [
            {
              id: phoneId,
              phone: '+1-555-1234',
              type: 'work',
              isPrimary: 0,
              normalized: '15551234',
              ...times,
            },
          ],
          addresses: [{ id: addressId, ...address, isPrimary: 1 }],
        },
        timestamp: '2026-03-01T12:00:00Z',
      }),
    )
  })

  test('of a company that left everything empty has null, and lists that are empty', async () => {
    const { team, secret, launch } = await live()
    const { data } = receive((await launch('company', await createCompany(team.teamId))).request.url, secret)
    expect(data.company).toMatchObject({ annualRevenue: null, foundedDate: null, emails: [], addresses: [] })
    expect(data).not.toHaveProperty('person')
  })

  test.each([0, 0.1, 1234567.89, 99_999_999_999.99])(
    'keeps the revenue %d as a number',
    async (annualRevenue) => {
      const { team, secret, launch } = await live()
      const id = await createCompany(team.teamId, { annualRevenue })
      const { data } = receive((await launch('company', id)).request.url, secret)
      expect(data.company.annualRevenue).toBe(annualRevenue)
    },
  )

  test.each([
    ['漢字', '山田太郎'],
    ['🦊👨‍👩‍👧', '🏴󠁧󠁢󠁷󠁬󠁳󠁿'],
    ['مريم', 'العربية'],
    [`"quoted"`, `O'Brien \\ back`],
    ['<script>alert(1)</script>', '</script><!--'],
    ['a\u2028b', 'tab\tnew\nline'],
    ['+%&=?#/', 'ÿ'.repeat(100)],
    ['', ''],
  ])('carries the name %j %j and verifies', async (firstName, lastName) => {
    const { team, secret, launch } = await live({}, `Team ${lastName}`)
    const record = await createPerson(team.teamId, { firstName, lastName })
    const { isSigned, data } = receive((await launch('person', record)).request.url, secret)
    expect(isSigned).toBe(true)
    expect(data.person).toMatchObject({ firstName, lastName })
    expect(data.team.name).toBe(`Team ${lastName}`)
  })
})

describe('a launch', () => {
  test('keeps the registered URL’s own query', async () => {
    const { team, launch, secret } = await live({ url: 'https://widgets.example.com/a?view=b&c=d%20e' })
    const { request } = await launch('person', await createPerson(team.teamId))
    expect(request.method).toBe('GET')
    expect(request.url.startsWith('https://widgets.example.com/a?view=b&c=d%20e&context=')).toBe(true)
    expect(receive(request.url, secret).isSigned).toBe(true)
  })

  test('is signed anew each time, for who opens it', async () => {
    const { team, secret, launch } = await live()
    const record = await createPerson(team.teamId)
    const byAdmin = receive((await launch('person', record, team.admin)).request.url, secret)
    expect(byAdmin.data.user).toEqual({ id: team.admin.userId, email: team.admin.email })
    expect(receive((await launch('person', record)).request.url, secret).data.user.id).toBe(team.agent.userId)
  })

  test('is not accepted under another widget’s secret', async () => {
    const [mine, other] = [await live(), await live()]
    const { request } = await mine.launch('person', await createPerson(mine.team.teamId))
    expect(receive(request.url, other.secret).isSigned).toBe(false)
  })

  test('names exactly the declared origins and permissions', async () => {
    const { team, launch } = await live({
      furtherOrigins: 'https://login.example.com',
      allow: ['geolocation', 'camera'],
    })
    expect(await launch('person', await createPerson(team.teamId))).toMatchObject({
      origins: ['https://widgets.example.com', 'https://login.example.com'],
      allow: ['camera', 'geolocation'],
      signedAt: now.toISOString(),
    })
  })

  test('of another team’s record is the same 404 as of a random one, and leaves no row', async () => {
    const [{ team, widgetId, launch }, other] = [await live(), await createTeam()]
    const records = { person: await createPerson(other.teamId), company: await createCompany(other.teamId) }
    for (const placement of ['person', 'company'] as const) {
      const theirs = await refusalOf(launch(placement, records[placement]))
      expect(theirs).toMatchObject({ code: 'not_found' })
      expect(String(theirs)).toBe(String(await refusalOf(launch(placement, randomUUID()))))
      expect(String(theirs)).toBe(String(await refusalOf(launch(placement, 'not-a-uuid'))))
    }
    const company = await createCompany(team.teamId)
    expect(await codeOf(launch('person', company))).toBe('not_found')
    expect(await db().launch.count({ where: { widgetId } })).toBe(0)
  })

  test('of what is not switched on for this team and placement is 404', async () => {
    const [{ team, widgetId, launch }, other] = [await live(), await createTeam()]
    const record = await createPerson(other.teamId)
    const foreign = openLaunch(other.admin, { widgetId, placement: 'person', record })
    expect(await codeOf(foreign)).toBe('not_found')
    const own = await createPerson(team.teamId)
    await launch('person', own)
    await switchPlacement(team.admin, { widgetId, placement: 'person', enabled: false })
    expect(await codeOf(launch('person', own))).toBe('not_found')
    const random = openLaunch(team.agent, { widgetId: newId('wgt'), placement: 'person', record: own })
    expect(await codeOf(random)).toBe('not_found')
  })

  test('is for members of a team alone', async () => {
    const { owner, qa, team, widgetId } = await live()
    const record = await createPerson(team.teamId)
    for (const actor of [owner, qa, await createReviewer()]) {
      expect(await codeOf(openLaunch(actor, { widgetId, placement: 'person', record }))).toBe('forbidden')
    }
    const anonymous = openLaunch({ kind: 'anonymous' }, { widgetId, placement: 'person', record })
    expect(await codeOf(anonymous)).toBe('unauthenticated')
  })

  test('leaves a row with the secret’s version and fingerprint, and neither context nor signature', async () => {
    const { team, widgetId, secret, launch } = await live()
    const record = await createPerson(team.teamId, { lastName: 'Unmistakable' })
    const { launchId, request } = await launch('person', record)
    const row = await db().launch.findUniqueOrThrow({ where: { id: launchId } })
    expect(row).toMatchObject({
      widgetId,
      recordId: record,
      secretVersion: 1,
      outcome: 'opened',
      createdAt: now,
    })
    const signature = new URL(request.url).searchParams.get('signature') ?? ''
    for (const text of ['Unmistakable', secret, signature]) expect(JSON.stringify(row)).not.toContain(text)
  })

  test('opens fifty times at once', async () => {
    const { team, secret, launch } = await live()
    const record = await createPerson(team.teamId)
    const launches = await Promise.all(Array.from({ length: 50 }, () => launch('person', record)))
    expect(new Set(launches.map((entry) => entry.launchId)).size).toBe(50)
    expect(launches.every(({ request }) => receive(request.url, secret).isSigned)).toBe(true)
  })
})

describe('the outcome', () => {
  test('is told by who opened it, and the first word counts', async () => {
    const { owner, team, launch } = await live()
    const other = await createTeam()
    const { launchId } = await launch('person', await createPerson(team.teamId))
    const outcome = async () => {
      const row = await db().launch.findUniqueOrThrow({ where: { id: launchId } })
      return [row.outcome, row.reason]
    }
    for (const stranger of [team.admin, other.agent]) {
      await settleLaunch(stranger, { launchId, outcome: 'failed', reason: 'too_slow' })
    }
    expect(await codeOf(settleLaunch(owner, { launchId, outcome: 'shown' }))).toBe('forbidden')
    expect(await outcome()).toEqual(['opened', null])
    await settleLaunch(team.agent, { launchId, outcome: 'failed', reason: 'refused_framing' })
    await settleLaunch(team.agent, { launchId, outcome: 'shown' })
    expect(await outcome()).toEqual(['failed', 'refused_framing'])
  })

  test('at once from twenty is kept once', async () => {
    const { team, launch } = await live()
    const { launchId } = await launch('person', await createPerson(team.teamId))
    const calls = Array.from({ length: 20 }, (_, index) =>
      settleLaunch(team.agent, { launchId, outcome: 'shown' }, new Date(now.getTime() + index)),
    )
    expect((await settleAll(calls)).won).toBe(20)
    const row = await db().launch.findUniqueOrThrow({ where: { id: launchId } })
    expect(row.outcome).toBe('shown')
  })

  test('is one of the known words', () => {
    expect(settleLaunchInput.safeParse({ launchId: 'lch_1', outcome: 'opened' }).success).toBe(false)
    const forged = { launchId: 'lch_1', outcome: 'failed', reason: '<script>' }
    expect(settleLaunchInput.safeParse(forged).success).toBe(false)
  })
})

describe('the lists', () => {
  test('tell the partner of each launch and never whose record it was', async () => {
    const [{ owner, qa, team, widgetId, launch }, stranger] = [await live(), await createPartner()]
    const record = await createPerson(team.teamId)
    const { launchId } = await launch('person', record)
    const { launches } = await listWidgetLaunches(qa, { widgetId })
    expect(launches).toMatchObject([{ id: launchId, team: { name: team.name }, secretVersion: 1 }])
    expect(JSON.stringify(launches)).not.toContain(record)
    const theirs = await refusalOf(listWidgetLaunches(stranger.owner, { widgetId }))
    const random = await refusalOf(listWidgetLaunches(owner, { widgetId: newId('wgt') }))
    expect(theirs).toMatchObject({ code: 'not_found' })
    expect(String(theirs)).toBe(String(random))
  })

  test('tell a team of its own launches alone', async () => {
    const [{ team, launch }, other] = [await live(), await createTeam()]
    const recordId = await createPerson(team.teamId)
    await launch('person', recordId)
    expect((await listRecordLaunches(team.agent, { recordId })).launches).toHaveLength(1)
    expect((await listRecordLaunches(other.agent, { recordId })).launches).toEqual([])
    expect(await codeOf(listRecordLaunches(team.agent, { recordId: 'x' }))).toBe('not_found')
  })

  test('page through equal times without losing a launch', async () => {
    const { qa, team, widgetId, launch } = await live()
    const record = await createPerson(team.teamId)
    await Promise.all(Array.from({ length: 55 }, () => launch('person', record)))
    const first = await listWidgetLaunches(qa, { widgetId })
    const second = await listWidgetLaunches(qa, { widgetId, cursor: first.nextCursor })
    const ids = [...first.launches, ...second.launches].map((entry) => entry.id)
    expect(new Set(ids).size).toBe(55)
    expect(second.nextCursor).toBeUndefined()
  })

  test('forget launches after 90 days and no sooner', async () => {
    const { team, widgetId, launch } = await live()
    await launch('person', await createPerson(team.teamId))
    const daysLater = (days: number) => new Date(now.getTime() + days * 86_400_000)
    await pruneLaunches(daysLater(89.9))
    expect(await db().launch.count({ where: { widgetId } })).toBe(1)
    await pruneLaunches(daysLater(90.1))
    expect(await db().launch.count({ where: { widgetId } })).toBe(0)
  })
})
