import { createHash, randomUUID } from 'node:crypto'
import { newId, newToken } from '@/lib/ids'
import type { PrismaClient } from '@/lib/server/prisma/client'
import { unique } from './fixtures'

/** A team without records that no other test knows, with the email of its admin and an API key. */
export async function createFreshTeam(db: PrismaClient): Promise<{ email: string; apiKey: string }> {
  const team = await db.team.create({ data: { id: randomUUID(), name: unique('Fresh team') } })
  const email = `${randomUUID()}@fresh.example`
  const admin = await db.user.create({
    data: {
      id: randomUUID(),
      email,
      name: 'Fresh Admin',
      passwordHash: 'none',
      role: 'admin',
      teamId: team.id,
    },
  })
  const apiKey = `fg_team_${newToken()}`
  await db.apiKey.create({
    data: {
      id: newId('key'),
      teamId: team.id,
      role: 'admin',
      name: 'Fresh key',
      prefix: 'fg_team_',
      keyHash: createHash('sha256').update(apiKey).digest('hex'),
      createdById: admin.id,
    },
  })
  return { email, apiKey }
}
