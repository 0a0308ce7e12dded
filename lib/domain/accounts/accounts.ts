import { createHash, randomUUID } from 'node:crypto'
import { hashPassword, verifyPassword } from '@/lib/auth/password'
import { type Actor, type MemberActor, type Role, requirePermission } from '@/lib/auth/permissions'
import type { SessionClaims } from '@/lib/auth/session'
import { isUniqueViolation } from '@/lib/database-errors'
import type { JoinInput, SignUpInput } from '@/lib/domain/accounts/accounts.schema'
import { endSessions, type SessionClient, startSession } from '@/lib/domain/accounts/sessions'
import { recordAudit } from '@/lib/domain/audit/events'
import { changedSinceRead } from '@/lib/domain/versions/hash'
import { AppError, invalidField } from '@/lib/errors'
import { newId, newToken } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction, type Reader, type Tx } from '@/lib/server/db'
import { consumeLimit, returnLimit } from '@/lib/server/rate-limit'

const resetLinkHours = 24

/**
 * Checks an address and password in constant time. Failures are counted by client, by address and client, and
 * more generously by address alone, so that a stranger elsewhere does not lock its owner out; success is not counted. A browser that
 * signed in to this account before is counted by itself, whatever others try.
 * @throws AppError invalid_credentials, rate_limited
 */
export async function authenticate(input: {
  email: string
  password: string
  clientAddress: string
  knownDevice?: string | undefined
}) {
  const email = input.email.trim().toLowerCase().slice(0, 254)
  const uses = input.knownDevice
    ? ([['sign_in_device', hashToken(`${email} ${input.knownDevice}`)]] as const)
    : ([
        ['sign_in_account', hashToken(`${email} ${input.clientAddress}`)],
        ['sign_in_anywhere', hashToken(email)],
        ['sign_in_address', input.clientAddress],
      ] as const)
  for (const [limit, key] of uses) await consumeLimit(limit, key)
  const user = await findByPassword(db(), email, input.password)
  if (!user) throw new AppError('invalid_credentials', 'Email and password do not match an account.')
  for (const [limit, key] of uses) await returnLimit(limit, key)
  return { userId: user.id, tokenVersion: user.tokenVersion }
}

/**
 * Signs in: a session of the account that address and password open, and what its cookie says.
 * @throws AppError invalid_credentials, rate_limited
 */
export async function signIn(
  input: {
    email: string
    password: string
    clientAddress: string
    knownDevice?: string | undefined
  } & SessionClient,
  now = databaseNow(),
): Promise<SessionClaims> {
  const user = await authenticate(input)
  return { ...user, ...(await startSession(db(), user.userId, input, now)) }
}

/** Accounts that one address may have: it belongs to nobody alone before it is proved by mail. */
const accountsPerAddressMax = 3

/**
 * The account of an address that a password opens. It takes the same time however many there are, so that nobody learns how many.
 * No two accounts of an address have one password: see `requireOwnPassword`.
 */
async function findByPassword(reader: Reader, email: string, password: string, exceptId?: string) {
  const users = await reader.user.findMany({
    where: { email, removedAt: null, ...(exceptId ? { id: { not: exceptId } } : {}) },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: accountsPerAddressMax,
    select: { id: true, passwordHash: true, tokenVersion: true },
  })
  const tries = Array.from({ length: accountsPerAddressMax }, (_, index) => users[index])
  const matches = await Promise.all(
    tries.map((user) => verifyPassword(user?.passwordHash, password.slice(0, 256))),
  )
  return tries.find((_, index) => matches[index])
}

/** The password alone tells two accounts of one address apart. @throws AppError invalid_input on `password` */
async function requireOwnPassword(tx: Tx, email: string, password: string, exceptId?: string): Promise<void> {
  if (await findByPassword(tx, email, password, exceptId))
    throw invalidField(
      'password',
      'Another account of this address has this password. Choose a different one, which then opens this organisation.',
    )
}

/** Of many who take an address at once each is counted. */
async function countAccounts(tx: Tx, email: string): Promise<number> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${email}, 0))::text`
  return tx.user.count({ where: { email, removedAt: null } })
}

/** Registers a partner and its first owner. Answers alike, in content and time, when the address is taken: then nothing is created. */
export async function signUpPartner(
  input: SignUpInput & { clientAddress: string },
  now = databaseNow(),
): Promise<void> {
  await consumeLimit('sign_up_address', input.clientAddress)
  const passwordHash = await hashPassword(input.password)
  await inTransaction(async (tx) => {
    if ((await countAccounts(tx, input.email)) > 0) return
    const partner = await tx.partner.create({
      data: { id: newId('prt'), name: input.organisation, createdAt: now },
      select: { id: true, name: true },
    })
    const user = await tx.user.create({
      data: {
        id: randomUUID(),
        email: input.email,
        name: input.name ?? input.email.split('@')[0] ?? input.email,
        passwordHash,
        role: 'owner',
        partnerId: partner.id,
      },
      select: { id: true, name: true },
    })
    await recordAudit(
      tx,
      { kind: 'anonymous' },
      {
        action: 'partner.signed_up',
        subject: { type: 'partner', id: partner.id, name: partner.name },
        partnerId: partner.id,
        data: { owner: user.name },
        at: now,
      },
    )
  })
}

/** Who an open invitation is for. @throws AppError link_expired */
export async function getInvitation(token: string, now = databaseNow()) {
  const invitation = await db().invitation.findFirst({
    where: { tokenHash: hashToken(token), usedAt: null, withdrawnAt: null, expiresAt: { gt: now } },
    select: {
      email: true,
      role: true,
      partner: { select: { name: true } },
      team: { select: { name: true } },
    },
  })
  if (!invitation) throw expiredLink()
  return describeInvitation(invitation)
}

type InvitationRow = {
  email: string
  role: Role
  partner: { name: string } | null
  team: { name: string } | null
}

function describeInvitation({ email, role, partner, team }: InvitationRow) {
  const shown = { email, role, organisation: partner?.name ?? team?.name ?? 'Platform review' }
  return { ...shown, contentHash: createHash('sha256').update(JSON.stringify(shown)).digest('hex') }
}

/**
 * Spends an invitation and creates its member, whatever other account has the address: who sits on one keeps nobody out. The answer does
 * not tell whether there is one, but to whoever knows its password.
 * @throws AppError link_expired, changed_since_read, rate_limited, invalid_input for the password of another account of the address,
 *   conflict for a member already
 */
export async function acceptInvitation(
  input: JoinInput & { clientAddress: string },
  now = databaseNow(),
): Promise<void> {
  await consumeLimit('link_address', input.clientAddress)
  const passwordHash = await hashPassword(input.password)
  await inTransaction(async (tx) => {
    const [invitation] = await tx.invitation.updateManyAndReturn({
      where: { tokenHash: hashToken(input.token), usedAt: null, withdrawnAt: null, expiresAt: { gt: now } },
      data: { usedAt: now },
      select: {
        email: true,
        role: true,
        partnerId: true,
        teamId: true,
        partner: { select: { name: true } },
        team: { select: { name: true } },
      },
    })
    if (!invitation) throw expiredLink()
    if (input.contentHash !== undefined && input.contentHash !== describeInvitation(invitation).contentHash)
      throw changedSinceRead()
    const { email, role, partnerId, teamId } = invitation
    if ((await countAccounts(tx, email)) >= accountsPerAddressMax) throw takenAddress()
    await requireOwnPassword(tx, email, input.password)
    const user = await tx.user.create({
      data: { id: randomUUID(), email, name: input.name, passwordHash, role, partnerId, teamId },
      select: { id: true, name: true },
    })
    await recordAudit(
      tx,
      { kind: 'anonymous' },
      {
        action: 'member.joined',
        subject: { type: 'member', id: user.id, name: user.name },
        ...organisationOf({ partnerId, teamId }),
        data: { role },
        at: now,
      },
    )
  }).catch((thrown: unknown) => {
    if (isUniqueViolation(thrown)) throw takenAddress()
    throw thrown
  })
}

function takenAddress(): AppError {
  return new AppError(
    'conflict',
    'This address is a member already. Sign in with it, or ask for an invitation to another address.',
  )
}

/** A single-use link to set a new password, for a member of the caller's own organisation. */
export async function issuePasswordReset(
  tx: Tx,
  { userId, issuedById }: { userId: string; issuedById: string | null },
  now: Date,
): Promise<string> {
  const token = newToken()
  await tx.passwordReset.create({
    data: {
      id: newId('rst'),
      tokenHash: hashToken(token),
      userId,
      issuedById,
      createdAt: now,
      expiresAt: new Date(now.getTime() + resetLinkHours * 60 * 60 * 1000),
    },
    select: { id: true },
  })
  return token
}

/** Spends a reset link; every session of the user ends. @throws AppError link_expired, rate_limited */
export async function resetPassword(
  input: { token: string; password: string; clientAddress: string },
  now = databaseNow(),
): Promise<void> {
  await consumeLimit('link_address', input.clientAddress)
  const passwordHash = await hashPassword(input.password)
  await inTransaction(async (tx) => {
    const [reset] = await tx.passwordReset.updateManyAndReturn({
      where: { tokenHash: hashToken(input.token), usedAt: null, expiresAt: { gt: now } },
      data: { usedAt: now },
      select: { userId: true },
    })
    if (!reset) throw expiredLink()
    const [user] = await tx.user.updateManyAndReturn({
      where: { id: reset.userId, removedAt: null },
      data: { passwordHash, tokenVersion: { increment: 1 } },
      select: { id: true, email: true, name: true, partnerId: true, teamId: true },
    })
    if (!user) throw expiredLink()
    await requireOwnPassword(tx, user.email, input.password, user.id)
    await spendResetLinks(tx, user.id, now)
    await endSessions(tx, user.id, now)
    await recordAudit(
      tx,
      { kind: 'anonymous' },
      {
        action: 'account.password_reset',
        subject: { type: 'account', id: user.id, name: user.name },
        ...organisationOf(user),
        at: now,
      },
    )
  })
}

/** Changes the own password; every session ends, and another one begins here. Returns what its cookie says. */
export async function changePassword(
  actor: Actor,
  input: { current: string; password: string } & SessionClient,
  now = databaseNow(),
): Promise<SessionClaims> {
  const member = requirePermission(actor, 'account.update')
  await consumeLimit('sign_in_account', hashToken(member.email))
  const user = await db().user.findFirst({
    where: { id: member.userId, removedAt: null },
    select: { passwordHash: true },
  })
  if (!(await verifyPassword(user?.passwordHash, input.current)))
    throw invalidField('current', 'This is not your current password.')
  await returnLimit('sign_in_account', hashToken(member.email))
  const passwordHash = await hashPassword(input.password)
  return inTransaction(async (tx) => {
    const user = await tx.user.update({
      where: { id: member.userId },
      data: { passwordHash, tokenVersion: { increment: 1 } },
      select: { tokenVersion: true },
    })
    await requireOwnPassword(tx, member.email, input.password, member.userId)
    await spendResetLinks(tx, member.userId, now)
    await endSessions(tx, member.userId, now)
    await recordAudit(tx, member, { action: 'account.password_changed', ...ownAccount(member), at: now })
    const { sessionId } = await startSession(tx, member.userId, input, now)
    return { userId: member.userId, tokenVersion: user.tokenVersion, sessionId }
  })
}

/** Changes the own name and whether single-key shortcuts work. */
export async function updateAccount(
  actor: Actor,
  input: { name: string; singleKeys: boolean },
  now = databaseNow(),
): Promise<void> {
  const member = requirePermission(actor, 'account.update')
  await inTransaction(async (tx) => {
    await tx.user.update({ where: { id: member.userId }, data: input, select: { id: true } })
    await recordAudit(tx, member, {
      action: 'account.updated',
      ...ownAccount(member),
      data: { name: input.name, singleKeys: input.singleKeys },
      at: now,
    })
  })
}

/** A link from before the present password must not undo it. */
async function spendResetLinks(tx: Tx, userId: string, now: Date): Promise<void> {
  await tx.passwordReset.updateMany({ where: { userId, usedAt: null }, data: { usedAt: now } })
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

/** The audit columns of whose organisation something is. */
export function organisationOf(row: { partnerId?: string | null; teamId?: string | null }) {
  return {
    ...(row.partnerId ? { partnerId: row.partnerId } : {}),
    ...(row.teamId ? { teamId: row.teamId } : {}),
  }
}

function ownAccount(member: MemberActor) {
  return {
    subject: { type: 'account' as const, id: member.userId, name: member.name },
    ...(member.kind === 'partner' ? { partnerId: member.partnerId } : {}),
    ...(member.kind === 'team' ? { teamId: member.teamId } : {}),
  }
}

function expiredLink(): AppError {
  return new AppError('link_expired', 'This link was used, withdrawn or has expired. Ask for a new one.')
}
