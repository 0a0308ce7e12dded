import type { Prisma } from '@/lib/server/prisma/client'

/** A version that its partner submitted for review, whatever the decision. */
export const submittedVersion = {
  submittedAt: { not: null },
} as const satisfies Prisma.WidgetVersionWhereInput

/** A widget that its partner submitted for review at least once. Only its partner, and a team that tests it, see any other. */
export const submittedWidget = {
  versions: { some: submittedVersion },
} as const satisfies Prisma.WidgetWhereInput

/**
 * A widget that reviewers may suspend or reinstate: what opens for a team, or was suspended while it did. Of a draft that only a team tests
 * they see no more than name, partner and status.
 */
export const suspendableWidget = {
  OR: [submittedWidget, { testState: 'accepted' }, { suspendedAt: { not: null } }],
} as const satisfies Prisma.WidgetWhereInput
