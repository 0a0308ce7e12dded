import { createHmac, randomUUID } from 'node:crypto'
import type { ZooAnswer, ZooKeeper, ZooRequest } from '@/test/zoo/open-zoo'
import { json } from '@/test/zoo/pages'

export const zooSecret = 'a secret of showpad, long enough'

export type ShowpadSteps = {
  signedText: (request: ZooRequest) => string
  readSignatures: (header: string) => string[]
  isEqual: (given: string, expected: string) => boolean
  isFresh: (timestamp: string) => boolean
  search: (query: string) => ZooAnswer
  logActivity: (key: string, body: string) => ZooAnswer
  refuse: (status: number, reason: string) => ZooAnswer
}

function makeRight(): ShowpadSteps {
  const activities = new Map<string, number>()
  return {
    signedText: ({ body }) => body,
    readSignatures: (header) => header.split(',').map((text) => text.trim()),
    isEqual: (given, expected) => given === expected,
    isFresh: (timestamp) => {
      const age = Date.now() / 1000 - Number(timestamp)
      return age <= 300 && age >= -60
    },
    search: (query) =>
      query
        ? json({ recipients: [{ id: '7', name: 'Susan Red' }] })
        : json({ errorMessage: 'An empty search' }, 400),
    logActivity: (key) => {
      const id = activities.get(key) ?? activities.size + 1
      activities.set(key, id)
      return json({ id: `act_${id}` }, 201)
    },
    refuse: (status, reason) => json({ errorMessage: reason }, status),
  }
}

export function keepShowpad(mistake: Partial<ShowpadSteps> = {}): ZooKeeper {
  const steps = { ...makeRight(), ...mistake }
  return (request) => {
    const timestamp = String(request.headers['x-showpad-signature-timestamp'] ?? '')
    const header = String(request.headers['x-showpad-signature-v1'] ?? '')
    if (!timestamp || !header) return steps.refuse(400, 'A header is missing')
    if (!steps.isFresh(timestamp)) return steps.refuse(403, 'Not fresh')
    const signed = `${steps.signedText(request)}.${timestamp}`
    const expected = createHmac('sha256', zooSecret).update(signed).digest('base64')
    const isSigned = steps.readSignatures(header).some((given) => steps.isEqual(given, expected))
    if (!isSigned) return steps.refuse(401, 'Not signed')
    return answer(steps, request, signed)
  }
}

function answer(steps: ShowpadSteps, { url, body }: ZooRequest, signed: string): ZooAnswer {
  if (new URL(url).pathname.endsWith('/activities')) return steps.logActivity(signed, body)
  const data = parse(body)
  return data ? steps.search(String(data.query ?? '')) : steps.refuse(400, 'Not JSON')
}

function parse(body: string): Record<string, unknown> | null {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

export const showpadMistakes: Record<
  string,
  { mistake: Partial<ShowpadSteps>; failed: string[]; warned?: string[] }
> = {
  nothing: { mistake: {}, failed: [] },
  'signs the body as it writes it again': {
    mistake: { signedText: ({ body }) => JSON.stringify(parse(body) ?? {}) },
    failed: ['verifies-raw-body'],
  },
  'reads the first signature alone': {
    mistake: { readSignatures: (header) => header.split(',').slice(0, 1) },
    failed: ['accepts-several-signatures'],
  },
  'compares only as much as it was given': {
    mistake: { isEqual: (given, expected) => expected.startsWith(given) },
    failed: ['refuses-short-signature'],
  },
  'accepts expired': {
    mistake: { isFresh: (timestamp) => Number(timestamp) - Date.now() / 1000 <= 60 },
    failed: ['refuses-expired'],
  },
  'accepts the future': {
    mistake: { isFresh: (timestamp) => Date.now() / 1000 - Number(timestamp) <= 300 },
    failed: ['refuses-future'],
  },
  'accepts what is no time': {
    mistake: {
      isFresh: (timestamp) => {
        const age = Date.now() / 1000 - Number(timestamp)
        return !(age > 300 || age < -60)
      },
    },
    failed: ['refuses-malformed-timestamp'],
  },
  'answers 204': { mistake: { search: () => ({ status: 204 }) }, failed: ['accepts-valid'] },
  'answers an empty search with 500': {
    mistake: { search: (query) => (query ? makeRight().search(query) : { status: 500 }) },
    failed: ['state-empty-fields'],
  },
  'says nothing to the user': {
    mistake: { refuse: (status) => json({ error: 'no' }, status) },
    failed: [],
    warned: ['error-page-readable'],
  },
  'answers another shape': {
    mistake: { search: () => json({ people: [] }) },
    failed: [],
    warned: ['answers-recipients'],
  },
  'logs an activity twice': {
    mistake: { logActivity: () => json({ id: randomUUID() }, 201) },
    failed: [],
    warned: ['repeats-activity'],
  },
  'shows a stack trace': {
    mistake: { refuse: (status) => json({ errorMessage: new Error('Not signed').stack }, status) },
    failed: ['error-page-readable'],
  },
}
