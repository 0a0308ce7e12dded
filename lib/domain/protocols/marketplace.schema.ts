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
      hint: 'Opened in a frame. With plain parameters, it can contain {{contact-id}}, {{contact-api-id}}, {{user-id}}, {{location-id}}, {{access-token}} and {{user-oauth-url}}.',
      placeholder: 'https://yourapp.example.com/redirection',
      isTemplate: true,
    },
    {
      kind: 'choice',
      name: 'parameterMode',
      label: 'Parameters',
      hint: 'Plain parameters leave user, contact and token unsigned: your server must treat them as hints. Encrypted parameters use older cryptography (AES-CBC without a MAC) but are the better choice.',
      choices: [
        { value: 'encrypted', label: 'Encrypted: everything in one parameter (recommended)' },
        { value: 'plain', label: 'Plain, with an HMAC over location and time only' },
      ],
    },
    { kind: 'placements' },
    {
      kind: 'address',
      name: 'locationPostbackUrl',
      label: 'Location postback',
      isOptional: true,
      isTemplate: true,
      hint: 'Called with POST when a team registers a location, and with DELETE when it unregisters one. It can contain {{location.id}}, {{location.account_number}} and {{location.location_api_id}}.',
      placeholder: 'https://yourapp.example.com/api/postback?location_id={{location.id}}',
    },
    {
      kind: 'address',
      name: 'userPostbackUrl',
      label: 'User postback',
      isOptional: true,
      isTemplate: true,
      hint: 'The same for each user of a location. It can also contain {{user.id}}, {{user.username}}, {{user.email}} and {{user.domain.url}}.',
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
    purpose: 'Its users open your matching record. Locations and users that subscribe are listed here.',
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
      'Postbacks can’t be tested here, because only the platform knows the key in their URL. Its registrations are listed under Locations and users.',
  },
  loadOwnShape: async () =>
    (await import('@/lib/domain/protocols/marketplace-shape.schema')).marketplaceShape,
} as const satisfies ProtocolFacts
