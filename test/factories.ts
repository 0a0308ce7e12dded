import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type { Actor, PartnerActor, ReviewerActor, Role, TeamActor } from '@/lib/auth/permissions'
import { contentHashOf } from '@/lib/domain/certification/target-of-widget'
import { switchPlacement } from '@/lib/domain/installations/installations'
import { installWidget } from '@/lib/domain/installations/state'
import { listUnlistedOrigins } from '@/lib/domain/origins/called'
import type { Placement } from '@/lib/domain/protocols/placements.schema'
import { readSettings } from '@/lib/domain/protocols/widget-settings'
import { fieldsOfSettings } from '@/lib/domain/protocols/widget-settings.schema'
import { decideVersion } from '@/lib/domain/review/approvals'
import { submitVersion } from '@/lib/domain/review/submissions'
import { answerTesting, requestTesting } from '@/lib/domain/review/team-testing'
import { begin, readSeries } from '@/lib/domain/secrets/lifecycle'
import { secretPolicies } from '@/lib/domain/secrets/policies'
import { toSearchText } from '@/lib/domain/text/search-text'
import { getWidget } from '@/lib/domain/widgets/read'
import { createWidget } from '@/lib/domain/widgets/widgets'
import { createWidgetInput, updateWidgetInput } from '@/lib/domain/widgets/widgets.schema'
import { newId } from '@/lib/ids'
import { db, inTransaction } from '@/lib/server/db'
import type { Prisma } from '@/lib/server/prisma/client'
import './database'

export type WidgetFields = { [Field in keyof z.input<typeof createWidgetInput>]?: unknown }

/** Nobody signs in with this: tests of passwords set one through the domain. */
const noPassword = 'no password'

/** A partner with its owner, developer and QA member. */
export async function createPartner(name = `Partner ${randomUUID().slice(0, 8)}`) {
  const partner = await db().partner.create({ data: { id: newId('prt'), name } })
  const member = async <R extends PartnerActor['role']>(role: R): Promise<PartnerActor> => ({
    ...(await createUser(role, { partnerId: partner.id }, name)),
    kind: 'partner',
    role,
    partnerId: partner.id,
  })
  const [owner, developer, qa] = await Promise.all([member('owner'), member('developer'), member('qa')])
  return { partnerId: partner.id, name, owner, developer, qa }
}

/** A team with its admin and an agent. */
export async function createTeam(name = `Team ${randomUUID().slice(0, 8)}`) {
  const team = await db().team.create({ data: { id: randomUUID(), name } })
  const member = async (role: TeamActor['role']): Promise<TeamActor> => ({
    ...(await createUser(role, { teamId: team.id }, name)),
    kind: 'team',
    role,
    teamId: team.id,
    mayInstall: false,
  })
  const [admin, agent] = await Promise.all([member('admin'), member('agent')])
  return { teamId: team.id, name, admin, agent }
}

export async function createReviewer(): Promise<ReviewerActor> {
  return { ...(await createUser('reviewer', {}, 'Platform review')), kind: 'reviewer', role: 'reviewer' }
}

/** What a partner types into the form, parsed as the form does. */
export function widgetFields(fields: WidgetFields = {}) {
  return createWidgetInput.parse({
    name: 'Market pulse',
    description: 'Prices around a contact.',
    url: 'https://widgets.example.com/pulse',
    placements: ['person', 'company'],
    icon: 'house',
    colour: 'sea',
    protocol: 'sure-send',
    ...fields,
  })
}

/** A draft with its first secret, empty where its protocol gives it none. */
export async function registerWidget(partner: PartnerActor, fields: WidgetFields = {}) {
  const { secret = '', fingerprint = '', ...created } = await createWidget(partner, widgetFields(fields))
  return { ...created, secret, fingerprint }
}

/** A save of a form opened now, with some fields changed. */
export async function widgetChange(partner: PartnerActor, widgetId: string, fields: WidgetFields) {
  const { current, revision } = await getWidget(partner, { widgetId })
  const { furtherOrigins, settings, ...content } = current
  return updateWidgetInput.parse({
    ...content,
    ...fieldsOfSettings(readSettings(settings)),
    furtherOrigins: furtherOrigins.join(' '),
    ...fields,
    widgetId,
    revision,
  })
}

/** The id of the version that a reviewer would decide on. */
export async function workingVersionOf(partner: PartnerActor, widgetId: string): Promise<string> {
  const { workingVersion } = await getWidget(partner, { widgetId })
  return workingVersion?.id ?? ''
}

/** Keeps a proof of each origin that the working version names, as a check by hand would. */
export async function proveOrigins(widgetId: string, provenAt = new Date()): Promise<void> {
  const { partnerId, workingVersion, servingVersion } = await db().widget.findUniqueOrThrow({
    where: { id: widgetId },
    select: { partnerId: true, workingVersion: true, servingVersion: true },
  })
  const version = workingVersion ?? servingVersion
  const origins = version ? listUnlistedOrigins(version) : []
  await db().originProof.createMany({
    data: origins.map((origin) => ({ partnerId, origin, provenAt, checkedAt: provenAt })),
    skipDuplicates: true,
  })
}

/**
 * Keeps a passing run of the working version, as a worker would after it measured a correct server, and proofs of its origins. Resolves to
 * the run's id.
 */
export async function certifyWidget(
  widgetId: string,
  changes: Partial<Prisma.CertificationRunUncheckedCreateInput> = {},
): Promise<string> {
  const { workingVersion } = await db().widget.findUniqueOrThrow({
    where: { id: widgetId },
    select: { workingVersion: true },
  })
  if (!workingVersion) throw new Error('There is no working version to certify')
  await proveOrigins(widgetId)
  const now = new Date()
  const report = { passed: true, isComplete: true, wasReached: true, checks: [], durationMs: 1 }
  const { id } = await db().certificationRun.create({
    data: {
      id: newId('crt'),
      widgetId,
      versionId: workingVersion.id,
      versionNumber: workingVersion.number,
      state: 'done',
      passed: true,
      wasReached: true,
      contentHash: contentHashOf(workingVersion),
      report: { ...report, startedAt: now.toISOString() },
      createdAt: now,
      startedAt: now,
      finishedAt: now,
      ...changes,
    },
    select: { id: true },
  })
  return id
}

/** Submits the working version, certified. */
export async function submitWidget(
  partner: PartnerActor,
  input: { widgetId: string; note?: string },
): Promise<void> {
  await certifyWidget(input.widgetId)
  await submitVersion(partner, input)
}

/** Submits the working version and approves it as a reviewer. */
export async function approveWidget(partner: PartnerActor, reviewer: Actor, widgetId: string): Promise<void> {
  await submitWidget(partner, { widgetId })
  const versionId = await workingVersionOf(partner, widgetId)
  await decideVersion(reviewer, { widgetId, versionId, decision: 'approve' })
}

/** A widget that every team may switch on, with its secret. */
export async function approvedWidget(partner: PartnerActor, fields: WidgetFields = {}) {
  const widget = await registerWidget(partner, fields)
  await approveWidget(partner, await createReviewer(), widget.widgetId)
  return widget
}

/** A draft that the team tests. */
export async function testedWidget(partner: PartnerActor, team: TeamActor, fields: WidgetFields = {}) {
  const widget = await registerWidget(partner, fields)
  await requestTesting(partner, { widgetId: widget.widgetId, teamId: team.teamId })
  await answerTesting(team, { widgetId: widget.widgetId, accept: true })
  return widget
}

export function switchOn(admin: TeamActor, widgetId: string, placement: Placement = 'person') {
  return switchPlacement(admin, { widgetId, placement, enabled: true })
}

/** What a salesloft widget of all five slots is registered with. */
export const salesloftFields = {
  protocol: 'salesloft',
  authRedirectUrl: 'https://widgets.example.com/auth',
  redirectUris: 'https://widgets.example.com/callback',
  personUrl: 'https://widgets.example.com/person',
  companyUrl: 'https://widgets.example.com/company',
  fullPageUrl: 'https://widgets.example.com/full_page',
  emailEditorUrl: 'https://widgets.example.com/email_editor',
  customActionUrl: 'https://widgets.example.com/custom_action',
} as const

/** Installs a widget for the team with its own secret, as a connection or the admin would. Resolves to the secret. */
export async function setInstallationSecret(
  admin: TeamActor,
  widgetId: string,
  {
    secret = `secret of ${randomUUID()}`,
    endpoint,
    now = new Date(),
  }: { secret?: string; endpoint?: string; now?: Date } = {},
): Promise<string> {
  const { installationId } = await installWidget(admin, { widgetId }, now)
  await inTransaction(async (tx) => {
    const series = await readSeries({
      tx,
      policy: secretPolicies.installation,
      ownerId: installationId,
      endpoint,
      createdById: admin.userId,
      now,
    })
    await begin(series, secret)
    await tx.installation.update({
      where: { id: installationId },
      data: { connectedAt: now, connectedById: admin.userId },
    })
  })
  return secret
}

/** A location of the team that is registered for a marketplace widget, with these members. */
export async function registerForMarketplace(
  admin: TeamActor,
  widgetId: string,
  userIds: string[],
): Promise<{ locationId: string }> {
  const locationId = randomUUID().replaceAll('-', '').slice(0, 24)
  const registeredAt = new Date()
  const { teamId } = admin
  await db().location.create({
    data: { id: locationId, teamId, name: 'Main office', createdAt: registeredAt },
  })
  const rows = [null, ...userIds].map((userId) => ({
    id: newId('reg'),
    widgetId,
    teamId,
    locationId,
    userId,
    registeredAt,
  }))
  await db().registration.createMany({ data: rows })
  return { locationId }
}

/** A step for a person. Resolves to its id. */
export async function createStep(
  teamId: string,
  personId: string,
  fields: { title?: string; completedAt?: Date } = {},
): Promise<number> {
  const { id } = await db().step.create({
    data: { teamId, personId, title: 'Call back', kind: 'call', createdAt: new Date(), ...fields },
    select: { id: true },
  })
  return id
}

/** A person of the team with one email and one phone. */
export async function createPerson(
  teamId: string,
  fields: { firstName?: string; lastName?: string; email?: string; phone?: string; companyId?: string } = {},
): Promise<string> {
  const {
    firstName = 'Jane',
    lastName = 'Doe',
    email = 'Jane.Doe@example.com',
    phone = '+1-555-1234',
  } = fields
  const id = randomUUID()
  const normalized = phone.replace(/\D/g, '')
  await db().person.create({
    data: {
      id,
      teamId,
      companyId: fields.companyId ?? null,
      firstName,
      lastName,
      stage: 'Lead',
      sortName: toSearchText(lastName, firstName),
      searchText: toSearchText(firstName, lastName, email, phone, normalized),
      emails: { create: { id: randomUUID(), email, value: email.toLowerCase(), isPrimary: true } },
      phones: { create: { id: randomUUID(), phone, type: 'mobile', isPrimary: true, normalized } },
    },
  })
  return id
}

/** A company of the team; without fields, one that leaves everything optional empty. */
export async function createCompany(
  teamId: string,
  fields: Partial<Prisma.CompanyUncheckedCreateInput> = {},
): Promise<string> {
  const id = randomUUID()
  const name = fields.name ?? 'Acme Corporation'
  const columns = { sortName: toSearchText(name), searchText: toSearchText(name, fields.website) }
  await db().company.create({ data: { stage: 'Customer', ...columns, ...fields, name, id, teamId } })
  return id
}

async function createUser(role: Role, organisation: { partnerId?: string; teamId?: string }, name: string) {
  const id = randomUUID()
  const user = await db().user.create({
    data: {
      id,
      email: `${role}-${id}@example.com`,
      name: `${role} ${id.slice(0, 4)}`,
      passwordHash: noPassword,
      role,
      ...organisation,
    },
  })
  return { userId: id, email: user.email, name: user.name, singleKeys: true, organisation: name }
}
