import type { MemberActor } from '@/lib/auth/permissions'
import { createApiKey, isLiveApiKey } from '@/lib/domain/accounts/api-keys'
import type { DemoFile } from './file'
import { acmeId, casalyticsId } from './organisations'

/** A key of the first team, of the first partner and of a reviewer, made anew where the earlier one is lost or revoked. */
export async function completeDemoApiKeys(
  members: MemberActor[],
  earlier: DemoFile['apiKeys'] | undefined,
): Promise<DemoFile['apiKeys']> {
  const admin = members.find(
    (member) => member.kind === 'team' && member.teamId === acmeId && member.role === 'admin',
  )
  const owner = members.find(
    (member) => member.kind === 'partner' && member.partnerId === casalyticsId && member.role === 'owner',
  )
  const reviewer = members.find((member) => member.kind === 'reviewer')
  return {
    ...(admin ? { team: await complete(admin, earlier?.team) } : {}),
    ...(owner ? { partner: await complete(owner, earlier?.partner) } : {}),
    ...(reviewer ? { reviewer: await complete(reviewer, earlier?.reviewer) } : {}),
  }
}

async function complete(member: MemberActor, known: string | undefined): Promise<string> {
  if (known && (await isLiveApiKey(known))) return known
  return (await createApiKey(member, { name: 'Demo' })).key
}
