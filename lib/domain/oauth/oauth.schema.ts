import { z } from 'zod'
import { contentHash } from '@/lib/domain/widgets/widgets.schema'

/** What a token may do, in the words of the consent page. Each comes on top of what its member may do themselves. */
export const scopes = {
  profile: 'See who gave access, and the team’s name',
  'people:read': 'Read the team’s people',
  'companies:read': 'Read the team’s companies',
  'people:write': 'Add, change and erase the team’s people',
  'companies:write': 'Add, change and erase the team’s companies',
  'activities:write': 'Log activities on people and companies',
  'tabs:read': 'List the widgets that are enabled',
  'launches:write': 'Open signed launches of this widget',
} as const
export type Scope = keyof typeof scopes

export const allScopes = Object.keys(scopes) as Scope[]

/** What a request gets that names no scope. */
export const defaultScopes: readonly Scope[] = ['profile']

export function isScope(name: string): name is Scope {
  return Object.hasOwn(scopes, name)
}

const widgetId = z.string().max(64)

/** The answer to a consent page, with the request as the client sent it: it is checked again. */
export const answerAuthorizationInput = z.object({
  query: z.string().max(8192),
  allow: z.boolean(),
  /** Of what the consent page showed. */
  contentHash,
})

export const revokeGrantInput = z.object({ widgetId, grantId: z.string().max(64) })
