import type { ProtocolFacts } from '@/lib/domain/protocols/facts-type.schema'
import { recordPlacements } from '@/lib/domain/protocols/placements.schema'

export const socialSigninFacts = {
  name: 'SocialSignIn',
  label: 'SocialSignIn: signed query, with a search',
  chooseIf:
    'you have a widget for SocialSignIn, or want agents to search your own records: a signed query, a search endpoint and a frame.',
  placements: recordPlacements,
  takenNames: ['sig', 'expires', 'id'],
  secret: {
    owner: 'installation',
    source: 'team',
    endpoints: ['search', 'iframe'],
    format: { alphabet: 'hex', length: 64 },
    ids: [],
  },
  sender: { team: null, namesUser: false },
  isOpened: true,
  takesMessages: false,
  calls: [{ place: 'search', label: 'Search', hasEffect: false }],
  search: { becomes: 'opened' },
  isRegistered: false,
  form: [
    {
      kind: 'address',
      name: 'url',
      label: 'Frame URL',
      hint: 'Opened with id, expires and sig added to its own query: the record’s external id, or the id of a search result.',
      placeholder: 'https://crm.example.com/iframe',
    },
    {
      kind: 'address',
      name: 'searchUrl',
      label: 'Search URL',
      hint: 'Called with q, expires and sig. Return JSON with results, each with an id and a name.',
      placeholder: 'https://crm.example.com/search',
    },
    { kind: 'placements' },
  ],
  doctor: {
    pasted: 'The search or frame URL as your server received it, with expires and sig.',
    takesOwnSignature: true,
  },
  connector: {
    position: 1,
    label: 'SocialSignIn',
    purpose: 'Its agents search your people and companies and see one beside a conversation.',
    endpoints: [
      { path: 'search', method: 'GET', does: 'finds people and companies', asks: 'query' },
      { path: 'iframe', method: 'GET', does: 'shows one of them in a frame', asks: 'contact' },
    ],
    hasFrame: true,
    credential: 'secret',
    partsFrame: true,
    hasPostbacks: false,
    settings: ['unsignedParameters', 'lifetimeHours'],
    startsWith: {},
    idName: null,
    testNote: null,
  },
  loadOwnShape: async () =>
    (await import('@/lib/domain/protocols/social-signin-shape.schema')).socialSigninShape,
} as const satisfies ProtocolFacts
