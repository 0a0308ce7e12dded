import { hashPassword } from '@/lib/auth/password'
import type { MemberActor, Role } from '@/lib/auth/permissions'
import { organisationOf } from '@/lib/domain/accounts/organisation'
import { recordAudit } from '@/lib/domain/audit/events'
import { db, inTransaction, type Tx } from '@/lib/server/db'
import { createDemoCrm } from './crm'
import { createDemoRandom } from './random'
import { createDemoSteps } from './steps'

export const acmeId = 'ac3e0000-0000-4000-8000-000000000001'
export const northwindId = '20f7d000-0000-4000-8000-000000000002'
export const casalyticsId = 'prt_CasaDemo111111111111'
export const fairlineId = 'prt_FairDemo111111111111'

type DemoMember = { name: string; email: string; role: Role }
type DemoOrganisation = {
  kind: 'team' | 'partner' | 'review'
  id: string
  name: string
  members: DemoMember[]
}

/** In the order of the demo's file: the first team first, and its admins before its agents. */
const organisations: DemoOrganisation[] = [
  {
    kind: 'team',
    id: acmeId,
    name: 'Acme Real Estate',
    members: [
      { name: 'Priya Nair', email: 'priya.nair@acme.example', role: 'admin' },
      { name: 'Marcus Webb', email: 'marcus.webb@acme.example', role: 'admin' },
      { name: 'Dana Kim', email: 'dana.kim@acme.example', role: 'agent' },
      { name: 'Tom Okoro', email: 'tom.okoro@acme.example', role: 'agent' },
      { name: 'Inés Carvalho', email: 'ines.carvalho@acme.example', role: 'agent' },
      { name: 'Jonas Berg', email: 'jonas.berg@acme.example', role: 'agent' },
    ],
  },
  {
    kind: 'team',
    id: northwindId,
    name: 'Northwind Homes',
    members: [
      { name: 'Ruth Calder', email: 'ruth.calder@northwind.example', role: 'admin' },
      { name: 'Sam Achebe', email: 'sam.achebe@northwind.example', role: 'agent' },
      { name: 'Lily Tran', email: 'lily.tran@northwind.example', role: 'agent' },
    ],
  },
  {
    kind: 'partner',
    id: casalyticsId,
    name: 'Casalytics',
    members: [
      { name: 'Mara Lindt', email: 'mara.lindt@casalytics.example', role: 'owner' },
      { name: 'Owen Price', email: 'owen.price@casalytics.example', role: 'developer' },
      { name: 'Yuki Hara', email: 'yuki.hara@casalytics.example', role: 'qa' },
    ],
  },
  {
    kind: 'partner',
    id: fairlineId,
    name: 'Fairline Lending',
    members: [{ name: 'Grant Ellison', email: 'grant.ellison@fairline.example', role: 'owner' }],
  },
  {
    kind: 'review',
    id: 'review',
    name: 'Platform review',
    members: [
      { name: 'Theo Wang', email: 'theo.wang@review.example', role: 'reviewer' },
      { name: 'Lena Okafor', email: 'lena.okafor@review.example', role: 'reviewer' },
    ],
  },
]

const emails = organisations.flatMap(({ members }) => members.map(({ email }) => email))

/** Creates teams, partners, members and records in one transaction, unless the first team is there. Nobody can sign in yet. */
export async function createDemoOrganisations(now: Date): Promise<boolean> {
  return inTransaction(async (tx) => {
    if (await tx.team.findUnique({ where: { id: acmeId }, select: { id: true } })) return false
    const random = createDemoRandom(0x0f7a)
    for (const organisation of organisations) {
      await createOrganisation(tx, organisation, now)
      for (const member of organisation.members)
        await createMember(tx, organisation, { ...member, id: random.uuid() }, now)
    }
    await createRecords(tx, { teamId: acmeId, seed: 1, peopleCount: 240, companyCount: 36, isFirst: true })
    await createRecords(tx, {
      teamId: northwindId,
      seed: 2,
      peopleCount: 60,
      companyCount: 10,
      isFirst: false,
    })
    return true
  })
}

/** The demo's members who are still there, as actors, in the order of the demo's file. */
export async function listDemoMembers(): Promise<MemberActor[]> {
  const rows = await db().user.findMany({
    where: { email: { in: emails }, removedAt: null },
    select: {
      id: true,
      email: true,
      name: true,
      role: true,
      singleKeys: true,
      mayInstall: true,
      partner: { select: { id: true, name: true } },
      team: { select: { id: true, name: true } },
    },
  })
  const members = rows.flatMap(({ id, role, partner, team, ...row }): MemberActor[] => {
    const { mayInstall, ...named } = row
    const person = { ...named, userId: id }
    if (role === 'reviewer') return [{ ...person, kind: 'reviewer', role, organisation: 'Platform review' }]
    if (role === 'admin' || role === 'agent') {
      return team
        ? [{ ...person, kind: 'team', role, teamId: team.id, organisation: team.name, mayInstall }]
        : []
    }
    return partner
      ? [{ ...person, kind: 'partner', role, partnerId: partner.id, organisation: partner.name }]
      : []
  })
  return members.sort((one, other) => emails.indexOf(one.email) - emails.indexOf(other.email))
}

/** Sets the passwords of members whose password nobody knows; their sessions end. The first ones are no reset. */
export async function setDemoPasswords(input: {
  entries: { member: MemberActor; password: string }[]
  isFirst: boolean
  now: Date
}): Promise<void> {
  const { entries, isFirst, now } = input
  const hashed = await Promise.all(
    entries.map(async ({ member, password }) => ({ member, passwordHash: await hashPassword(password) })),
  )
  await inTransaction(async (tx) => {
    for (const { member, passwordHash } of hashed) {
      const user = await tx.user.update({
        where: { id: member.userId },
        data: { passwordHash, tokenVersion: { increment: 1 } },
        select: { id: true, name: true, partnerId: true, teamId: true },
      })
      if (isFirst) continue
      const subject = { type: 'account' as const, id: user.id, name: user.name }
      await recordAudit(
        tx,
        { kind: 'system' },
        { action: 'account.password_reset', subject, ...organisationOf(user), at: now },
      )
    }
  })
}

async function createOrganisation(tx: Tx, { kind, id, name }: DemoOrganisation, now: Date): Promise<void> {
  if (kind === 'team') {
    await tx.team.create({ data: { id, name, createdAt: now }, select: { id: true } })
    const subject = { type: 'team' as const, id, name }
    await recordAudit(tx, { kind: 'system' }, { action: 'team.created', subject, teamId: id, at: now })
  }
  if (kind === 'partner') {
    await tx.partner.create({ data: { id, name, createdAt: now }, select: { id: true } })
    const subject = { type: 'partner' as const, id, name }
    await recordAudit(
      tx,
      { kind: 'system' },
      { action: 'partner.signed_up', subject, partnerId: id, at: now },
    )
  }
}

async function createMember(
  tx: Tx,
  organisation: DemoOrganisation,
  member: DemoMember & { id: string },
  now: Date,
): Promise<void> {
  const owner = {
    ...(organisation.kind === 'team' ? { teamId: organisation.id } : {}),
    ...(organisation.kind === 'partner' ? { partnerId: organisation.id } : {}),
  }
  // Not a hash of anything: until a password is set, nothing matches it.
  // As marketplace apps know a member of a team.
  const identity =
    organisation.kind === 'team'
      ? { username: member.email.split('@')[0] ?? '', domainUrl: `https://${member.email.split('@')[1]}` }
      : {}
  await tx.user.create({
    data: { ...member, ...owner, ...identity, passwordHash: '', createdAt: now },
    select: { id: true },
  })
  const subject = { type: 'member' as const, id: member.id, name: member.name }
  const data = { role: member.role }
  await recordAudit(tx, { kind: 'system' }, { action: 'member.joined', subject, ...owner, data, at: now })
}

async function createRecords(tx: Tx, input: Parameters<typeof createDemoCrm>[0]): Promise<void> {
  const { people, companies } = createDemoCrm(input)
  await tx.company.createMany({
    data: companies.map(({ row }, index) => ({
      ...row,
      apiId: `company-${String(index + 1).padStart(4, '0')}`,
    })),
  })
  await tx.companyEmail.createMany({ data: companies.flatMap((company) => company.emails) })
  await tx.companyPhone.createMany({ data: companies.flatMap((company) => company.phones) })
  await tx.companyAddress.createMany({ data: companies.flatMap((company) => company.addresses) })
  const rows = people.map(({ row }, index) => ({
    ...row,
    apiId: `person-${String(index + 1).padStart(4, '0')}`,
  }))
  await tx.person.createMany({ data: rows })
  await tx.personEmail.createMany({ data: people.flatMap((person) => person.emails) })
  await tx.personPhone.createMany({ data: people.flatMap((person) => person.phones) })
  await tx.step.createMany({ data: createDemoSteps(input.teamId, rows) })
}
