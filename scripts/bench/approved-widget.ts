import type { MemberActor, PartnerActor } from '../../lib/auth/permissions'
import type { Placement } from '../../lib/domain/protocols/placements.schema'

type Given = { owner: PartnerActor; reviewer: MemberActor; admin: MemberActor }

/** Registers, approves and switches on a Sure Send widget of one placement, through the domain. */
export async function addApprovedWidget(
  { owner, reviewer, admin }: Given,
  { placement, ...about }: { name: string; description: string; url: string; placement: Placement },
): Promise<string> {
  // Only now: the environment is read when these are used first.
  const [{ createWidget }, { getWidget }, { createWidgetInput }, { decideVersion }] = await Promise.all([
    import('../../lib/domain/widgets/widgets'),
    import('../../lib/domain/widgets/read'),
    import('../../lib/domain/widgets/widgets.schema'),
    import('../../lib/domain/review/approvals'),
  ])
  const [{ submitUncertified }, { switchPlacement }] = await Promise.all([
    import('../../demo/submit'),
    import('../../lib/domain/installations/installations'),
  ])
  const look = { icon: 'box', colour: 'slate', protocol: 'sure-send' }
  const { widgetId } = await createWidget(
    owner,
    createWidgetInput.parse({ ...about, ...look, placements: [placement] }),
  )
  await submitUncertified(owner, { widgetId }, new Date())
  const { workingVersion } = await getWidget(owner, { widgetId })
  await decideVersion(reviewer, { widgetId, versionId: workingVersion?.id ?? '', decision: 'approve' })
  await switchPlacement(admin, { widgetId, placement, enabled: true })
  return widgetId
}
