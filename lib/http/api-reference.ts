import type { ErrorCode } from '@/lib/errors'
import { apiExamples } from '@/lib/http/api-examples'
import { type Operation, type OperationId, operations } from '@/lib/http/api-operations'

type Group = { slug: string; title: string; lead: string; operations: readonly OperationId[] }

/** The pages of the API's reference, each with the operations on one kind of thing. */
export const apiGroups: readonly Group[] = [
  {
    slug: 'team',
    title: 'Team',
    lead: 'Whose key or access token this is.',
    operations: ['getMe'],
  },
  {
    slug: 'people',
    title: 'People',
    lead: 'The people in a team’s CRM.',
    operations: [
      'listPeople',
      'createPerson',
      'getPerson',
      'updatePerson',
      'putPerson',
      'getPersonData',
      'erasePerson',
    ],
  },
  {
    slug: 'companies',
    title: 'Companies',
    lead: 'The companies in a team’s CRM.',
    operations: [
      'listCompanies',
      'createCompany',
      'getCompany',
      'updateCompany',
      'putCompany',
      'getCompanyData',
      'eraseCompany',
    ],
  },
  {
    slug: 'imports',
    title: 'Imports and exports',
    lead: 'Many people or companies at a time, as a file.',
    operations: [
      'startImport',
      'listImports',
      'getImport',
      'listImportErrors',
      'cancelImport',
      'exportRecords',
    ],
  },
  {
    slug: 'activities',
    title: 'Activities',
    lead: 'What happened with a person or company.',
    operations: ['createActivity'],
  },
  {
    slug: 'launches',
    title: 'Tabs and launches',
    lead: 'Show a team’s widgets inside your own CRM.',
    operations: ['listTabs', 'createLaunch'],
  },
  {
    slug: 'embedding',
    title: 'Embedding',
    lead: 'Show a team’s tabs in the pages of your CRM.',
    operations: ['getEmbed', 'putEmbed', 'createEmbedSession', 'endEmbedSession'],
  },
  {
    slug: 'installations',
    title: 'Installations',
    lead: 'Which widgets are enabled, and in which placements.',
    operations: ['listInstallations', 'switchInstallation'],
  },
  {
    slug: 'connectors',
    title: 'Connectors',
    lead: 'The external platforms that call a team’s CRM.',
    operations: ['listConnectors'],
  },
  {
    slug: 'widgets',
    title: 'Widgets',
    lead: 'Register, change and submit a widget.',
    operations: ['listWidgets', 'createWidget', 'getWidget', 'updateWidget', 'submitWidget'],
  },
  {
    slug: 'secrets',
    title: 'Secrets',
    lead: 'Rotate the secret that signs a widget’s launches.',
    operations: ['listSecrets', 'stageSecret', 'promoteSecret', 'revokeSecret', 'createSandboxSecret'],
  },
  {
    slug: 'certifications',
    title: 'Certifications',
    lead: 'Test a widget’s server and read the report.',
    operations: ['startCertification', 'listCertifications', 'getCertification'],
  },
  {
    slug: 'reviews',
    title: 'Reviews',
    lead: 'Decide on versions that partners submitted.',
    operations: ['listReviews', 'decideVersion'],
  },
]

type AnyExample = {
  params?: Record<string, unknown>
  query?: Record<string, unknown>
  body?: unknown
  answer: unknown
}

export type ReferenceOperation = {
  id: OperationId
  operation: Operation
  /** The path and query of the example. */
  examplePath: string
  example: AnyExample
  errors: ErrorCode[]
}

/** A page's operations with an example of each and the codes that it refuses with. */
export function readApiGroup(
  slug: string,
): (Omit<Group, 'operations'> & { operations: ReferenceOperation[] }) | undefined {
  const group = apiGroups.find((entry) => entry.slug === slug)
  return group && { ...group, operations: group.operations.map(readOperation) }
}

export function readOperation(id: OperationId): ReferenceOperation {
  const operation: Operation = operations[id]
  const example: AnyExample = apiExamples[id]
  return { id, operation, example, examplePath: fillPath(operation.path, example), errors: listErrors(id) }
}

function fillPath(path: string, { params = {}, query = {} }: AnyExample): string {
  const values = new Map(Object.entries(params))
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values.get(name))))
  const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))
  return search.size > 0 ? `${filled}?${search}` : filled
}

/** What an operation refuses beside what each one may. */
const furtherErrors: Partial<Record<OperationId, readonly ErrorCode[]>> = {
  startImport: ['malformed_request', 'payload_too_large', 'unsupported_media_type'],
  cancelImport: ['wrong_state'],
  createPerson: ['conflict'],
  updatePerson: ['conflict'],
  createCompany: ['conflict'],
  updateCompany: ['conflict'],
  createActivity: ['not_found'],
  createLaunch: [
    'not_found',
    'widget_suspended',
    'widget_stopped',
    'not_connected',
    'no_secret',
    'not_registered',
    'protocol_has_no_launch',
    'secrets_unavailable',
  ],
  getEmbed: ['not_found'],
  createEmbedSession: ['wrong_state'],
  switchInstallation: [
    'not_found',
    'changed_since_read',
    'wrong_state',
    'widget_suspended',
    'not_connected',
    'no_secret',
  ],
  updateWidget: ['wrong_state', 'conflict'],
  submitWidget: ['wrong_state', 'certification_required', 'origin_unproven'],
  stageSecret: ['rotation_open', 'secrets_unavailable'],
  promoteSecret: ['wrong_state', 'probe_not_passed'],
  revokeSecret: ['wrong_state'],
  createSandboxSecret: ['wrong_state', 'secrets_unavailable'],
  startCertification: ['conflict', 'no_secret', 'secrets_unavailable'],
  decideVersion: ['changed_since_read', 'wrong_state', 'own_version'],
}

function listErrors(id: OperationId): ErrorCode[] {
  const { params, query, body, file, scope, method, isConditional }: Operation = operations[id]
  return [
    'unauthenticated',
    'forbidden',
    ...(scope ? (['insufficient_scope'] as const) : []),
    ...(params ? (['not_found'] as const) : []),
    ...(furtherErrors[id] ?? []),
    ...(body ? (['malformed_request', 'payload_too_large', 'unsupported_media_type'] as const) : []),
    ...(params || query || body ? (['invalid_input'] as const) : []),
    ...(isConditional ? (['precondition_failed'] as const) : []),
    ...(method === 'post' && !file ? (['idempotency_conflict'] as const) : []),
    'rate_limited',
  ]
}
