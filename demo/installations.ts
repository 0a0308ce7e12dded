import type { MemberActor, TeamActor } from '@/lib/auth/permissions'
import { connectInstallation } from '@/lib/domain/installations/connection'
import { createLocation } from '@/lib/domain/installations/locations'
import { registerAllMembers, registerLocation } from '@/lib/domain/installations/registrations'
import { ensureInstalled } from '@/lib/domain/installations/state'
import { setTeamSecret } from '@/lib/domain/installations/team-secrets'
import { factsOf, findFacts, type ProtocolId } from '@/lib/domain/protocols/facts.schema'
import { openForSigning, openWidgetForSigning } from '@/lib/domain/secrets/openers'
import { db, inTransaction } from '@/lib/server/db'
import { acmeId } from './organisations'

type Installed = { widgetId: string; protocol: ProtocolId }

/** Installs a widget for the demo's first team as its admin would: a connection, a secret, or a location with every member. */
export async function installForDemoTeam(
  members: MemberActor[],
  widget: Installed,
  now: Date,
): Promise<void> {
  const admin = members.find(isDemoAdmin)
  if (!admin) return
  const known = await findInstallation(widget.widgetId)
  const { secret, isRegistered } = factsOf(widget.protocol)
  if (isRegistered) {
    if (!known) await register(admin, widget.widgetId, now)
  } else if (secret.owner === 'installation' && secret.source === 'connection') {
    if (!known?.connectedAt) await connect(admin, widget.widgetId, now)
  } else if (secret.owner === 'installation') {
    if (!known?._count.secrets) await setTeamSecret(admin, { widgetId: widget.widgetId }, now)
  }
}

/** The demo file's data of a widget: the secret that signs for the first team, and the ids of its protocol. */
export async function describeDemoTeam({ id: widgetId, protocol }: { id: string; protocol: string }) {
  const facts = findFacts(protocol)
  if (facts?.secret.owner !== 'installation') {
    const [{ secret }] = await openWidgetForSigning(db(), widgetId, new Date())
    return { secret, ...(facts?.isRegistered ? await findRegistered(widgetId) : {}) }
  }
  const installation = await findInstallation(widgetId)
  const [active] = installation
    ? await openForSigning(db(), { kind: 'installation', ownerId: installation.id }, new Date())
    : []
  const secret = active?.secret ?? ''
  return facts.secret.source === 'connection'
    ? { secret, tenantId: acmeId, integrationId: widgetId }
    : { secret }
}

function isDemoAdmin(member: MemberActor): member is TeamActor {
  return member.kind === 'team' && member.teamId === acmeId && member.role === 'admin'
}

function findInstallation(widgetId: string) {
  return db().installation.findFirst({
    where: { teamId: acmeId, widgetId, uninstalledAt: null },
    select: { id: true, connectedAt: true, _count: { select: { secrets: { where: { state: 'active' } } } } },
  })
}

/** As if its admin had agreed on the consent page; the partner finds the secret in the demo's own file. */
async function connect(admin: TeamActor, widgetId: string, now: Date): Promise<void> {
  await inTransaction(async (tx) => {
    const installationId = await ensureInstalled(tx, admin, widgetId, now)
    await connectInstallation(tx, admin, { installationId, now })
  })
}

async function register(admin: TeamActor, widgetId: string, now: Date): Promise<void> {
  const existing = await db().location.findFirst({
    where: { teamId: acmeId, deletedAt: null },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { id: true },
  })
  const locationId =
    existing?.id ??
    (
      await createLocation(
        admin,
        { name: 'Seattle office', accountNumber: 'ACME-001', apiId: 'acme-seattle' },
        now,
      )
    ).locationId
  await registerLocation(admin, { widgetId, locationId }, now)
  await registerAllMembers(admin, { widgetId, locationId }, now)
  await sendNow(widgetId)
}

/** The receiver answers from this start on: a postback as old as its registration would be given up. */
async function sendNow(widgetId: string): Promise<void> {
  const now = new Date()
  const giveUpAt = new Date(now.getTime() + 3 * 24 * 60 * 60 * 1000)
  await db().postback.updateMany({
    where: { widgetId, state: 'pending' },
    data: { createdAt: now, nextAttemptAt: now, giveUpAt },
  })
}

/** The first member in the file who is registered, with the location. */
async function findRegistered(widgetId: string) {
  const row = await db().registration.findFirst({
    where: { widgetId, teamId: acmeId, userId: { not: null }, unregisteredAt: null },
    orderBy: [{ user: { role: 'asc' } }, { registeredAt: 'asc' }, { id: 'asc' }],
    select: { locationId: true, userId: true },
  })
  return row?.userId ? { locationId: row.locationId, userId: row.userId } : {}
}
