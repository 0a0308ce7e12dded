import type { ProtocolFacts } from '@/lib/domain/protocols/facts-type.schema'
import { placements } from '@/lib/domain/protocols/placements.schema'

/** Where Salesloft's own customers connect; a connector may name others. */
export const salesloftPlatform = {
  authorizeUrl: 'https://accounts.salesloft.com/oauth/authorize',
  tokenUrl: 'https://accounts.salesloft.com/oauth/token',
  origin: 'https://app.salesloft.com',
} as const

export const salesloftFacts = {
  name: 'Salesloft',
  label: 'Salesloft: encrypted form post, enabled by OAuth',
  chooseIf:
    'you have a Salesloft integration, or need more than tabs: pages, email templates and step actions, enabled by OAuth.',
  placements,
  takenNames: [],
  secret: {
    owner: 'installation',
    source: 'connection',
    format: { alphabet: 'hex', length: 64 },
    ids: [
      { term: 'tenant_id', of: 'tenant' },
      { term: 'integration_id', of: 'widget' },
    ],
  },
  sender: { team: 'tenant', namesUser: true },
  isOpened: true,
  takesMessages: true,
  calls: [],
  search: null,
  isRegistered: false,
  form: [
    {
      kind: 'slots',
      legend: 'Slots',
      hint: 'The portal posts a form to the address of each slot. Leave empty the slots that you don’t offer.',
    },
    {
      kind: 'address',
      name: 'authRedirectUrl',
      label: 'Auth redirect URL',
      hint: 'Where a team admin is sent to connect the widget, with return_to added. Your server starts the OAuth flow there and ends it at return_to.',
      placeholder: 'https://widgets.example.com/oauth/start',
    },
    {
      kind: 'lines',
      name: 'redirectUris',
      label: 'Redirect URIs',
      hint: 'Where the authorization code may be sent. Must match exactly. One per line.',
    },
  ],
  doctor: {
    pasted: 'The form as your server received it: payload, tenant_id and integration_id.',
    takesOwnSignature: false,
  },
  connector: {
    position: 5,
    label: 'Salesloft',
    purpose: 'Its users see the matching record beside a person, an account, an email or a step.',
    endpoints: [
      {
        path: 'oauth/start',
        method: 'GET',
        does: 'starts connecting: the auth redirect URL',
        hasTest: false,
      },
      {
        path: 'oauth/callback',
        method: 'GET',
        does: 'finishes connecting: the redirect URI',
        hasTest: false,
      },
      { path: 'iframe', method: 'POST', does: 'shows the matching record in a frame', asks: 'contact' },
    ],
    hasFrame: true,
    credential: 'connection',
    partsFrame: false,
    hasPostbacks: false,
    settings: ['oauth'],
    startsWith: {
      frameOrigins: salesloftPlatform.origin,
      authorizeUrl: salesloftPlatform.authorizeUrl,
      tokenUrl: salesloftPlatform.tokenUrl,
      returnOrigins: salesloftPlatform.origin,
    },
    idName: null,
    testNote: null,
  },
  loadOwnShape: async () => (await import('@/lib/domain/protocols/salesloft-shape.schema')).salesloftShape,
} as const satisfies ProtocolFacts
