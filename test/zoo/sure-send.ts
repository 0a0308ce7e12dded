import { createHmac, timingSafeEqual } from 'node:crypto'
import { html } from '@/lib/html'
import type { ZooAnswer, ZooKeeper, ZooRequest } from '@/test/zoo/open-zoo'
import { frameHeaders, page, refusal, zooHost } from '@/test/zoo/pages'

type Context = {
  timestamp: unknown
  person?: { firstName: string; lastName: string; emails: { email: string }[] }
  company?: { name: string; emails: { email: string }[] }
}

/** A partner's server after the published guide, in steps of which each mistake replaces one. */
export type SureSendSteps = {
  read: (query: URLSearchParams, name: string) => string | null
  isSigned: (context: string, signature: string) => boolean
  decode: (context: string) => Context
  isFresh: (timestamp: unknown) => boolean
  render: (context: Context, request: ZooRequest) => ZooAnswer | Promise<ZooAnswer>
  refuse: (status: number) => ZooAnswer
}

export const zooSecret = '6f1c2a9be07d4583a1f0c4d2e8b76935aa0417cc59de3382bf2460915d7e8fca'

export function computeSignature(text: string, secret: string): string {
  return createHmac('sha256', secret).update(text).digest('hex')
}

export const rightSureSend: SureSendSteps = {
  read: (query, name) => {
    const values = query.getAll(name)
    return values.length === 1 && values[0] ? values[0] : null
  },
  isSigned: (context, signature) => isEqual(signature, computeSignature(context, zooSecret)),
  decode: (context) => JSON.parse(Buffer.from(context, 'base64').toString('utf8')) as Context,
  isFresh: (timestamp) => {
    const age = (Date.now() - Date.parse(String(timestamp))) / 1000
    return age <= 300 && age >= -60
  },
  render: (context) => page(html`<h1>${nameOf(context)}</h1><p>${emailOf(context)}</p>`),
  refuse: (status) => refusal(status),
}

/** The server, with these steps instead of its correct ones. */
export function keepSureSend(mistake: Partial<SureSendSteps> = {}): ZooKeeper {
  const steps = { ...rightSureSend, ...mistake }
  return (request) => {
    const query = new URL(request.url).searchParams
    const context = steps.read(query, 'context')
    const signature = steps.read(query, 'signature')
    if (context === null || signature === null) return steps.refuse(400)
    if (!steps.isSigned(context, signature)) return steps.refuse(403)
    const data = decodeOrNull(steps, context)
    if (!data) return steps.refuse(400)
    return steps.isFresh(data.timestamp) ? steps.render(data, request) : steps.refuse(403)
  }
}

function decodeOrNull({ decode }: SureSendSteps, context: string): Context | null {
  try {
    return decode(context)
  } catch (thrown) {
    // Not JSON; any other error is the server's own mistake.
    if (thrown instanceof SyntaxError) return null
    throw thrown
  }
}

export const sureSendMistakes: Record<string, Partial<SureSendSteps>> = {
  'checks no signature': { isSigned: () => true },
  'signs the decoded JSON': {
    isSigned: (context, signature) =>
      isEqual(signature, computeSignature(Buffer.from(context, 'base64').toString(), zooSecret)),
  },
  'decodes the secret from hex': {
    isSigned: (context, signature) =>
      isEqual(signature, createHmac('sha256', Buffer.from(zooSecret, 'hex')).update(context).digest('hex')),
  },
  'keeps a line break after the secret': {
    isSigned: (context, signature) => isEqual(signature, computeSignature(context, `${zooSecret}\n`)),
  },
  'throws on a short signature': {
    isSigned: (context, signature) =>
      timingSafeEqual(Buffer.from(signature), Buffer.from(computeSignature(context, zooSecret))),
  },
  'compares only as much as it was given': {
    isSigned: (context, signature) => computeSignature(context, zooSecret).startsWith(signature),
  },
  'takes upper case': {
    isSigned: (context, signature) => isEqual(signature.toLowerCase(), computeSignature(context, zooSecret)),
  },
  'accepts an empty secret too': {
    isSigned: (context, signature) =>
      [zooSecret, ''].some((secret) => isEqual(signature, computeSignature(context, secret))),
  },
  'accepts expired': { isFresh: (timestamp) => Date.parse(String(timestamp)) - Date.now() <= 60_000 },
  'accepts the future': { isFresh: (timestamp) => Date.now() - Date.parse(String(timestamp)) <= 300_000 },
  'accepts what is no time': {
    isFresh: (timestamp) => {
      const age = (Date.now() - Date.parse(String(timestamp))) / 1000
      return !(age > 300 || age < -60)
    },
  },
  'takes the first of two': { read: (query, name) => query.get(name) || null },
  'throws on a missing signature': {
    read: (query, name) => (query.has(name) ? rightSureSend.read(query, name) : fail()),
  },
  'accepts what has no signature': {
    read: (query, name) => (query.has(name) || name === 'context' ? rightSureSend.read(query, name) : ''),
    isSigned: (context, signature) => signature === '' || rightSureSend.isSigned(context, signature),
  },
  'takes UTF-8 for Latin-1 (atob)': { decode: (context) => JSON.parse(atob(context)) as Context },
  'throws on names beyond ASCII': {
    decode: (context) => {
      const data = rightSureSend.decode(context)
      btoa(nameOf(data))
      return data
    },
  },
  'knows no companies': {
    render: (context, request) => (context.person ? rightSureSend.render(context, request) : refusal(400)),
  },
  'refuses framing by X-Frame-Options': {
    render: (context) =>
      page(html`${nameOf(context)}`, 200, {
        'content-type': 'text/html',
        'x-frame-options': 'SAMEORIGIN',
      }),
  },
  'names another site in frame-ancestors': {
    render: (context) =>
      page(html`${nameOf(context)}`, 200, {
        ...frameHeaders,
        'content-security-policy': "frame-ancestors 'self' https://other.example.com",
      }),
  },
  'sends the outdated ALLOW-FROM alone': {
    render: (context) =>
      page(html`${nameOf(context)}`, 200, {
        'content-type': 'text/html',
        'x-frame-options': `ALLOW-FROM ${zooHost}`,
      }),
  },
  'shows its secret in the page': {
    render: (context) => page(html`${nameOf(context)}<script>const SECRET_KEY = '${zooSecret}'</script>`),
  },
  'shows its secret in base64 on an error page': {
    refuse: (status) =>
      page(`<p>Refused.</p><!-- ${Buffer.from(zooSecret, 'hex').toString('base64')} -->`, status),
  },
  'shows its secret in a script': {
    render: (context) => page(html`${nameOf(context)}<script src="/app.js"></script>`),
  },
  'gives the context to a third party': {
    render: (context, { url }) =>
      page(html`${nameOf(context)}<img src="https://pixel.example.net/i?${new URL(url).search.slice(1)}">`),
  },
  'gives the email to a third party': {
    render: (context) =>
      page(
        html`${nameOf(context)}<img src="https://pixel.example.net/${encodeURIComponent(emailOf(context))}">`,
      ),
  },
  'tells third parties the whole referer': {
    render: (context) =>
      page(html`${nameOf(context)}<script src="https://cdn.example.net/lib.js"></script>`, 200, {
        ...frameHeaders,
        'referrer-policy': 'unsafe-url',
      }),
  },
  'writes names as markup': { render: (context) => page(`<h1>${nameOf(context)}</h1>`) },
  'is slow': {
    render: async (context, request) => {
      await new Promise((settle) => setTimeout(settle, 800))
      return rightSureSend.render(context, request)
    },
  },
  'sends 30 MB': { render: () => page('x'.repeat(30 * 1024 * 1024)) },
  'throws on empty fields': {
    render: (context, request) => {
      const { emails } = context.person ?? context.company ?? { emails: [] }
      return rightSureSend.render(
        { ...context, email: emails[0]?.email.toLowerCase() ?? fail() } as Context,
        request,
      )
    },
  },
  'shows a stack trace': {
    refuse: (status) => page(html`<pre>${new Error('Invalid signature').stack ?? ''}</pre>`, status),
  },
  'refuses with nothing': { refuse: (status) => ({ status, headers: { 'content-type': 'text/html' } }) },
  'refuses in JSON': {
    refuse: (status) => ({ status, headers: { 'content-type': 'application/json' }, body: '{"error":"no"}' }),
  },
  'throws on a signature beyond ASCII': {
    isSigned: (context, signature) => {
      btoa(signature)
      return rightSureSend.isSigned(context, signature)
    },
  },
  'limits the pace of forgeries': { refuse: () => refusal(429) },
  'refuses everything': { isSigned: () => false },
  'answers nothing but 500': { isSigned: () => fail() },
}

function isEqual(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)]
  return one.length === other.length && timingSafeEqual(one, other)
}

function nameOf({ person, company }: Context): string {
  return person ? `${person.firstName} ${person.lastName}` : (company?.name ?? '')
}

function emailOf({ person, company }: Context): string {
  return (person ?? company)?.emails[0]?.email ?? ''
}

function fail(): never {
  throw new Error('a mistake')
}
