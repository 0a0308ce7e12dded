import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { examineRequest } from '@/lib/domain/profiles/examine-request'
import { profileOf } from '@/lib/domain/profiles/registry'
import { type ProtocolId, protocolIds } from '@/lib/domain/protocols/facts.schema'
import { AppError } from '@/lib/errors'
import { signMarketplace } from '@/lib/protocols/marketplace'
import type { RequestParts, SignedRequest } from '@/lib/protocols/protocol'
import { type SalesloftPayload, salesloftSlots, signSalesloft } from '@/lib/protocols/salesloft'
import { signShowpad } from '@/lib/protocols/showpad'
import { signSocialSignin } from '@/lib/protocols/social-signin'
import { type SureSendContext, signSureSend } from '@/lib/protocols/sure-send'
import { samplesSignedAt as now, sampleContext, samplePayload, sampleValues } from '@/test/protocol-samples'
import { stepClock } from '@/test/step-clock'

/** The drill (`npm run drill`) tries more. */
const { valid, changed } = process.env.DRILL ? { valid: 2000, changed: 1000 } : { valid: 250, changed: 100 }
const url = 'https://widgets.example.test/show?own=1'
const secret = '9f'.repeat(32)
const secrets = [{ label: 'the active secret', secret, mistakes: [] }]

/** A request as people paste it: a URL, or HTTP with headers and body. */
function paste({
  method,
  url: at,
  headers,
  body,
}: Pick<SignedRequest, 'method' | 'url' | 'headers' | 'body'>): string {
  if (method === 'GET') return at
  const { host, pathname, search } = new URL(at)
  const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}`)
  return `${method} ${pathname}${search} HTTP/1.1\n${lines.join('\n')}\n\n${body ?? ''}`
}

const examine = (protocol: ProtocolId, pasted: string) =>
  // What no mistake explains is searched for long; that it is refused shows before.
  examineRequest({ protocol, pasted, secrets, now, clock: stepClock(0.5) })

async function accepts(protocol: ProtocolId, { url: at, headers, body }: RequestParts): Promise<boolean> {
  try {
    await profileOf(protocol).verify({ url: at, headers, body, secrets: [secret], now })
    return true
  } catch (thrown) {
    if (thrown instanceof AppError) return false
    throw thrown
  }
}

const name = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '',
    'Zoë',
    '東京 太郎',
    'Ωμέγα',
    'محمد',
    '👩‍👩‍👧',
    "O'Neil & Söhne <b>",
    'a+b=c/d%20',
    'x'.repeat(3000),
  ),
)
const more = fc.dictionary(name, fc.jsonValue({ stringUnit: 'binary' }), { maxKeys: 4 })

const sureSend = fc
  .record({ team: name, user: name, first: name, isCompany: fc.boolean(), more })
  .map(({ team, user, first, isCompany, more: rest }) => {
    const subject = { ...rest, id: 'r', name: first, stage: { name: '' }, emails: [], phones: [] }
    const context = {
      team: { id: 't', name: team },
      user: { id: 'u', email: user },
      ...(isCompany ? { company: subject } : { person: subject }),
      timestamp: sampleContext.timestamp,
    } as unknown as SureSendContext
    return signSureSend({ url, context, secret })
  })
const socialSignin = fc
  .record({ key: fc.constantFrom('q', 'id'), value: name, list: fc.array(name, { maxLength: 3 }) })
  .map(({ key, value, list }) =>
    signSocialSignin({
      url: `${url}${list.map((one) => `&a[]=${encodeURIComponent(one.toWellFormed())}`).join('')}`,
      parameters: { [key]: value.toWellFormed() },
      secret,
      now,
    }),
  )
const salesloft = fc
  .record({ slot: fc.constantFrom(...salesloftSlots), person: name, more })
  .map(({ slot, person, more: rest }): Promise<SignedRequest> => {
    const payload: SalesloftPayload = {
      ...samplePayload,
      person: { ...rest, id: 1, display_name: person },
      account: { id: 1, name: person },
    }
    if (slot !== 'custom_action') delete payload.action
    return signSalesloft({ url, slot, payload, secret })
  })
const showpad = fc.record({ query: name, more }).map(({ query, more: rest }) =>
  signShowpad({
    url,
    body: JSON.stringify({
      ...rest,
      showpadInfo: { subdomain: 'acme', username: 'a@b.test', crmInstanceId: 'con_1' },
      query,
    }),
    secrets: ['another secret', secret],
    now,
  }),
)
const marketplace = fc
  .record({
    contact: fc.option(name, { nil: undefined }),
    token: fc.option(name, { nil: undefined }),
    mode: fc.boolean(),
  })
  .map(({ contact, token, mode }) => {
    const values = {
      ...sampleValues,
      ...(contact === undefined ? {} : { contact_api_id: contact }),
      ...(token === undefined ? {} : { 'access-token': token }),
    }
    return mode
      ? signMarketplace({ mode: 'plain', url: `${url}&contact={{contact-id}}`, values, secret, now })
      : signMarketplace({ mode: 'encrypted', url, values, secret })
  })

const requests: Record<ProtocolId, fc.Arbitrary<SignedRequest | Promise<SignedRequest>>> = {
  'sure-send': sureSend,
  'social-signin': socialSignin,
  salesloft,
  showpad,
  marketplace,
}

test.each(protocolIds)(
  `${valid} valid requests of %s are well, without a word against them`,
  async (protocol) => {
    await fc.assert(
      fc.asyncProperty(requests[protocol], async (made) => {
        const request = await made
        const { outcome, mistakes, verifier } = await examine(protocol, paste(request))
        expect({ outcome, mistakes, verifier }, paste(request)).toEqual({
          outcome: 'well',
          mistakes: [],
          verifier: null,
        })
      }),
      { numRuns: valid },
    )
  },
  120_000,
)

/** What may happen to a text on its way. */
const mutation = fc.oneof(
  fc.record({
    kind: fc.constant('replace' as const),
    at: fc.nat(),
    by: fc.constantFrom(...'%+ &=?#[].,0aZ-_/\0\uFEFF"{}:'),
  }),
  fc.record({ kind: fc.constant('delete' as const), at: fc.nat(), by: fc.constant('') }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: fc.nat(),
    by: fc.constantFrom(
      '%',
      '%0A',
      '%FF',
      '%25FF',
      '%zz',
      '&sig=1',
      '&data=1',
      '&context=',
      '=',
      '+',
      '\\u0000',
      '\ud800',
    ),
  }),
  fc.record({ kind: fc.constant('none' as const), at: fc.constant(0), by: fc.constant('') }),
)

function mutate(text: string, changes: readonly { kind: string; at: number; by: string }[]): string {
  return changes.reduce((all, { kind, at, by }) => {
    if (kind === 'none' || all.length === 0) return all
    const index = at % all.length
    return all.slice(0, index) + by + all.slice(index + (kind === 'insert' ? 0 : 1))
  }, text)
}

test.each(protocolIds)(
  'a request of %s is well exactly if its verifier takes it',
  async (protocol) => {
    await fc.assert(
      fc.asyncProperty(
        requests[protocol],
        fc.array(mutation, { minLength: 1, maxLength: 2 }),
        async (made, changes) => {
          const request = await made
          const isForm = protocol === 'salesloft'
          const isCall = protocol === 'showpad'
          const sent = {
            ...request,
            // A request line has no white space, and what a paste has not it cannot show.
            url:
              isForm || isCall
                ? request.url
                : mutate(request.url, changes)
                    .replace(/[\s\0]/g, '')
                    .toWellFormed(),
            body:
              isForm || isCall
                ? mutate(request.body ?? '', changes)
                    .trim()
                    .toWellFormed()
                : request.body,
          }
          fc.pre(URL.canParse(sent.url) && (!isForm || !/^[\w-]+(?:\.[\w-]+){4}$/.test(sent.body ?? '')))
          const pasted =
            isForm || isCall ? paste(sent) : `GET ${sent.url} HTTP/1.1\nHost: widgets.example.test\n\n`
          const { outcome, verifier, mistakes } = await examine(protocol, pasted)
          const isTaken = await accepts(protocol, { ...sent, body: sent.body ?? '' })
          expect([pasted, outcome === 'well', verifier === null]).toEqual([pasted, isTaken, isTaken])
          // A refusal has a reason that is told.
          if (!isTaken && outcome === 'mistakes') expect(mistakes).not.toEqual([])
        },
      ),
      { numRuns: changed },
    )
  },
  120_000,
)

describe('nothing that is pasted throws', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.string({ unit: 'grapheme', maxLength: 400 }),
    fc
      .array(
        fc.constantFrom(
          ...[
            'curl ',
            "$'",
            '\\u00',
            '^',
            '"',
            "'",
            '--json ',
            '-H',
            '-d',
            '@body.json',
            'https://x.test/?',
            'GET / HTTP/1.1\n',
          ],
          ...[
            'context=',
            'signature=',
            'sig=',
            'expires=',
            'payload=',
            'data=',
            'location_id=',
            'timestamp=',
            'hmac=',
            '&',
            '=',
          ],
          ...[
            '%',
            '%25FF',
            '%zz',
            'U2FsdGVkX1',
            'eyJhbGciOiJkaXIifQ.',
            '.',
            '[',
            ']',
            '{',
            '}',
            ':',
            ',',
            '\ud800',
            '\0',
            '\n\n',
          ],
          ...[
            'x-showpad-signature-v1: ',
            'x-showpad-signature-timestamp: 1\n',
            '--boundary\n',
            'Content-Disposition: form-data; name="payload"\n',
          ],
          ...['Parameters: {', 'Started GET "', ':path: ', 'HTTP_X_SHOWPAD', 'webhook-id: '],
        ),
        { maxLength: 30 },
      )
      .map((parts) => parts.join('')),
    fc
      .tuple(fc.constantFrom('[', '{"a":', '"\\'), fc.integer({ min: 1, max: 3000 }))
      .map(([part, times]) => part.repeat(times)),
  )

  test.each(protocolIds)(
    'as a request of %s',
    async (protocol) => {
      await fc.assert(
        fc.asyncProperty(anything, fc.option(anything, { nil: undefined }), async (pasted, ownSignature) => {
          const diagnosis = await examineRequest({
            protocol,
            pasted,
            ownSignature,
            secrets,
            now,
            clock: stepClock(0.5),
          })
          expect(diagnosis.verifier?.code).not.toBe('internal')
          expect(diagnosis.outcome).not.toBe('well')
        }),
        { numRuns: 300 },
      )
    },
    120_000,
  )

  test.each(['?context=%25FF&signature=ab', '?data=U2FsdGVk%252BX1%zz', '?q=%25zz&expires=1&sig=%'])(
    '%s',
    async (pasted) => {
      for (const protocol of protocolIds) expect((await examine(protocol, pasted)).outcome).not.toBe('well')
    },
  )
})
