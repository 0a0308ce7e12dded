import { isDeepStrictEqual } from 'node:util'
import { type Placement, placementLabels, placements } from '@/lib/domain/protocols/placements.schema'
import {
  type SettingsFields,
  type WidgetSettings,
  widgetSettings,
} from '@/lib/domain/protocols/widget-settings.schema'
import { requireWidgetUrl } from '@/lib/domain/protocols/widget-url'
import { AppError, invalidField } from '@/lib/errors'
import { hasPlaceholder, type PlaceholderGrammar, requireTemplate } from '@/lib/protocols/url-template'

export type SettingsInput = SettingsFields & { url?: string | undefined; placements: Placement[] }

export type CheckedAddresses = { url: string; placements: Placement[]; settings: WidgetSettings }

/** Settings of a version as they were stored. */
export function readSettings(stored: unknown): WidgetSettings {
  return widgetSettings.parse(stored ?? {})
}

/** Every address that a version may be opened at or called by, the first one that of its first placement. */
export function listAddresses(version: { url: string; settings: unknown }): string[] {
  const { slotUrls, searchUrl, authRedirectUrl } = readSettings(version.settings)
  const slots = placements.flatMap((placement) => slotUrls?.[placement] ?? [])
  return [...new Set([version.url, ...slots, searchUrl ?? [], authRedirectUrl ?? []].flat())]
}

/** Whether two versions say the same here, in whatever order the database keeps it. */
export function sameSettings(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(readSettings(one), readSettings(other))
}

/** The chosen placements, if they are possible. @throws AppError invalid_input */
export function checkPlacements(possible: readonly Placement[], chosen: readonly Placement[]): Placement[] {
  const wrong = chosen.find((placement) => !possible.includes(placement))
  if (wrong)
    throw invalidField(
      'placements',
      `Widgets of this protocol can’t use the ${placementLabels[wrong]} placement.`,
    )
  if (chosen.length === 0) throw invalidField('placements', 'Choose at least one placement.')
  return possible.filter((placement) => chosen.includes(placement))
}

/** An address that a form must have; `taken` are the parameters that are added to it. @throws AppError invalid_input */
export function requireAddress(
  text: string | undefined,
  field: string,
  taken: readonly string[],
  { missing = 'Enter the address of the widget.' } = {},
): string {
  if (!text) throw invalidField(field, missing)
  return requireWidgetUrl(text, { field, taken }).url
}

/** A template stays as it was written: parsing would encode its braces. @throws AppError invalid_input */
export function checkTemplateAddress(
  text: string | undefined,
  {
    field,
    grammar,
    lengthMax,
    taken,
  }: { field: string; grammar: PlaceholderGrammar; lengthMax: number; taken: readonly string[] },
): string | undefined {
  if (!text) return undefined
  if (text.length > lengthMax)
    throw invalidField(field, `Use at most ${lengthMax} characters: this protocol allows no more.`)
  try {
    requireTemplate(text, grammar)
  } catch (thrown) {
    if (thrown instanceof AppError) throw invalidField(field, thrown.publicDetail)
    throw thrown
  }
  const { url } = requireWidgetUrl(text.replaceAll(/\{\{[^{}]*\}\}/g, 'x'), { field, taken })
  return hasPlaceholder(text) ? text : url
}
