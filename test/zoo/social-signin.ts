import { createHmac, timingSafeEqual } from 'node:crypto'
import { html } from '@/lib/html'
import { computeHmac } from '@/lib/protocols/hmac'
import type { ZooAnswer, ZooKeeper, ZooRequest } from '@/test/zoo/open-zoo'
import { json, page, refusal } from '@/test/zoo/pages'

export const zooSecret = 'changeme! but longer than that'

/** Who is asked for, or the status of the refusal. */
type Opened = { q: string; id: string } | { refused: number }

export type SocialSigninSteps = {
  open: (request: ZooRequest) => Opened
  search: (q: string) => ZooAnswer
  show: (id: string) => ZooAnswer
  refuse: (status: number, isSearch: boolean) => ZooAnswer
}

const people = new Map([['7', 'Susan Red']])

/** By hand after the published sample: everything before `sig`, which is last, as it was written. */
function openRight(
  request: ZooRequest,
  isFresh = (expires: string) => Number(expires) * 1000 >= Date.now(),
): Opened {
  const query = request.url.slice(request.url.indexOf('?') + 1)
  const [signed = '', sig = '', ...more] = query.split('&sig=')
  const parameters = new URLSearchParams(signed)
  const expires = parameters.get('expires')
  if (!sig || !expires || more.length > 0) return { refused: 400 }
  const expected = createHmac('sha256', zooSecret).update(signed).digest('hex')
  if (sig.length !== expected.length || sig !== expected) return { refused: 403 }
  if (!/^\d+$/.test(expires)) return { refused: 400 }
  if (!isFresh(expires)) return { refused: 403 }
  return { q: parameters.get('q') ?? '', id: parameters.get('id') ?? '' }
}

const right: SocialSigninSteps = {
  open: (request) => openRight(request),
  search: (q) =>
    q ? json({ results: [{ id: 7, name: 'Susan Red' }] }) : json({ status: 'error', error: 'no q' }, 400),
  show: (id) =>
    people.has(id) ? page(html`<h1>${people.get(id) ?? ''}</h1>`) : page('<p>Nobody.</p>', id ? 404 : 400),
  refuse: (status, isSearch) =>
    isSearch ? json({ status: 'error', error: 'Signature mismatch' }, status) : refusal(status),
}

export function keepSocialSignin(mistake: Partial<SocialSigninSteps> = {}): ZooKeeper {
  const steps = { ...right, ...mistake }
  return (request) => {
    const isSearch = new URL(request.url).pathname === '/search'
    const opened = steps.open(request)
    if ('refused' in opened) return steps.refuse(opened.refused, isSearch)
    return isSearch ? steps.search(opened.q) : steps.show(opened.id)
  }
}

export const socialSigninMistakes: Record<
  string,
  { mistake: Partial<SocialSigninSteps>; failed: string[]; warned?: string[] }
> = {
  nothing: { mistake: {}, failed: [] },
  'accepts expired': {
    mistake: { open: (request) => openRight(request, () => true) },
    failed: ['refuses-expired'],
  },
  'builds the query from what it knows': {
    mistake: {
      open: (request) => {
        const query = new URL(request.url).searchParams
        const known = new URLSearchParams()
        for (const name of ['q', 'id', 'expires']) if (query.has(name)) known.set(name, query.get(name) ?? '')
        const sig = computeHmac(zooSecret, String(known), 'hex')
        return openRight({
          ...request,
          url: `${request.url.split('?')[0]}?${known}&sig=${query.get('sig') === sig ? sig : ''}`,
        })
      },
    },
    failed: ['refuses-doubled'],
  },
  'throws on a short sig': {
    mistake: {
      open: (request) => {
        const sig = new URL(request.url).searchParams.get('sig') ?? ''
        if (/^[0-9a-f]+$/.test(sig)) timingSafeEqual(Buffer.from(sig), Buffer.alloc(64))
        return openRight(request)
      },
    },
    failed: ['refuses-short-signature'],
  },
  'checks the frame alone': {
    mistake: {
      open: (request) =>
        request.url.includes('/search')
          ? { q: new URL(request.url).searchParams.get('q') ?? '', id: '' }
          : openRight(request),
    },
    failed: [
      'refuses-tampered-context',
      'refuses-tampered-signature',
      'refuses-wrong-secret',
      'refuses-expired',
      'refuses-malformed-timestamp',
      'refuses-missing',
      'refuses-doubled',
      'refuses-short-signature',
    ],
    warned: ['refuses-uppercase-signature'],
  },
  'answers a bare list': {
    mistake: { search: () => json([{ id: 7, name: 'Susan Red' }]) },
    failed: ['answers-search'],
  },
  'answers a search in HTML': {
    mistake: { refuse: (status) => refusal(status) },
    failed: ['error-page-readable'],
  },
  'refuses in JSON as the reference does, in the frame too': {
    mistake: { refuse: (status) => json({ status: 'error', error: 'Signature mismatch' }, status) },
    failed: [],
    warned: ['error-page-readable'],
  },
  'throws on an unknown id': {
    mistake: { show: (id) => (id === '7' || !id ? right.show(id) : { status: 500 }) },
    failed: ['state-record-not-found', 'no-server-error'],
  },
  'refuses framing': {
    mistake: {
      show: (id) => ({
        ...right.show(id),
        headers: { 'content-type': 'text/html', 'x-frame-options': 'DENY' },
      }),
    },
    failed: ['allows-framing'],
  },
}
