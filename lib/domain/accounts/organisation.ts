import type { MemberActor } from '@/lib/auth/permissions'

type Organisation = { partnerId: string | null; teamId: string | null }

/** The columns of a member's own organisation: both are null for a reviewer. */
export function ownOrganisation(member: MemberActor): Organisation {
  return {
    partnerId: member.kind === 'partner' ? member.partnerId : null,
    teamId: member.kind === 'team' ? member.teamId : null,
  }
}

/** The audit columns that name the organisation. A reviewer's events are in the platform's own log. */
export function organisationOf({ partnerId, teamId }: Organisation) {
  return { ...(partnerId ? { partnerId } : {}), ...(teamId ? { teamId } : {}) }
}
