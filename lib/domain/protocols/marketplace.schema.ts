import type { ProtocolFacts } from '@/lib/domain/protocols/facts-type.schema'

export const marketplaceFacts = {
  name: 'Marketplace',
  label: 'Marketplace: encrypted or signed parameters, postbacks',
  chooseIf:
    'you have a widget for the Zeamster marketplace, or need registered locations and members, with postbacks.',
  placements: ['person', 'company', 'full_page'],
  takenNames: ['data', 'location_id', 'timestamp', 'hmac'],
  secret: {
    owner: 'widget',
    // The platform's field takes no more: 214 bits.
    format: { alphabet: 'base62', length: 36 },
    ids: [],
  },
  sender: { team: 'location', namesUser: true },
  isOpened: true,
  takesMessages: false,
  calls: [],
  search: null,
  isRegistered: true,
  form: [
    {
      kind: 'address',
      name: 'url',
      label: 'Widget URL',
      hint: 'Opened in a frame. In the plain mode it may hold {{contact-id}}, {{contact-api-id}}, {{user-id}}, {{location-id}}, {{access-token}} and {{user-oauth-url}}.',
      placeholder: 'https://yourapp.example.com/redirection',
      isTemplate: true,
    },
    {
      kind: 'choice',
      name: 'parameterMode',
      label: 'Parameters',
      hint: 'In the plain mode nobody signs user, contact and token: your server must take them for hints. The encrypted mode is older cryptography (AES-CBC without a MAC), and still the better of the two.',
      choices: [
        { value: 'encrypted', label: 'Encrypted: everything in one parameter (recommended)' },
        { value: 'plain', label: 'Plain, with an HMAC over location and time alone' },
      ],
    },
    { kind: 'placements' },
    {
      kind: 'address',
      name: 'locationPostbackUrl',
      label: 'Location postback',
      isOptional: true,
      isTemplate: true,
      hint: 'Called by POST when a team registers a location, by DELETE when it unregisters one. It may hold {{location.id}}, {{location.account_number}} and {{location.location_api_id}}.',
      placeholder: 'https://yourapp.example.com/api/postback?location_id={{location.id}}',
    },
    {
      kind: 'address',
      name: 'userPostbackUrl',
      label: 'User postback',
      isOptional: true,
      isTemplate: true,
      hint: 'The same for each user of a location; also {{user.id}}, {{user.username}}, {{user.email}} and {{user.domain.url}}.',
      placeholder: 'https://yourapp.example.com/postbacks?user_id={{user.id}}',
    },
  ],
  doctor: {
    pasted: 'The launch URL as your server received it, with data, or with location_id, timestamp and hmac.',
    takesOwnSignature: true,
  },
  connector: {
    position: 3,
    label: 'Marketplace',
    purpose:
      'Its users open the matching record of yours; locations and users that subscribe are listed here.',
    endpoints: [
      { path: 'redirection', method: 'GET', does: 'shows the matching record in a frame', asks: 'contact' },
      {
        path: 'postbacks',
        method: 'POST, DELETE',
        does: 'registers and unregisters locations and users',
        hasTest: false,
      },
    ],
    hasFrame: true,
    credential: 'secret',
    partsFrame: false,
    hasPostbacks: true,
    settings: ['apiBase'],
    startsWith: {},
    idName: null,
    testNote:
      'Postbacks have no test: only the platform knows the key in their URL. Its registrations are listed under Locations and users.',
  },
  loadOwnShape: async () =>
    (await import('@/lib/domain/protocols/marketplace-shape.schema')).marketplaceShape,
} as const satisfies ProtocolFacts
