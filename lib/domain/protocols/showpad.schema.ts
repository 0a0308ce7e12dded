import type { ProtocolFacts } from '@/lib/domain/protocols/facts-type.schema'
import { recordPlacements } from '@/lib/domain/protocols/placements.schema'

/** Its widget is not a frame but a panel that searches. */
export const showpadFacts = {
  name: 'Showpad',
  label: 'Showpad: signed calls of a connector',
  chooseIf:
    'you have a Showpad connector. The CRM calls your endpoints to search and log activities; nothing is framed.',
  placements: recordPlacements,
  takenNames: [],
  secret: {
    owner: 'installation',
    source: 'portal',
    format: { alphabet: 'hex', length: 64 },
    ids: [{ term: 'crmInstanceId', of: 'tenant' }],
  },
  sender: { team: 'instance', namesUser: true },
  isOpened: false,
  takesMessages: false,
  calls: [
    { place: 'recipientsearch', label: 'Search', hasEffect: false },
    { place: 'activities', label: 'Activity', hasEffect: true },
  ],
  search: { becomes: 'logged' },
  isRegistered: false,
  form: [
    {
      kind: 'address',
      name: 'url',
      label: 'Connector URL',
      hint: 'The base of your endpoints: v1/recipientsearch and v1/activities are called below it, with a signature in the headers.',
      placeholder: 'https://connector.example.com/showpad',
    },
    { kind: 'placements' },
  ],
  doctor: {
    pasted: 'The request with its headers and raw body, as text or as a curl command.',
    takesOwnSignature: true,
  },
  connector: {
    position: 2,
    label: 'Showpad',
    purpose: 'Its users find recipients here, and shared content is logged on the records.',
    endpoints: [
      { path: 'v1/recipientsearch', method: 'POST', does: 'finds recipients', asks: 'query' },
      { path: 'v1/activities', method: 'POST', does: 'logs an activity', testStatus: 422 },
    ],
    hasFrame: false,
    credential: 'secret',
    partsFrame: false,
    hasPostbacks: false,
    settings: [],
    startsWith: {},
    idName: 'crmInstanceId',
    testNote:
      'The test of activities sends one without recipients, so that nothing is logged: 422 means that its signature was accepted.',
  },
  loadOwnShape: async () => (await import('@/lib/domain/protocols/showpad-shape.schema')).showpadShape,
} as const satisfies ProtocolFacts
