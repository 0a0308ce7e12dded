import { createDecipheriv, createHash, createHmac } from 'node:crypto'
import { html } from '@/lib/html'
import type { ZooAnswer, ZooKeeper } from '@/test/zoo/open-zoo'
import { page, refusal } from '@/test/zoo/pages'

export const zooSecret = 'AnAppSecretOfThirtySixCharacters0123'

type Values = { location_id: string; user_id?: string; contact_id?: string; contact_api_id?: string }
type Mistakes<Steps> = Record<string, { mistake: Partial<Steps>; failed: string[] }>

export type EncryptedSteps = {
  read: (query: URLSearchParams) => string | null
  refuse: (reason: 'missing' | 'base64' | 'padding' | 'json') => ZooAnswer
  render: (values: Values) => ZooAnswer
  postback: (method: string) => ZooAnswer
}

const rightEncrypted: EncryptedSteps = {
  read: (query) => {
    const values = query.getAll('data')
    return values.length === 1 && values[0] ? values[0] : null
  },
  refuse: (reason) => refusal(reason === 'missing' ? 400 : 403),
  render: ({ location_id, contact_api_id }) =>
    page(html`<h1>${location_id}</h1><p>${contact_api_id ?? 'No contact is open.'}</p>`),
  postback: () => ({ status: 204 }),
}

export function keepEncrypted(mistake: Partial<EncryptedSteps> = {}): ZooKeeper {
  const steps = { ...rightEncrypted, ...mistake }
  return ({ method, url }) => {
    if (new URL(url).pathname === '/postback') return steps.postback(method)
    const data = steps.read(new URL(url).searchParams)
    if (data === null) return steps.refuse('missing')
    const opened = openData(data)
    return typeof opened === 'string' ? steps.refuse(opened) : steps.render(opened)
  }
}

/** After the published PHP sample. */
function openData(data: string): Values | 'base64' | 'padding' | 'json' {
  const bytes = Buffer.from(data, 'base64')
  if (bytes.length < 32 || bytes.toString('base64') !== data) return 'base64'
  const salt = bytes.subarray(8, 16)
  let derived = Buffer.alloc(0)
  let digest = Buffer.alloc(0)
  while (derived.length < 48) {
    digest = createHash('md5').update(digest).update(zooSecret).update(salt).digest()
    derived = Buffer.concat([derived, digest])
  }
  const decipher = createDecipheriv('aes-256-cbc', derived.subarray(0, 32), derived.subarray(32))
  try {
    const text = Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]).toString('utf8')
    return JSON.parse(text) as Values
  } catch (thrown) {
    return thrown instanceof SyntaxError ? 'json' : 'padding'
  }
}

export const encryptedMistakes: Mistakes<EncryptedSteps> = {
  nothing: { mistake: {}, failed: [] },
  'tells padding from content': {
    mistake: { refuse: (reason) => page(`<p>Refused: ${reason}</p>`, reason === 'missing' ? 400 : 403) },
    failed: ['refuses-alike'],
  },
  'throws on what it cannot read': {
    mistake: {
      refuse: (reason) => (reason === 'padding' || reason === 'json' ? { status: 500 } : refusal(400)),
    },
    failed: ['refuses-tampered-context', 'refuses-wrong-secret'],
  },
  'takes the first of two': { mistake: { read: (query) => query.get('data') }, failed: ['refuses-doubled'] },
  'moved its postbacks to another path': {
    mistake: { postback: () => ({ status: 308, headers: { location: '/postback/' } }) },
    failed: ['accepts-postbacks'],
  },
  'wants a body with a DELETE': {
    mistake: { postback: (method) => ({ status: method === 'DELETE' ? 411 : 204 }) },
    failed: ['accepts-postbacks'],
  },
  'throws on an unknown location': {
    mistake: throwOnUnknown(),
    failed: ['state-record-not-found'],
  },
  'needs a contact': {
    mistake: { render: (values) => (values.contact_id ? rightEncrypted.render(values) : { status: 500 }) },
    failed: ['state-empty-fields'],
  },
  'unregisters nobody': {
    mistake: { postback: (method) => ({ status: method === 'DELETE' ? 405 : 200 }) },
    failed: ['accepts-postbacks'],
  },
  'shows the key that follows from its secret': {
    mistake: {
      render: ({ location_id }) =>
        page(html`${location_id}<!-- ${createHash('sha256').update(zooSecret).digest('hex')} -->`),
    },
    failed: ['no-secret-leak'],
  },
}

export type PlainSteps = {
  read: (query: URLSearchParams, name: string) => string | null
  isFresh: (timestamp: string) => boolean
  isSigned: (text: string, hmac: string) => boolean
}

const rightPlain: PlainSteps = {
  read: (query, name) => {
    const values = query.getAll(name)
    return values.length === 1 && values[0] ? values[0] : null
  },
  isFresh: (timestamp) =>
    /^\d{10}$/.test(timestamp) && Math.abs(Date.now() / 1000 - Number(timestamp)) <= 300,
  isSigned: (text, hmac) => hmac === createHmac('sha256', zooSecret).update(text).digest('hex'),
}

export function keepPlain(mistake: Partial<PlainSteps> = {}): ZooKeeper {
  const steps = { ...rightPlain, ...mistake }
  return ({ url }) => {
    const query = new URL(url).searchParams
    const [location, timestamp, hmac] = ['location_id', 'timestamp', 'hmac'].map((name) =>
      steps.read(query, name),
    )
    if (!location || !timestamp || !hmac) return refusal(400)
    const isRight = steps.isSigned(`${location}${timestamp}`, hmac) && steps.isFresh(timestamp)
    return isRight ? page(html`<h1>${location}</h1>`) : refusal()
  }
}

export const plainMistakes: Mistakes<PlainSteps> = {
  nothing: { mistake: {}, failed: [] },
  'never looks at the time': {
    mistake: { isFresh: () => true },
    failed: ['refuses-tampered-context', 'refuses-expired', 'refuses-future', 'refuses-malformed-timestamp'],
  },
  'accepts expired': {
    mistake: {
      isFresh: (timestamp) => /^\d{10}$/.test(timestamp) && Number(timestamp) - Date.now() / 1000 <= 60,
    },
    failed: ['refuses-expired'],
  },
  'accepts the future': {
    mistake: {
      isFresh: (timestamp) => /^\d{10}$/.test(timestamp) && Date.now() / 1000 - Number(timestamp) <= 300,
    },
    failed: ['refuses-future'],
  },
  'accepts what is no time': {
    mistake: { isFresh: (timestamp) => !(Math.abs(Date.now() / 1000 - Number(timestamp)) > 300) },
    failed: ['refuses-malformed-timestamp'],
  },
  'checks no signature': {
    mistake: { isSigned: () => true },
    failed: [
      'refuses-tampered-context',
      'refuses-tampered-signature',
      'refuses-wrong-secret',
      'refuses-short-signature',
    ],
  },
  'takes the last of two': {
    mistake: { read: (query, name) => query.getAll(name).at(-1) || null },
    failed: ['refuses-doubled'],
  },
}

/** The location of the first launch is the one that it knows. */
function throwOnUnknown(): Partial<EncryptedSteps> {
  let known: string | undefined
  return {
    render: (values) => {
      known ??= values.location_id
      return values.location_id === known ? rightEncrypted.render(values) : { status: 500 }
    },
  }
}
