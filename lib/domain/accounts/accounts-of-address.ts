import { verifyPassword } from '@/lib/auth/password'
import { invalidField } from '@/lib/errors'
import type { Reader, Tx } from '@/lib/server/db'

/** Accounts that one address may have: until email proves it, no single person owns it. */
export const accountsPerAddressMax = 3

/**
 * The account of an address that a password opens. It takes the same time however many there are, so that nobody learns how many.
 * No two accounts of an address have one password: see `requireOwnPassword`.
 */
export async function findByPassword(reader: Reader, email: string, password: string, exceptId?: string) {
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

/** Only the password tells two accounts of one address apart. @throws AppError invalid_input on `password` */
export async function requireOwnPassword(
  tx: Tx,
  email: string,
  password: string,
  exceptId?: string,
): Promise<void> {
  if (await findByPassword(tx, email, password, exceptId))
    throw invalidField(
      'password',
      'Another account with this email address already uses this password. Choose a different one for this organisation.',
    )
}

/** Of many who take an address at once each is counted. */
export async function countAccounts(tx: Tx, email: string): Promise<number> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${email}, 0))::text`
  return tx.user.count({ where: { email, removedAt: null } })
}
