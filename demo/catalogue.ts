import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import type { Placement } from '@/lib/domain/protocols/placements.schema'
import { acmeId, casalyticsId, fairlineId, northwindId } from './organisations'

export type DemoWidget = {
  name: string
  partnerId: string
  protocol?: ProtocolId
  path: string
  /** What else its protocol registers; what begins with / is below the demo's own origin. */
  addresses?: Partial<Record<string, string>>
  icon: string
  colour: string
  placements: Placement[]
  description: string
  /** What became of its first version. */
  outcome: 'approved' | 'in_review' | 'returned'
  note: string
  /** How many days ago it was registered; it was reviewed on the day after. */
  ageDays: number
  /** What the reviewer wrote when returning it. */
  returnReason?: string
  /** For how many days its server has refused every launch. */
  failsForDays?: number
  switches: { teamId: string; placements: Placement[] }[]
}

export const demoWidgets: DemoWidget[] = [
  {
    name: 'Property Recommendations',
    partnerId: casalyticsId,
    path: '/demo/property-recommendations',
    icon: 'house',
    colour: 'clay',
    placements: ['person', 'company'],
    description:
      'Shows three homes that fit the person, or three sites that fit the company, with the reasons for each match.\n\nReads the **name**, the **stage** and the record’s id. No server stores them; the browser’s tab remembers the last four people.',
    outcome: 'approved',
    note: 'First version, for person and company.',
    ageDays: 88,
    switches: [
      { teamId: acmeId, placements: ['person', 'company'] },
      { teamId: northwindId, placements: ['person'] },
    ],
  },
  {
    name: 'Market Pulse',
    partnerId: casalyticsId,
    path: '/demo/market-pulse',
    icon: 'trending-up',
    colour: 'clay',
    placements: ['person', 'company'],
    description:
      'Asking prices and days on the market of the last twelve months, for the area the person or company is interested in.',
    outcome: 'approved',
    note: 'Prices of the last twelve months.',
    ageDays: 81,
    switches: [{ teamId: acmeId, placements: ['person', 'company'] }],
  },
  {
    name: 'Mortgage Pre-check',
    partnerId: fairlineId,
    path: '/demo/mortgage-pre-check',
    icon: 'landmark',
    colour: 'moss',
    placements: ['person'],
    description:
      'An indicative budget, the monthly cost at three rates, and what the person should bring to a first meeting. **Not an offer of credit.**',
    outcome: 'approved',
    note: 'Figures are marked as indicative.',
    ageDays: 74,
    switches: [{ teamId: acmeId, placements: ['person'] }],
  },
  {
    name: 'Lease Reader',
    partnerId: fairlineId,
    path: '/demo/mortgage-pre-check?product=lease',
    icon: 'file-text',
    colour: 'ochre',
    placements: ['person'],
    description: 'Compares the cost of renting with the cost of buying, for people who have a lease today.',
    outcome: 'in_review',
    note: 'The same service as Mortgage Pre-check, opened with the lease comparison.',
    ageDays: 2,
    switches: [],
  },
  {
    name: 'Outreach Kit',
    partnerId: casalyticsId,
    protocol: 'salesloft',
    path: '/demo/outreach-kit/people-page',
    addresses: {
      personUrl: '/demo/outreach-kit/people-page',
      companyUrl: '/demo/outreach-kit/account-page',
      fullPageUrl: '/demo/outreach-kit/full-page',
      emailEditorUrl: '/demo/outreach-kit/email-editor',
      customActionUrl: '/demo/outreach-kit/custom-action',
      authRedirectUrl: '/demo/oauth/start',
      redirectUris: '/demo/oauth/callback',
    },
    icon: 'mail',
    colour: 'plum',
    placements: [],
    description:
      'Email templates for every email, a call script for every step, and how a contact prefers to be reached.\n\nReads name, title and company. Adds only the text you click to an email, and completes the step when you tell it to.',
    outcome: 'approved',
    note: 'All five slots. Scopes: profile, people:read, companies:read.',
    ageDays: 60,
    switches: [
      { teamId: acmeId, placements: ['person', 'company', 'full_page', 'email_editor', 'custom_action'] },
    ],
  },
  {
    name: 'Payment History',
    partnerId: fairlineId,
    protocol: 'marketplace',
    path: '/demo/payment-history',
    addresses: {
      parameterMode: 'encrypted',
      locationPostbackUrl:
        '/demo/payment-history/postback?location_id={{location.id}}&account={{location.account_number}}',
      userPostbackUrl:
        '/demo/payment-history/postback?location_id={{location.id}}&user_id={{user.id}}&username={{user.username}}',
    },
    icon: 'list-ordered',
    colour: 'moss',
    placements: ['person', 'company', 'full_page'],
    description:
      'What a contact paid at your location, what is outstanding, and how often payments were on time.',
    outcome: 'approved',
    note: 'Encrypted parameters. Reads the contact’s name with the launch’s access token.',
    ageDays: 52,
    switches: [{ teamId: acmeId, placements: ['person', 'company', 'full_page'] }],
  },
  {
    name: 'Social Desk',
    partnerId: casalyticsId,
    protocol: 'social-signin',
    path: '/demo/social-desk/iframe',
    addresses: { searchUrl: '/demo/social-desk/search' },
    icon: 'message-square',
    colour: 'sea',
    placements: ['person', 'company'],
    description:
      'A contact’s messages and reviews in one place, and a search across everyone in your social inbox.',
    outcome: 'approved',
    note: 'Search and frame, with one secret for each team.',
    ageDays: 40,
    switches: [{ teamId: acmeId, placements: ['person', 'company'] }],
  },
  {
    name: 'Content Locker',
    partnerId: casalyticsId,
    protocol: 'showpad',
    path: '/demo/content-locker',
    icon: 'box',
    colour: 'ochre',
    placements: ['person', 'company'],
    description: 'Finds people you shared content with, and logs what you talked about.',
    outcome: 'approved',
    note: 'v1/recipientsearch and v1/activities.',
    ageDays: 25,
    switches: [{ teamId: acmeId, placements: ['person', 'company'] }],
  },
  {
    name: 'School Finder',
    partnerId: casalyticsId,
    path: '/demo/school-finder',
    icon: 'map-pin',
    colour: 'sea',
    placements: ['person'],
    description: 'Schools near the homes a person is looking at, with travel times.',
    outcome: 'approved',
    note: 'First version.',
    ageDays: 30,
    failsForDays: 3,
    switches: [{ teamId: northwindId, placements: ['person'] }],
  },
  {
    name: 'Open House Planner',
    partnerId: casalyticsId,
    path: '/demo/property-recommendations?view=open-house',
    icon: 'calendar',
    colour: 'ochre',
    placements: ['person'],
    description: 'Suggests a route through this weekend’s open houses.',
    outcome: 'returned',
    note: 'First version.',
    ageDays: 6,
    returnReason:
      'The description doesn’t say which data you read. Add one sentence about it, and say how long you keep it.',
    switches: [],
  },
]

/** The folders of the demo's receivers, whose addresses move with the port. */
export const demoFolders = [...new Set(demoWidgets.map(({ path }) => path.split(/[/?]/)[2] ?? ''))]
