import { randomUUID } from 'node:crypto'
import { hashPassword } from '@/lib/auth/password'
import type { SessionClaims } from '@/lib/auth/session'
import type { SignUpInput } from '@/lib/domain/accounts/accounts.schema'
import {
  accountsPerAddressMax,
  countAccounts,
  findByPassword,
} from '@/lib/domain/accounts/accounts-of-address'
import { type SessionClient, startSession } from '@/lib/domain/accounts/sessions'
import { recordAudit } from '@/lib/domain/audit/events'
import { newId } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { inTransaction } from '@/lib/server/db'
import { consumeLimit } from '@/lib/server/rate-limit'

/**
 * Registers a partner and its first owner, and signs the owner in. An address that has an account gets another one, which its password tells
 * apart: so nobody learns whether an address is known. Null, with nothing created, once the address has as many accounts as it may, or one
 * with this very password; that one is signed in to as usual.
 * @throws AppError rate_limited
 */
export async function signUpPartner(
  input: SignUpInput & { clientAddress: string } & SessionClient,
  now = databaseNow(),
): Promise<SessionClaims | null> {
  await consumeLimit('sign_up_address', input.clientAddress)
  const passwordHash = await hashPassword(input.password)
  return inTransaction(async (tx) => {
    const count = await countAccounts(tx, input.email)
    // Asked in any case, so that the answer takes the same time.
    const isKnown = await findByPassword(tx, input.email, input.password)
    if (isKnown || count >= accountsPerAddressMax) return null
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
      select: { id: true, name: true, tokenVersion: true },
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
    const session = await startSession(tx, user.id, input, now)
    return { userId: user.id, tokenVersion: user.tokenVersion, ...session }
  })
}
