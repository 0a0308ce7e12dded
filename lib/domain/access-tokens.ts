import { createHash, randomBytes } from 'node:crypto'
import type { Reader } from '@/lib/server/db'

const launchTokenSeconds = 15 * 60

/** The short token of a marketplace launch: this member's reads through the JSON API for 15 minutes. */
export async function issueLaunchToken(
  reader: Reader,
  input: { widgetId: string; teamId: string; userId: string; locationId: string },
  now: Date,
): Promise<string> {
  const token = `fga_${randomBytes(32).toString('base64url')}`
  await reader.accessToken.create({
    data: {
      tokenHash: createHash('sha256').update(token).digest('hex'),
      ...input,
      scopes: ['profile', 'people:read', 'companies:read'],
      createdAt: now,
      expiresAt: new Date(now.getTime() + launchTokenSeconds * 1000),
    },
    select: { tokenHash: true },
  })
  return token
}
