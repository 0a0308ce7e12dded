import { z } from 'zod'
import { factsOf, protocolIds } from '@/lib/domain/protocols/facts.schema'
import { pastedSecret, weakSecret } from '@/lib/domain/secrets/formats.schema'
import { graceChoice } from '@/lib/domain/secrets/grace.schema'
import { describeHostFault } from '@/lib/domain/text/host-spelling.schema'

/** The platforms that may call this CRM, in the order of the choice. */
export const connectorProtocols = protocolIds.toSorted(
  (one, other) => factsOf(one).connector.position - factsOf(other).connector.position,
)

/** How many a team may have. */
export const connectorsMax = 100

const list = (item: z.ZodType<string, string>, max: number) =>
  z
    .string()
    .max(4000)
    .default('')
    .transform((text) => [...new Set(text.split(/[\s,]+/).filter(Boolean))])
    .superRefine((values, context) => {
      if (values.length > max) context.addIssue(`Enter at most ${max}.`)
      // Of the field itself, which is where a form shows it.
      for (const value of values) {
        const issue = item.safeParse(value).error?.issues[0]
        if (issue) context.addIssue(`${value.slice(0, 100)}: ${issue.message}`)
      }
    })

const origin = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text,
    'Write an origin such as https://app.example.com, without a path.',
  )
  .refine((text) => !/[*;,\s]/.test(text), 'Write each origin in full, without wildcards.')
  .refine(
    (text) => !URL.canParse(text) || describeHostFault(new URL(text)) === null,
    'Remove the dot at the end of the host, and port 0.',
  )

const parameterName = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'Use only letters, digits, - and _ in parameter names.')
  .refine(
    (name) => !['sig', 'expires', 'q', 'id'].includes(name),
    'sig, expires, q and id are always signed.',
  )

/** An address that this portal or a browser is sent to: https, or plain http on the operator's own machine. */
const address = z
  .string()
  .trim()
  .max(2000)
  .refine(
    (text) => text === '' || isAddress(text),
    'Write an https address without a user name or a fragment.',
  )

const settings = {
  name: z
    .string({ error: 'Enter a name.' })
    .trim()
    .min(1, 'Enter a name.')
    .max(80, 'Use at most 80 characters.'),
  frameOrigins: list(origin, 10),
  unsignedParameters: list(parameterName, 20),
  /** How far ahead `expires` of SocialSignIn's requests may lie. */
  lifetimeHours: z.coerce
    .number({ error: 'Enter a whole number of hours.' })
    .int('Enter a whole number of hours.')
    .min(1, 'Use at least 1 hour.')
    .max(8760, 'Use at most one year (8,760 hours).')
    .default(24),
  /** Salesloft's OAuth application. An empty secret keeps the one that is there. */
  clientId: z.string().trim().max(200).default(''),
  clientSecret: pastedSecret.default(''),
  authorizeUrl: address.default(''),
  tokenUrl: address.default(''),
  returnOrigins: list(origin, 10),
  emailTemplates: z.string().max(20_000).default(''),
  /** Where the marketplace's access token works. */
  apiBase: address.default(''),
}

export const createConnectorInput = z
  .object({
    protocol: z.enum(connectorProtocols, { error: 'Choose the platform.' }),
    ...settings,
    /** The platform's own secret; without it a strong one is made. */
    secret: pastedSecret.optional(),
    acceptShort: z.literal('on').optional(),
  })
  .refine(weakSecret.isAccepted, weakSecret.refusal('platform'))
export type CreateConnectorInput = z.infer<typeof createConnectorInput>

/** What a platform that is connected by OAuth cannot do without, by field; `null` where all is there. */
export function missingOAuth(
  input: { clientId: string; clientSecret: string; authorizeUrl: string; tokenUrl: string },
  { hasClientSecret }: { hasClientSecret: boolean },
): Record<string, string[]> | null {
  const missing: Record<string, string[]> = {}
  if (!input.clientSecret && !hasClientSecret)
    missing.clientSecret = ['Enter the client secret of the OAuth application.']
  if (!input.clientId) missing.clientId = ['Enter the client id of the OAuth application.']
  if (!input.authorizeUrl) missing.authorizeUrl = ['Enter the address of its consent page.']
  if (!input.tokenUrl) missing.tokenUrl = ['Enter the address of its token endpoint.']
  return Object.keys(missing).length > 0 ? missing : null
}

export const updateConnectorInput = z.object({ connectorId: z.string().max(64), ...settings })
export type UpdateConnectorInput = z.infer<typeof updateConnectorInput>

const furtherSettings = z.object(settings).pick({
  clientId: true,
  clientSecret: true,
  authorizeUrl: true,
  tokenUrl: true,
  emailTemplates: true,
}).shape

/** The fields that are judged together, while other fields may be wrong: a malformed one counts as left out. */
export function readFurtherSettings(given: Record<string, unknown>) {
  const read = Object.entries(furtherSettings).map(([name, field]) => {
    const parsed = field.safeParse(given[name])
    return [name, parsed.success ? parsed.data : '']
  })
  return Object.fromEntries(read) as Record<keyof typeof furtherSettings, string>
}

export const connectorInput = z.object({ connectorId: z.string().max(64) })
export const switchConnectorInput = connectorInput.extend({ enabled: z.boolean() })
export const rotateConnectorInput = connectorInput.extend({
  /** The endpoint whose own secret it is; without it the one that opens all others. */
  endpoint: z.literal('iframe').optional(),
  graceHours: graceChoice,
})
export const revokeConnectorSecretInput = connectorInput.extend({ version: z.number().int().positive() })
export const partFrameSecretInput = rotateConnectorInput.omit({ endpoint: true })
export const testConnectorInput = connectorInput.extend({
  endpoint: z.string().max(40),
  /** The words to search for, or the contact to open. */
  query: z.string().trim().max(200, 'Use at most 200 characters.').default(''),
})

/** Filters of the request log; from a URL, so malformed values are left out. */
export const listConnectorRequestsInput = z.object({
  outcome: z.enum(['accepted', 'refused']).optional().catch(undefined),
  endpoint: z.string().max(40).optional().catch(undefined),
  cursor: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional()
    .catch(undefined),
})
/** What an event stream asks for: the filters, and the last request that was seen. */
export const tailConnectorRequestsInput = listConnectorRequestsInput.omit({ cursor: true }).extend({
  after: z
    .string()
    .regex(/^\d{1,18}$/)
    .catch('0'),
})
export type ListConnectorRequestsInput = z.infer<typeof listConnectorRequestsInput>

const registrationText = z.string().max(512).optional()

/** What a postback URL of ours tells; everything in it is the platform's word, by the key that the URL carries. */
export const registrationQuery = z.object({
  location_id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  account_number: registrationText,
  location_api_id: registrationText,
  user_id: z.string().max(64).default(''),
  username: registrationText,
  email: registrationText,
  domain_url: registrationText,
})

export type RegistrationQuery = z.output<typeof registrationQuery>

/** The body of Showpad's search, beside `showpadInfo`. */
export const recipientSearchBody = z.object({
  query: z.string().trim().min(1).max(200),
  limit: z.number().int().min(1).max(50).default(25),
})

/** The body of Showpad's activity, beside `showpadInfo`. Paths and bodies are this portal's own: the platform publishes none. */
export const activityBody = z.object({
  recipientIds: z.array(z.uuid()).min(1).max(50),
  subject: z.string().trim().min(1).max(300),
  description: z.string().max(10_000).optional(),
  occurredAt: z.iso.datetime({ offset: true }).optional(),
})

function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password, hash } = new URL(text)
  if (username || password || hash || describeHostFault(new URL(text)) !== null) return false
  return (
    protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname))
  )
}
