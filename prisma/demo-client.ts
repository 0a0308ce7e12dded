import type { MemberActor, PartnerActor } from '@/lib/auth/permissions'
import { renewClientSecret } from '@/lib/domain/widgets/oauth-client'
import { db } from '@/lib/server/db'
import { demoReceiverUrls, readDemoClient } from '@/lib/server/demo-receivers'
import { casalyticsId } from './demo-organisations'

/** Gives the demo's partner a new client secret where its file was lost: nobody else has a copy of the old one. */
export async function completeDemoClient(members: MemberActor[]): Promise<void> {
  const demo = demoReceiverUrls()
  const owner = members.find(isOwner)
  const client = await db().oAuthClient.findFirst({
    where: { widget: { partnerId: casalyticsId } },
    orderBy: { createdAt: 'asc' },
    select: { id: true, widgetId: true },
  })
  if (!demo || !owner || !client) return
  const known = await readDemoClient(demo.file)
  if (known?.clientId !== client.id) await renewClientSecret(owner, { widgetId: client.widgetId })
}

function isOwner(member: MemberActor): member is PartnerActor {
  return member.kind === 'partner' && member.role === 'owner' && member.partnerId === casalyticsId
}
