import { randomBytes, randomUUID } from 'node:crypto'
import { hashPassword } from '@/lib/auth/password'
import { isUniqueViolation } from '@/lib/database-errors'
import { issuePasswordReset, organisationOf } from '@/lib/domain/accounts'
import { recordAudit } from '@/lib/domain/audit'
import type { CreateReviewerInput, CreateTeamInput, IssueResetInput } from '@/lib/domain/operator.schema'
import { AppError } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { inTransaction, type Tx } from '@/lib/server/db'
import { env } from '@/lib/server/env'

/** Whoever has a shell on the server. Events are written as the portal's own. */
export type SystemActor = { kind: 'system' }

/** A single-use link with which somebody sets their password. */
export type SetPasswordLink = { link: string; email: string }

type NewMember = { email: string; name: string; role: 'admin' | 'reviewer'; teamId?: string }

/** Creates a team with its first admin. @throws AppError conflict when the address has an account */
export async function createTeam(
  actor: SystemActor,
  input: CreateTeamInput,
  now = databaseNow(),
): Promise<SetPasswordLink & { teamId: string }> {
  const passwordHash = await hashUnknownPassword()
  return refuseTakenAddress(input.email, () =>
    inTransaction(async (tx) => {
      const teamId = randomUUID()
      await tx.team.create({ data: { id: teamId, name: input.team, createdAt: now }, select: { id: true } })
      const subject = { type: 'team' as const, id: teamId, name: input.team }
      await recordAudit(tx, actor, { action: 'team.created', subject, teamId, at: now })
      const member = { email: input.email, name: input.name, role: 'admin' as const, teamId }
      return { teamId, ...(await createMember(tx, actor, { ...member, passwordHash, now })) }
    }),
  )
}

/** Creates a platform reviewer. @throws AppError conflict when the address has an account */
export async function createReviewer(
  actor: SystemActor,
  input: CreateReviewerInput,
  now = databaseNow(),
): Promise<SetPasswordLink> {
  const passwordHash = await hashUnknownPassword()
  return refuseTakenAddress(input.email, () =>
    inTransaction((tx) => createMember(tx, actor, { ...input, role: 'reviewer', passwordHash, now })),
  )
}

/** A link with which anybody who has an account sets a new password. @throws AppError not_found */
export async function issueResetLink(
  actor: SystemActor,
  input: IssueResetInput,
  now = databaseNow(),
): Promise<SetPasswordLink> {
  return inTransaction(async (tx) => {
    const user = await tx.user.findFirst({
      where: { email: input.email, removedAt: null },
      select: { id: true, email: true, name: true, partnerId: true, teamId: true },
    })
    if (!user) throw new AppError('not_found', `Nobody has an account under ${input.email}.`)
    return issueLink(tx, actor, user, now)
  })
}

async function createMember(
  tx: Tx,
  actor: SystemActor,
  { now, ...data }: NewMember & { passwordHash: string; now: Date },
): Promise<SetPasswordLink> {
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
  const token = await issuePasswordReset(tx, user.id, now)
  return { link: `${env().PORTAL_ORIGIN}/reset/${token}`, email: user.email }
}

/** Until the link is used nobody can sign in: this password was never written down. */
function hashUnknownPassword(): Promise<string> {
  return hashPassword(randomBytes(32).toString('base64url'))
}

async function refuseTakenAddress<T>(email: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (!isUniqueViolation(thrown)) throw thrown
    throw new AppError(
      'conflict',
      `${email} has an account already. Use reset-password for a new link, or another address.`,
    )
  }
}
