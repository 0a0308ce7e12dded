import { z } from 'zod'
import { commonChecks, expiryChecks, namedChecks, signatureChecks } from '@/lib/domain/profiles/check-groups'
import type { Caller, Profile } from '@/lib/domain/profiles/profile'
import { describeSigned, toReadable, writeDigest } from '@/lib/domain/profiles/signed-text'
import { showpadFacts as facts } from '@/lib/domain/protocols/showpad.schema'
import { checkPlacements, requireAddress } from '@/lib/domain/protocols/widget-settings'
import { addressBelow } from '@/lib/domain/protocols/widget-settings.schema'
import { sampleCast, sampleCode } from '@/lib/domain/samples/people'
import { sampleBody, signShowpadSample } from '@/lib/domain/samples/showpad'
import { wrongShowpad } from '@/lib/domain/samples/wrong/showpad'
import { openShowpad } from '@/lib/domain/signature-doctor/examine-showpad'
import { checkTogether } from '@/lib/errors'
import type { SignedRequest } from '@/lib/protocols/protocol'
import { signShowpad, verifyShowpad } from '@/lib/protocols/showpad'

const resultsMax = 25
const text = z.string().max(300)
const id = z.union([z.string().min(1).max(200), z.number().int()]).transform(String)

/** The platform publishes no answer of v1/recipientsearch, so this portal's own connectors define it. */
const searchAnswer = z.object({
  recipients: z
    .array(
      z.object({
        id,
        name: text,
        email: text.nullish(),
        company: text.nullish(),
        type: text.nullish(),
      }),
    )
    .max(100),
})
const activityAnswer = z.object({ id })

function signCall({ version, team, installationId, secrets, now }: Caller, path: string, body: object) {
  const showpadInfo = {
    subdomain: subdomainOf(team.organisation),
    username: team.email,
    crmInstanceId: installationId,
  }
  return signShowpad({
    url: addressBelow(version.url, path),
    body: JSON.stringify({ showpadInfo, ...body }),
    secrets,
    now,
  })
}

/** A team's name as the part of a host that the platform's organisations have. */
function subdomainOf(name: string): string {
  const ascii = name.normalize('NFKD').replace(/[^\p{ASCII}]/gu, '')
  return (
    ascii
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'team'
  )
}

const testBodies: Record<string, (query: string) => object> = {
  'v1/recipientsearch': (query) => ({ query, limit: 5 }),
  // Without a recipient, so that nothing is logged: what the endpoint answers is that it lacks them.
  'v1/activities': () => ({ subject: 'Connection test', recipientIds: [] }),
}

function timestampOf({ headers }: SignedRequest): string | undefined {
  return headers['x-showpad-signature-timestamp']
}

export const showpadProfile: Profile = {
  facts,
  verify: verifyShowpad,
  checkSettings: (input) => ({
    ...checkTogether({
      url: () => requireAddress(input.url, 'url', facts.takenNames),
      placements: () => checkPlacements(facts.placements, input.placements),
    }),
    settings: {},
  }),
  modeOf: () => undefined,
  places: {
    endpoints: ['recipientsearch', 'activities'],
    list: () => ['recipientsearch', 'activities'],
    resolve: ({ url }, place) => {
      const endpoint = place === 'activities' ? 'activities' : 'recipientsearch'
      return { endpoint, url: addressBelow(url, `v1/${endpoint}`) }
    },
  },
  launch: null,
  samples: {
    sign: signShowpadSample,
    wrong: () => wrongShowpad,
    describeSender: ({ tenantId, seed, isOtherUser }) => ({
      showpadInfo: {
        subdomain: sampleCode('subdomain', seed, 'sandbox'),
        username: isOtherUser ? 'colleague@example.com' : sampleCast(seed).agentEmail,
        crmInstanceId: tenantId,
      },
    }),
  },
  sandbox: {
    describeRecord: () => ({}),
    leftOut: { description: undefined, occurredAt: undefined },
    exampleOf: (place) => {
      const endpoint = place === 'activities' ? 'activities' : 'recipientsearch'
      const { showpadInfo: _, ...body } = sampleBody(endpoint, 'ordinary', new Date(0))
      return body
    },
    readSignedText: (request) =>
      describeSigned(
        'HMAC-SHA256, in base64, of the raw body, a full stop and the timestamp',
        `${request.body ?? ''}.${timestampOf(request) ?? ''}`,
        request.headers['x-showpad-signature-v1'] ?? null,
      ),
    writeOpenssl: (signed) => writeDigest(signed, 'base64'),
    receive: verifyShowpad,
    readContent: ({ body }) => toReadable(body ?? ''),
  },
  openPasted: openShowpad,
  certification: {
    recordExample: '{"showpadInfo":{"subdomain":"…","username":"…","crmInstanceId":"…"}}',
    checks: () => [
      ...commonChecks,
      ...namedChecks,
      ...signatureChecks,
      ...expiryChecks,
      'state-user-unauthorised',
      'refuses-future',
      'verifies-raw-body',
      'accepts-several-signatures',
      'answers-recipients',
      'accepts-activity',
      'repeats-activity',
    ],
    alsoRequired: [],
    isSuccess: (status) => status === 200 || status === 201,
    refusesInJson: false,
    describePoorRefusal: (answer) => {
      const { errorMessage } = Object(answer)
      return typeof errorMessage === 'string' && errorMessage
        ? null
        : 'A refusal has no errorMessage, so the user doesn’t see the reason.'
    },
    hasNames: () => true,
    attempts: [],
    lists: [{ check: 'answers-recipients', endpoint: 'recipientsearch', list: 'recipients' }],
    findsRecord: null,
  },
  search: {
    find: (caller, query) => ({
      endpoint: 'v1/recipientsearch',
      request: signCall(caller, 'v1/recipientsearch', { query, limit: resultsMax }),
      read: (answer) => {
        const { data } = searchAnswer.safeParse(answer)
        return (
          data && {
            results: data.recipients.map(({ id, name, email, company, type }) => ({
              id,
              name,
              details: [email, company, type].filter(
                (part) => typeof part === 'string' && part !== '',
              ) as string[],
            })),
          }
        )
      },
    }),
    log: (caller, activity) => ({
      endpoint: 'v1/activities',
      request: signCall(caller, 'v1/activities', { ...activity, occurredAt: caller.now.toISOString() }),
      read: (answer) => activityAnswer.safeParse(answer).data,
    }),
  },
  connector: {
    endpoints: facts.connector.endpoints,
    signTest: async ({ endpoint, url, team, query, connectorId, secret, now }) => {
      const bodyOf = testBodies[endpoint]
      if (!bodyOf) return null
      const showpadInfo = { subdomain: 'connection-test', username: team.email, crmInstanceId: connectorId }
      const body = JSON.stringify({ showpadInfo, ...bodyOf(query) })
      const request = signShowpad({ url, body, secrets: [secret], now })
      return { request, signed: `${body}.${timestampOf(request)}` }
    },
  },
  command: {
    main: ['recipientsearch'],
    chosenBy: null,
    further: { option: 'activities-url', endpoint: 'activities' },
    endpointFor: () => 'recipientsearch',
  },
}
