import type { Prisma } from '@/lib/server/prisma/client'

/** A version that its partner handed to the reviewers, whatever came of it. */
export const submittedVersion = {
  submittedAt: { not: null },
} as const satisfies Prisma.WidgetVersionWhereInput

/** A widget that its partner ever handed to the reviewers. What was not is for nobody but the partner, and a team that tests it. */
export const submittedWidget = {
  versions: { some: submittedVersion },
} as const satisfies Prisma.WidgetWhereInput
