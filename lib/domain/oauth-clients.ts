import { createHash, randomBytes } from 'node:crypto'
import { fingerprintOf } from '@/lib/domain/secrets'
import { newId } from '@/lib/ids'
import type { Tx } from '@/lib/server/db'

/** A client in the one answer that shows its secret. */
export type ShownClient = { clientId: string; clientSecret: string }

/** The OAuth client of a salesloft widget. Its secret is shown this once; what is kept is its hash. */
export async function createOAuthClient(
  tx: Tx,
  input: { widgetId: string; createdById: string; now: Date },
): Promise<ShownClient> {
  const clientSecret = newClientSecret()
  const { id: clientId } = await tx.oAuthClient.create({
    data: {
      id: newId('cli'),
      widgetId: input.widgetId,
      ...describeClientSecret(clientSecret),
      createdById: input.createdById,
      createdAt: input.now,
    },
    select: { id: true },
  })
  return { clientId, clientSecret }
}

export function newClientSecret(): string {
  return randomBytes(32).toString('hex')
}

/** What is kept of a client secret. 32 random bytes need no slow hash: nobody guesses them. */
export function describeClientSecret(clientSecret: string): {
  secretHash: string
  secretFingerprint: string
} {
  return { secretHash: hashClientSecret(clientSecret), secretFingerprint: fingerprintOf(clientSecret) }
}

export function hashClientSecret(clientSecret: string): string {
  return createHash('sha256').update(clientSecret).digest('hex')
}
