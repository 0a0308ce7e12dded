import { sameSettings } from '@/lib/domain/protocols/widget-settings'
import type { WidgetVersion } from '@/lib/server/prisma/client'

/** What a version says; the same columns are copied into the next version, compared in review, and shown. */
export const versionFields = {
  name: true,
  description: true,
  url: true,
  furtherOrigins: true,
  placements: true,
  allow: true,
  settings: true,
  icon: true,
  colour: true,
} as const

/** A version with its state. */
export const versionRow = { ...versionFields, id: true, number: true, state: true, updatedAt: true } as const

export type VersionContent = Pick<WidgetVersion, keyof typeof versionFields>

/** The names of the fields in which two versions differ. */
export function changedFields(from: VersionContent, to: VersionContent): (keyof VersionContent)[] {
  return (Object.keys(versionFields) as (keyof VersionContent)[]).filter((field) =>
    field === 'settings'
      ? !sameSettings(from.settings, to.settings)
      : JSON.stringify(from[field]) !== JSON.stringify(to[field]),
  )
}
