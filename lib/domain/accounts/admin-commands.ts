import { randomBytes, randomUUID } from 'node:crypto'
import { hashPassword } from '@/lib/auth/password'
import type {
  CreateReviewerInput,
  CreateTeamInput,
  IssueResetInput,
} from '@/lib/domain/accounts/admin-commands.schema'
import { endMadeByMember } from '@/lib/domain/accounts/made-by-member'
import { organisationOf } from '@/lib/domain/accounts/organisation'
import { issuePasswordReset } from '@/lib/domain/accounts/password-reset'
import { recordAudit } from '@/lib/domain/audit/events'
import { AppError } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { inTransaction, type Tx } from '@/lib/server/db'
import { env } from '@/lib/server/env'

/** Anyone with a shell on the server. Events are written as the portal's own. */
export type SystemActor = { kind: 'system' }

/** A single-use link for setting a password. */
export type SetPasswordLink = { link: string; email: string }

type NewMember = { email: string; name: string; role: 'admin' | 'reviewer'; teamId?: string }

/** Creates a team with its first admin. @throws AppError conflict when the address has an account */
export async function createTeam(
  actor: SystemActor,
  input: CreateTeamInput,
  now = databaseNow(),
): Promise<SetPasswordLink & { teamId: string }> {
  const passwordHash = await hashUnknownPassword()
  return inTransaction(async (tx) => {
    const teamId = randomUUID()
    await tx.team.create({ data: { id: teamId, name: input.team, createdAt: now }, select: { id: true } })
    const subject = { type: 'team' as const, id: teamId, name: input.team }
    await recordAudit(tx, actor, { action: 'team.created', subject, teamId, at: now })
    const member = { email: input.email, name: input.name, role: 'admin' as const, teamId }
    return { teamId, ...(await createMember(tx, actor, { ...member, passwordHash, now })) }
  })
}

/** Creates a platform reviewer. @throws AppError conflict when the address has an account */
export async function createReviewer(
  actor: SystemActor,
  input: CreateReviewerInput,
  now = databaseNow(),
): Promise<SetPasswordLink> {
  const passwordHash = await hashUnknownPassword()
  return inTransaction((tx) => createMember(tx, actor, { ...input, role: 'reviewer', passwordHash, now }))
}

/** A link with which any account can set a new password. @throws AppError not_found */
export async function issueResetLink(
  actor: SystemActor,
  input: IssueResetInput,
  now = databaseNow(),
): Promise<SetPasswordLink> {
  return inTransaction(async (tx) => {
    const user = await findAccount(tx, input)
    return issueLink(tx, actor, user, now)
  })
}

/** Removes a platform reviewer with everything that they made. @throws AppError not_found, conflict for the last one */
export async function removeReviewer(
  actor: SystemActor,
  input: { email: string },
  now = databaseNow(),
): Promise<{ name: string }> {
  return inTransaction(async (tx) => {
    const reviewers = await tx.$queryRaw<{ id: string; email: string; name: string }[]>`
      SELECT "id", "email", "name" FROM "User" WHERE "role" = 'reviewer' AND "removedAt" IS NULL FOR UPDATE`
    const reviewer = reviewers.find(({ email }) => email === input.email)
    if (!reviewer) throw new AppError('not_found', `No reviewer has the address ${input.email}.`)
    if (reviewers.length === 1)
      throw new AppError('conflict', `${reviewer.name} is the last reviewer. Create another one first.`)
    await tx.user.update({
      where: { id: reviewer.id },
      data: { removedAt: now, tokenVersion: { increment: 1 } },
      select: { id: true },
    })
    await endMadeByMember(tx, undefined, { userId: reviewer.id, keep: [], now })
    await recordAudit(tx, actor, {
      action: 'member.removed',
      subject: { type: 'member', id: reviewer.id, name: reviewer.name },
      data: { role: 'reviewer' },
      at: now,
    })
    return { name: reviewer.name }
  })
}

async function findAccount(tx: Tx, { email, organisation }: IssueResetInput) {
  const accounts = await tx.user.findMany({
    where: { email, removedAt: null },
    select: {
      id: true,
      email: true,
      name: true,
      partnerId: true,
      teamId: true,
      partner: { select: { name: true } },
      team: { select: { name: true } },
    },
  })
  const named = accounts.map(({ partner, team, ...account }) => ({
    ...account,
    organisation: partner?.name ?? team?.name ?? 'Platform review',
  }))
  const found = named.filter((account) => organisation === undefined || account.organisation === organisation)
  const [account] = found
  if (!account) throw new AppError('not_found', `There is no account with the address ${email}.`)
  if (found.length > 1)
    throw new AppError(
      'conflict',
      `${email} has accounts in ${found.map((entry) => entry.organisation).join(' and in ')}. Choose one with --organisation.`,
    )
  return account
}

async function createMember(
  tx: Tx,
  actor: SystemActor,
  { now, ...data }: NewMember & { passwordHash: string; now: Date },
): Promise<SetPasswordLink> {
  if (await tx.user.findFirst({ where: { email: data.email, removedAt: null }, select: { id: true } }))
    throw new AppError(
      'conflict',
      `${data.email} already has an account. Run reset-password for a new link, or use another address.`,
    )
  const user = await tx.user.create({
    data: { id: randomUUID(), ...data, createdAt: now },
    select: { id: true, email: true, name: true, role: true, partnerId: true, teamId: true },
  })
  const subject = { type: 'member' as const, id: user.id, name: user.name }
  const event = {
    action: 'member.joined' as const,
    subject,
    ...organisationOf(user),
    data: { role: user.role },
    at: now,
  }
  await recordAudit(tx, actor, event)
  return issueLink(tx, actor, user, now)
}

async function issueLink(
  tx: Tx,
  actor: SystemActor,
  user: { id: string; email: string; name: string; partnerId: string | null; teamId: string | null },
  now: Date,
): Promise<SetPasswordLink> {
  const subject = { type: 'account' as const, id: user.id, name: user.name }
  await recordAudit(tx, actor, { action: 'account.reset_issued', subject, ...organisationOf(user), at: now })
  const token = await issuePasswordReset(tx, { userId: user.id, issuedById: null }, now)
  return { link: `${env().PORTAL_ORIGIN}/reset/${token}`, email: user.email }
}

/** Until the link is used nobody can sign in: this password was never written down. */
function hashUnknownPassword(): Promise<string> {
  return hashPassword(randomBytes(32).toString('base64url'))
}
