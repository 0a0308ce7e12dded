import type { z } from 'zod'
import type { OperationId, operations } from '@/lib/http/api-operations'

type Input<Id extends OperationId, Part extends 'params' | 'query' | 'body'> =
  (typeof operations)[Id] extends Record<Part, infer Schema extends z.ZodType> ? z.input<Schema> : undefined

/** An example call and its response. */
type Example<Id extends OperationId> = {
  params?: Input<Id, 'params'>
  query?: Input<Id, 'query'>
  /** Of a file, its name. */
  body?: (typeof operations)[Id] extends Record<'file', unknown> ? string : Input<Id, 'body'>
  answer: z.output<(typeof operations)[Id]['answer']>
}

const widgetId = 'wgt_5tN2xR8kQ4vB7mYdE3Hs'
const personId = 'e1e4a000-0000-4000-8000-000000000001'
const companyId = '7c0d2f4e-5b1a-4c8e-9f60-2d4b8a1e6c35'
const contentHash = 'b0f3c1a97d5e4286ac19f0d27be3c5481d6a02f9e7b84c5d31a6e8f2094b7cd6'
const fingerprint = '1e633ebb'
const secret = '6f1d0c5be27a49388c0fe1b7a2d4936e5b8f07c1d3a24e69b05d7c8e1f9a2b34'
const launchUrl =
  'https://widgets.casalytics.example/pulse?context=eyJ0ZWFtIjp7ImlkIjoiYWMzZTAwMDAifX0&signature=3b0c5d9f'
const done = { done: true as const }

const embed = { id: 'emb_4vQ8xT2mK7hN9pWcR5Yd', origins: ['https://crm.acme.example'] }
const embedSessionId = 'ems_8rT3kW6nB2vX7mQdH9Yc'

const importId = 'imp_7hK2vQ9xT4mB6wNcR3Yd'

const finishedImport = {
  id: importId,
  type: 'people' as const,
  mode: 'apply' as const,
  state: 'done' as const,
  rows: 849,
  created: 812,
  updated: 33,
  unchanged: 0,
  failed: 4,
  ignoredColumns: ['Notes'],
  failure: null,
  createdAt: '2026-03-02T09:30:00.000Z',
  startedAt: '2026-03-02T09:30:01.000Z',
  endedAt: '2026-03-02T09:30:04.000Z',
}

const person = {
  id: personId,
  firstName: 'Elena',
  lastName: 'Marsh',
  title: 'Buyer',
  stage: 'Active client',
  company: { id: companyId, name: 'Alder & Pike Developments' },
  emails: [
    {
      id: '0b7f4f0e-6a2d-4d1c-8b3e-5f9a7c2e1d40',
      email: 'elena.marsh@mailbox.example',
      isPrimary: true,
    },
  ],
  phones: [
    {
      id: '3f8a1c6d-9e4b-4b7a-a5d2-1c0e8f7b6a93',
      phone: '+1-206-555-0142',
      type: 'mobile',
      isPrimary: true,
    },
  ],
  externalId: 'contact-7',
  apiId: null,
  revision: 1,
  createdAt: '2026-03-02T09:30:00.000Z',
  updatedAt: '2026-03-02T09:30:00.000Z',
  sourceUpdatedAt: null,
}

const company = {
  id: companyId,
  name: 'Alder & Pike Developments',
  stage: 'Customer',
  industry: 'Real Estate',
  website: 'https://alder-developments.example',
  description: 'Builds two hundred homes a year around Puget Sound.',
  companySize: '201-500',
  annualRevenue: 48250000.5,
  foundedDate: '1998-04-15',
  registrationNumber: 'REG-60218',
  taxId: '91-5550142',
  emails: [
    {
      id: 'd4c2b0a8-1e3f-4a5b-8c7d-6e9f0a1b2c3d',
      email: 'hello@alder-developments.example',
      isPrimary: true,
    },
  ],
  phones: [
    {
      id: '8e7d6c5b-4a39-4281-b0f9-e8d7c6b5a493',
      phone: '+1-206-555-0110',
      type: 'work',
      isPrimary: true,
    },
  ],
  addresses: [
    {
      id: '5a4b3c2d-1e0f-4987-a6b5-c4d3e2f10987',
      type: 'office',
      street: '418 Alder Lane',
      city: 'Seattle',
      state: 'WA',
      code: '98104',
      country: 'United States',
      isPrimary: true,
    },
  ],
  externalId: 'account-3',
  apiId: null,
  revision: 1,
  createdAt: '2026-02-11T16:05:00.000Z',
  updatedAt: '2026-03-02T09:30:00.000Z',
  sourceUpdatedAt: null,
}

const heldLists = {
  activities: [
    {
      id: 'c9b8a7f6-5e4d-4c3b-9a29-180716253443',
      kind: 'activity',
      subject: 'Called about the tour',
      description: 'Wants to see the house on Alder Lane on Saturday.',
      html: null,
      occurredAt: '2026-03-02T09:30:00.000Z',
      createdAt: '2026-03-02T09:30:00.000Z',
      connectorId: null,
      by: 'Dana Kim',
    },
  ],
  launches: [
    {
      id: 'lch_7hK3mQ9tZ2wX5pRbN8Fd',
      widgetId,
      placement: 'person',
      stepId: null,
      createdAt: '2026-03-02T09:30:00.000Z',
      settledAt: '2026-03-02T09:30:01.204Z',
      completedAt: null,
      outcome: 'shown',
      reason: null,
      widget: 'Market Pulse',
      version: 1,
      by: 'Dana Kim',
    },
  ],
  accessTokens: [],
  connectorRequests: [],
  webhookEvents: [],
  auditEvents: [
    {
      at: '2026-03-02T09:30:00.000Z',
      action: 'record.created',
      actorName: 'Dana Kim',
      subjectName: 'A person',
      data: {},
      sequence: '1042',
    },
  ],
}

/** One example of every operation. A test holds that each is what the operation takes and answers. */
export const apiExamples: { [Id in OperationId]: Example<Id> } = {
  getMe: {
    answer: {
      team: { id: 'ac3e0000-0000-4000-8000-000000000001', name: 'Acme Real Estate' },
      user: null,
      scopes: null,
      widgetId: null,
      locationId: null,
    },
  },
  listPeople: {
    query: { query: 'marsh' },
    answer: {
      people: [
        {
          id: personId,
          firstName: 'Elena',
          lastName: 'Marsh',
          stage: 'Active client',
          email: 'elena.marsh@mailbox.example',
          phone: '+1-206-555-0142',
          company: { id: companyId, name: 'Alder & Pike Developments' },
        },
      ],
      nextCursor: null,
    },
  },
  getPerson: {
    params: { personId },
    answer: person,
  },
  listCompanies: {
    query: { query: 'alder' },
    answer: {
      companies: [
        {
          id: companyId,
          name: 'Alder & Pike Developments',
          stage: 'Customer',
          industry: 'Real Estate',
          website: 'https://alder-developments.example',
          companySize: '201-500',
          phone: '+1-206-555-0110',
        },
      ],
      nextCursor: null,
    },
  },
  getCompany: {
    params: { companyId },
    answer: company,
  },
  createPerson: {
    body: {
      firstName: 'Elena',
      lastName: 'Marsh',
      stage: 'Active client',
      companyId,
      externalId: 'contact-7',
      emails: [{ email: 'elena.marsh@mailbox.example', isPrimary: true }],
      phones: [{ phone: '+1-206-555-0142', type: 'mobile' }],
    },
    answer: person,
  },
  updatePerson: {
    params: { personId },
    body: { stage: 'Past client' },
    answer: { ...person, stage: 'Past client', revision: 2 },
  },
  getPersonData: {
    params: { personId },
    answer: { generatedAt: '2026-03-02T09:40:00.000Z', person, steps: [], ...heldLists },
  },
  erasePerson: { params: { personId }, answer: { activities: 3, launches: 41 } },
  putPerson: {
    params: { externalId: 'contact-7' },
    body: {
      firstName: 'Elena',
      lastName: 'Marsh',
      title: 'Buyer',
      stage: 'Active client',
      emails: [{ email: 'elena.marsh@mailbox.example' }],
      phones: [{ phone: '+1-206-555-0142', type: 'mobile' }],
      sourceUpdatedAt: '2026-03-02T09:29:41Z',
    },
    answer: { ...person, sourceUpdatedAt: '2026-03-02T09:29:41.000Z', stale: false },
  },
  createCompany: {
    body: {
      name: 'Alder & Pike Developments',
      stage: 'Customer',
      industry: 'Real Estate',
      website: 'https://alder-developments.example',
      foundedDate: '1998-04-15',
      externalId: 'account-3',
      emails: [{ email: 'hello@alder-developments.example' }],
      addresses: [
        {
          type: 'office',
          street: '418 Alder Lane',
          city: 'Seattle',
          state: 'WA',
          code: '98104',
          country: 'United States',
        },
      ],
    },
    answer: company,
  },
  updateCompany: {
    params: { companyId },
    body: { stage: 'Partner' },
    answer: { ...company, stage: 'Partner', revision: 2 },
  },
  getCompanyData: {
    params: { companyId },
    answer: { generatedAt: '2026-03-02T09:40:00.000Z', company, people: [{ id: personId }], ...heldLists },
  },
  eraseCompany: { params: { companyId }, answer: { activities: 0, launches: 12 } },
  putCompany: {
    params: { externalId: 'account-3' },
    body: { name: 'Alder & Pike Developments', stage: 'Customer', industry: 'Real Estate' },
    answer: { ...company, stale: false },
  },
  startImport: {
    query: { type: 'people' },
    body: 'people.csv',
    answer: {
      ...finishedImport,
      state: 'queued',
      rows: 0,
      created: 0,
      updated: 0,
      failed: 0,
      startedAt: null,
      endedAt: null,
    },
  },
  listImports: { answer: { imports: [finishedImport], nextCursor: null } },
  getImport: { params: { importId }, answer: finishedImport },
  listImportErrors: {
    params: { importId },
    answer: `{"line":14,"field":"emails.0.email","code":"malformed","message":"Enter an email address such as name@example.com."}\n`,
  },
  cancelImport: { params: { importId }, answer: { ...finishedImport, state: 'cancelled' } },
  exportRecords: {
    query: { type: 'people', format: 'ndjson' },
    answer: `${JSON.stringify({
      id: personId,
      externalId: 'contact-7',
      apiId: null,
      firstName: 'Elena',
      lastName: 'Marsh',
      title: 'Buyer',
      stage: 'Active client',
      company: { id: companyId, externalId: null, name: 'Alder & Pike Developments' },
      emails: [{ email: 'elena.marsh@mailbox.example', isPrimary: true }],
      phones: [{ phone: '+1-206-555-0142', type: 'mobile', isPrimary: true }],
      sourceUpdatedAt: null,
      createdAt: '2026-03-02T09:30:00.000Z',
      updatedAt: '2026-03-02T09:30:00.000Z',
    })}\n`,
  },
  createActivity: {
    body: {
      recordIds: [personId],
      subject: 'Called about the tour',
      description: 'Wants to see the house on Alder Lane on Saturday.',
    },
    answer: { id: 'c9b8a7f6-5e4d-4c3b-9a29-180716253443' },
  },
  listTabs: {
    query: { placement: 'person' },
    answer: {
      tabs: [
        {
          widgetId,
          name: 'Market Pulse',
          icon: 'trending-up',
          colour: 'clay',
          partnerName: 'Casalytics',
          isTesting: false,
        },
      ],
    },
  },
  createLaunch: {
    body: {
      widgetId,
      placement: 'company',
      user: { id: '42', email: 'dana.kim@acme.example' },
      company: {
        id: 'account-3',
        name: 'Alder & Pike Developments',
        industry: 'Real Estate',
        foundedDate: '1998-04-15',
        stage: { name: 'Customer' },
        emails: [
          {
            id: 'email-12',
            email: 'hello@alder-developments.example',
            isPrimary: true,
            createdAt: '2025-10-01T12:00:00Z',
            updatedAt: '2026-01-14T08:21:40Z',
          },
        ],
        phones: [
          { id: 'phone-9', phone: '+1-206-555-0110', isPrimary: true, createdAt: '2025-10-01T12:00:00Z' },
        ],
        addresses: [
          {
            id: 'address-4',
            type: 'office',
            street: '418 Alder Lane',
            city: 'Seattle',
            state: 'WA',
            code: '98104',
            country: 'United States',
            isPrimary: true,
          },
        ],
      },
    },
    answer: {
      id: 'lch_7hK3mQ9tZ2wX5pRbN8Fd',
      method: 'GET',
      url: launchUrl,
      fields: {},
      expiresAt: '2026-03-02T09:35:00.000Z',
    },
  },
  listInstallations: {
    answer: {
      installations: [
        {
          widgetId,
          name: 'Market Pulse',
          partnerName: 'Casalytics',
          contentHash,
          placements: [
            { placement: 'person', enabled: true },
            { placement: 'company', enabled: false },
          ],
        },
      ],
      nextCursor: null,
    },
  },
  switchInstallation: {
    body: { widgetId, placement: 'company', enabled: true, contentHash },
    answer: { enabled: true },
  },
  listConnectors: {
    answer: {
      connectors: [
        {
          id: 'con_4dWq8ZrT6nYb2LxK9vMe',
          name: 'SocialSignIn',
          protocol: 'social-signin',
          enabled: true,
          createdAt: '2026-03-02T09:30:00.000Z',
        },
      ],
      nextCursor: null,
    },
  },
  getEmbed: {
    answer: embed,
  },
  putEmbed: {
    body: { origins: embed.origins },
    answer: embed,
  },
  createEmbedSession: {
    body: { user: { id: 'user-204', email: 'rob.ito@acme.example', name: 'Rob Ito' } },
    answer: {
      id: embedSessionId,
      token: 'fg_embed_Zk3v9Qw1nT7rB5xLd0sYhC2mJf8uGa4oKpE6iNcVtRy',
      expiresAt: '2026-03-02T09:45:00.000Z',
    },
  },
  endEmbedSession: {
    params: { sessionId: embedSessionId },
    answer: done,
  },
  listWidgets: {
    answer: {
      widgets: [
        {
          id: widgetId,
          name: 'Market Pulse',
          protocol: 'sure-send',
          status: 'approved',
          version: 1,
          url: 'https://widgets.casalytics.example/pulse',
          placements: ['person', 'company'],
        },
      ],
      nextCursor: null,
    },
  },
  createWidget: {
    body: {
      name: 'Market Pulse',
      description: 'Asking prices and days on the market for the area the person looks at.',
      protocol: 'sure-send',
      url: 'https://widgets.casalytics.example/pulse',
      placements: ['person', 'company'],
      icon: 'trending-up',
      colour: 'clay',
      allow: [],
    },
    answer: { id: widgetId, secret, fingerprint },
  },
  getWidget: {
    params: { widgetId },
    answer: {
      id: widgetId,
      protocol: 'sure-send',
      status: 'approved',
      revision: '1-1772443800000',
      serving: 1,
      working: null,
      name: 'Market Pulse',
      description: 'Asking prices and days on the market for the area the person looks at.',
      url: 'https://widgets.casalytics.example/pulse',
      furtherOrigins: [],
      placements: ['person', 'company'],
      allow: [],
      icon: 'trending-up',
      colour: 'clay',
    },
  },
  updateWidget: {
    params: { widgetId },
    body: {
      name: 'Market Pulse',
      description: 'Asking prices, rents and days on the market for the area the person looks at.',
      url: 'https://widgets.casalytics.example/pulse',
      placements: ['person', 'company'],
      icon: 'trending-up',
      colour: 'clay',
      allow: [],
      revision: '1-1772443800000',
    },
    answer: done,
  },
  submitWidget: {
    params: { widgetId },
    body: { note: 'Adds rents.' },
    answer: done,
  },
  listSecrets: {
    params: { widgetId },
    answer: {
      secrets: [
        {
          version: 1,
          state: 'active',
          fingerprint,
          lastSignedAt: '2026-03-02T09:30:00.000Z',
          lastAcceptedAt: '2026-03-02T09:30:00.000Z',
          graceEndsAt: null,
        },
      ],
    },
  },
  stageSecret: { params: { widgetId }, answer: { version: 2, secret, fingerprint: '7b58a6de' } },
  promoteSecret: { params: { widgetId }, body: { graceHours: 24 }, answer: done },
  revokeSecret: { params: { widgetId, version: 1 }, answer: done },
  createSandboxSecret: {
    params: { widgetId },
    answer: {
      version: 1,
      secret,
      fingerprint,
      tenantId: '00000000-0000-4000-8000-00005a4db0c5',
      integrationId: widgetId,
    },
  },
  startCertification: {
    params: { widgetId },
    body: {},
    answer: { id: 'crt_2fJ6sV9cW4hG7yPqL3Tz' },
  },
  listCertifications: {
    params: { widgetId },
    answer: {
      certifications: [
        {
          id: 'crt_2fJ6sV9cW4hG7yPqL3Tz',
          version: 1,
          state: 'done',
          passed: true,
          createdAt: '2026-03-02T09:30:00.000Z',
          finishedAt: '2026-03-02T09:30:24.000Z',
        },
      ],
      nextCursor: null,
    },
  },
  getCertification: {
    params: { widgetId, runId: 'crt_2fJ6sV9cW4hG7yPqL3Tz' },
    answer: {
      format: 'framegate-certification/1',
      id: 'crt_2fJ6sV9cW4hG7yPqL3Tz',
      widget: { id: widgetId, name: 'Market Pulse', protocol: 'sure-send', version: 1 },
      secret: { of: 'widget', version: 1, fingerprint },
      state: 'queued',
      passed: null,
      stopReason: null,
      requestedBy: 'Mara Lindt',
      createdAt: '2026-03-02T09:30:00.000Z',
      startedAt: null,
      finishedAt: null,
      progress: null,
      report: null,
      isSelfRun: false,
      screenshots: [],
    },
  },
  listReviews: {
    answer: {
      reviews: [
        {
          widgetId,
          versionId: 'ver_9pB4nX7dR2kS6wHtQ5Jy',
          number: 2,
          name: 'Market Pulse',
          partnerName: 'Casalytics',
          submittedAt: '2026-03-02T09:30:00.000Z',
          contentHash,
        },
      ],
      nextCursor: null,
    },
  },
  decideVersion: {
    params: { widgetId },
    body: { versionId: 'ver_9pB4nX7dR2kS6wHtQ5Jy', contentHash, decision: 'approve' },
    answer: done,
  },
}
