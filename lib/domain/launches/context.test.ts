import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { openLaunch } from '@/lib/domain/launches/launches'
import type { Placement } from '@/lib/domain/protocols/placements.schema'
import { db } from '@/lib/server/db'
import {
  approvedWidget,
  createCompany,
  createPartner,
  createPerson,
  createTeam,
  switchOn,
} from '@/test/factories'
import { receive } from '@/test/partner-receiver'

const now = new Date('2026-03-01T12:00:00.789Z')

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
