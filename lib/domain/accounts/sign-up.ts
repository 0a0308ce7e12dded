import { randomUUID } from 'node:crypto'
import { hashPassword } from '@/lib/auth/password'
import type { SignUpInput } from '@/lib/domain/accounts/accounts.schema'
import { countAccounts } from '@/lib/domain/accounts/accounts-of-address'
import { recordAudit } from '@/lib/domain/audit/events'
import { newId } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { inTransaction } from '@/lib/server/db'
import { consumeLimit } from '@/lib/server/rate-limit'

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
