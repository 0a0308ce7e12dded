import type { ProtocolFacts } from '@/lib/domain/protocols/facts-type.schema'
import { recordPlacements } from '@/lib/domain/protocols/placements.schema'

export const sureSendFacts = {
  name: 'Sure Send',
  label: 'Sure Send: signed context in the URL',
  chooseIf:
    'you build a page for this CRM. It opens in a tab, with the person or company in a signed URL parameter. The simplest of the five.',
  placements: recordPlacements,
  takenNames: ['context', 'signature'],
  secret: { owner: 'widget', format: { alphabet: 'hex', length: 64 }, ids: [] },
  sender: { team: 'team', namesUser: true },
  isOpened: true,
  takesMessages: false,
  calls: [],
  search: null,
  isRegistered: false,
  form: [
    {
      kind: 'address',
      name: 'url',
      label: 'Widget URL',
      hint: 'Opened in a frame with context and signature added to its own query. https://, except 127.0.0.1 in team testing.',
      placeholder: 'https://widgets.example.com/recommend',
    },
    { kind: 'placements' },
  ],
  doctor: {
    pasted: 'The launch URL as your server received it, with context and signature.',
    takesOwnSignature: true,
  },
  connector: {
    position: 4,
    label: 'Sure Send',
    purpose: 'Its users open your matching record in a tab.',
    endpoints: [
      { path: 'widget', method: 'GET', does: 'shows the matching record in a frame', asks: 'contact' },
    ],
    hasFrame: true,
    credential: 'secret',
    partsFrame: false,
    hasPostbacks: false,
    settings: [],
    startsWith: {},
    idName: null,
    testNote: null,
  },
  loadOwnShape: async () => (await import('@/lib/domain/protocols/sure-send-shape.schema')).sureSendShape,
} as const satisfies ProtocolFacts
