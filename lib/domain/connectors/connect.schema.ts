import { z } from 'zod'

const id = z.union([z.string().min(1).max(200), z.number().int()]).transform(String)
const seconds = z.union([z.number(), z.string().regex(/^\d{1,9}$/)]).transform(Number)
const token = z.string().min(1).max(8192)

/** The answer to a refresh. A server may keep the same refresh token. */
export const refreshAnswer = z.object({
  access_token: token,
  refresh_token: token.optional(),
  expires_in: seconds,
})

/** The answer that connects: the Salesloft seed adds `secret`, `integration_id` and `tenant_id` to OAuth's own. */
export const connectAnswer = refreshAnswer.extend({
  refresh_token: token,
  secret: z.string().min(1).max(512),
  integration_id: id,
  tenant_id: id,
})

export type Tokens = { access: string; refresh: string }

export const startConnectionInput = z.object({
  connectorId: z.string().max(64),
  returnTo: z.string().max(2000).optional(),
})
