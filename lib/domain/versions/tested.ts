import type { PartnerActor } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import { changedFields, type VersionContent } from '@/lib/domain/versions/content'
import type { Tx } from '@/lib/server/db'

type TestedWidget = {
  id: string
  testState: string | null
  testTeamId: string | null
  testVersion: VersionContent | null
  servingVersion: VersionContent | null
  workingVersion: { state: string } | null
}

/** What changes where a launch goes or what it may do: for all teams a reviewer looks at it, for one its admin. */
const decidedFields: readonly (keyof VersionContent)[] = [
  'url',
  'furtherOrigins',
  'placements',
  'allow',
  'settings',
]

/**
 * A new version of a widget that a team tests. Where it only words itself differently it opens for the team at once; any other waits for
 * the team's admin, and what they accepted goes on opening. The team's log records both.
 */
export async function offerToTester(
  tx: Tx,
  partner: PartnerActor,
  widget: TestedWidget,
  version: VersionContent & { id: string },
  now: Date,
): Promise<void> {
  if (widget.testState !== 'accepted' || !widget.testTeamId) return
  const opened = widget.testVersion ?? widget.servingVersion
  const isPaused = !widget.testVersion && widget.workingVersion?.state === 'returned'
  const changed = opened ? changedFields(opened, version) : []
  const waits = isPaused || !opened || changed.some((field) => decidedFields.includes(field))
  if (!waits)
    await tx.widget.update({
      where: { id: widget.id },
      data: { testVersionId: version.id },
      select: { id: true },
    })
  await recordAudit(tx, partner, {
    action: waits ? 'testing.change_offered' : 'testing.version_updated',
    subject: { type: 'widget', id: widget.id, name: version.name },
    teamId: widget.testTeamId,
    data: { changed },
    at: now,
  })
}
