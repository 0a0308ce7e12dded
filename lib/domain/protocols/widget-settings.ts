import { isDeepStrictEqual } from 'node:util'
import {
  type Placement,
  placementLabels,
  placements,
  protocolPlacements,
  type WidgetProtocol,
} from '@/lib/domain/protocols/placements.schema'
import {
  type SettingsFields,
  slotFields,
  type WidgetSettings,
  widgetSettings,
} from '@/lib/domain/protocols/widget-settings.schema'
import { requireWidgetUrl } from '@/lib/domain/protocols/widget-url'
import { AppError, invalidField } from '@/lib/errors'
import { hasPlaceholder, type PlaceholderGrammar, requireTemplate } from '@/lib/protocols/url-template'

type SettingsInput = SettingsFields & { url?: string | undefined; placements: Placement[] }

export type CheckedAddresses = { url: string; placements: Placement[]; settings: WidgetSettings }

/** The parameters that a launch of each protocol adds, which a registered address must leave free. */
export const takenNames: Record<WidgetProtocol, readonly string[]> = {
  'sure-send': ['context', 'signature'],
  'social-signin': ['sig', 'expires', 'id'],
  salesloft: [],
  showpad: [],
  marketplace: ['data', 'location_id', 'timestamp', 'hmac'],
}

/**
 * Checks the addresses that a widget's protocol needs, and the placements that it can have.
 * @throws AppError invalid_input on the field that is missing or cannot be
 */
export function checkSettings(protocol: WidgetProtocol, input: SettingsInput): CheckedAddresses {
  switch (protocol) {
    case 'salesloft':
      return checkSalesloft(input)
    case 'marketplace':
      return checkMarketplace(input)
    case 'social-signin':
      return {
        ...checkOne(protocol, input),
        settings: {
          searchUrl: requireAddress(input.searchUrl, 'searchUrl', ['sig', 'expires', 'q'], {
            missing: 'Enter the address of your search endpoint.',
          }),
        },
      }
    case 'sure-send':
    case 'showpad':
      return { ...checkOne(protocol, input), settings: {} }
  }
}

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

function checkOne(protocol: WidgetProtocol, input: SettingsInput): { url: string; placements: Placement[] } {
  const url = requireAddress(input.url, 'url', takenNames[protocol])
  return { url, placements: checkPlacements(protocol, input.placements) }
}

function checkSalesloft(input: SettingsInput): CheckedAddresses {
  const slotUrls: Partial<Record<Placement, string>> = {}
  for (const placement of placements) {
    const field = slotFields[placement]
    const given = input[field]
    if (given) slotUrls[placement] = requireAddress(given, field, [])
  }
  const offered = placements.filter((placement) => slotUrls[placement])
  const [first] = offered
  const url = first ? slotUrls[first] : undefined
  if (!url) throw invalidField('personUrl', 'Enter the address of at least one slot.')
  const redirectUris = input.redirectUris.map((uri) =>
    requireAddress(uri, 'redirectUris', ['code', 'state', 'error', 'iss']),
  )
  if (redirectUris.length === 0)
    throw invalidField('redirectUris', 'Enter the address to which your server is sent the code.')
  const authRedirectUrl = requireAddress(input.authRedirectUrl, 'authRedirectUrl', ['return_to'], {
    missing: 'Enter the address at which your server begins the OAuth flow.',
  })
  return { url, placements: offered, settings: { authRedirectUrl, redirectUris, slotUrls } }
}

function checkMarketplace(input: SettingsInput): CheckedAddresses {
  const parameterMode = input.parameterMode ?? 'encrypted'
  const url = requireTemplateAddress(input.url, 'url', 'iframe', 512)
  if (!url) throw invalidField('url', 'Enter the address of the widget.')
  if (parameterMode === 'encrypted' && hasPlaceholder(url))
    throw invalidField('url', 'The encrypted mode takes no placeholders: they would travel in clear.')
  const locationPostbackUrl = requireTemplateAddress(
    input.locationPostbackUrl,
    'locationPostbackUrl',
    'location_postback',
    512,
  )
  const userPostbackUrl = requireTemplateAddress(
    input.userPostbackUrl,
    'userPostbackUrl',
    'user_postback',
    512,
  )
  return {
    url,
    placements: checkPlacements('marketplace', input.placements),
    settings: {
      parameterMode,
      ...(locationPostbackUrl ? { locationPostbackUrl } : {}),
      ...(userPostbackUrl ? { userPostbackUrl } : {}),
    },
  }
}

function checkPlacements(protocol: WidgetProtocol, chosen: readonly Placement[]): Placement[] {
  const possible = protocolPlacements[protocol]
  const wrong = chosen.find((placement) => !possible.includes(placement))
  if (wrong)
    throw invalidField('placements', `A widget of this protocol has no ${placementLabels[wrong]} placement.`)
  if (chosen.length === 0) throw invalidField('placements', 'Choose at least one placement.')
  return possible.filter((placement) => chosen.includes(placement))
}

function requireAddress(
  text: string | undefined,
  field: string,
  taken: readonly string[],
  { missing = 'Enter the address of the widget.' } = {},
): string {
  if (!text) throw invalidField(field, missing)
  return requireWidgetUrl(text, { field, taken }).url
}

/** A template stays as it was written: parsing would encode its braces. */
function requireTemplateAddress(
  text: string | undefined,
  field: string,
  grammar: PlaceholderGrammar,
  lengthMax: number,
): string | undefined {
  if (!text) return undefined
  if (text.length > lengthMax)
    throw invalidField(
      field,
      `Use at most ${lengthMax} characters: the field of this protocol takes no more.`,
    )
  try {
    requireTemplate(text, grammar)
  } catch (thrown) {
    if (thrown instanceof AppError) throw invalidField(field, thrown.publicDetail)
    throw thrown
  }
  const taken = grammar === 'iframe' ? takenNames.marketplace : []
  const { url } = requireWidgetUrl(text.replaceAll(/\{\{[^{}]*\}\}/g, 'x'), { field, taken })
  return hasPlaceholder(text) ? text : url
}
