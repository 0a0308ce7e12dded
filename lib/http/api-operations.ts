import { z } from 'zod'
import {
  activityAnswer,
  certificationsAnswer,
  companiesAnswer,
  companyAnswer,
  companyParams,
  connectorsAnswer,
  createActivityBody,
  createdWidgetAnswer,
  createLaunchBody,
  createWidgetBody,
  decisionBody,
  doneAnswer,
  installationsAnswer,
  launchAnswer,
  meAnswer,
  pageQuery,
  peopleAnswer,
  personAnswer,
  personParams,
  problemAnswer,
  promoteBody,
  recordsQuery,
  reviewsAnswer,
  secretParams,
  secretsAnswer,
  shownSecretAnswer,
  startedAnswer,
  submitBody,
  switchBody,
  tabsAnswer,
  tabsQuery,
  updateWidgetBody,
  widgetAnswer,
  widgetParams,
  widgetsAnswer,
} from '@/lib/domain/api.schema'
import { certificationExport, runParams, startCertificationBody } from '@/lib/domain/certifications.schema'
import { type Scope, scopes } from '@/lib/domain/oauth.schema'
import { oauthEndpoints } from '@/lib/http/oauth-metadata'
import { env } from '@/lib/server/env'

type Operation = {
  method: 'get' | 'post' | 'put'
  path: string
  summary: string
  /** Whose keys may call it. */
  keys: 'partner' | 'team' | 'reviewer'
  /** The scope with which an access token may call it; none: keys alone may. */
  scope?: Scope
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType
  answer: z.ZodType
  status: 200 | 201
}

/** Every operation of the JSON API: what checks its requests and answers is also what describes it. */
export const operations = {
  getMe: {
    method: 'get',
    path: '/api/v1/me',
    summary: 'The team, and the member whom a token acts as',
    keys: 'team',
    scope: 'profile',
    answer: meAnswer,
    status: 200,
  },
  listPeople: {
    method: 'get',
    path: '/api/v1/people',
    summary: 'The team’s people by name, or those that a search finds',
    keys: 'team',
    scope: 'people:read',
    query: recordsQuery,
    answer: peopleAnswer,
    status: 200,
  },
  getPerson: {
    method: 'get',
    path: '/api/v1/people/{personId}',
    summary: 'One person',
    keys: 'team',
    scope: 'people:read',
    params: personParams,
    answer: personAnswer,
    status: 200,
  },
  listCompanies: {
    method: 'get',
    path: '/api/v1/companies',
    summary: 'The team’s companies by name, or those that a search finds',
    keys: 'team',
    scope: 'companies:read',
    query: recordsQuery,
    answer: companiesAnswer,
    status: 200,
  },
  getCompany: {
    method: 'get',
    path: '/api/v1/companies/{companyId}',
    summary: 'One company',
    keys: 'team',
    scope: 'companies:read',
    params: companyParams,
    answer: companyAnswer,
    status: 200,
  },
  createActivity: {
    method: 'post',
    path: '/api/v1/activities',
    summary: 'Logs an activity on people and companies',
    keys: 'team',
    scope: 'activities:write',
    body: createActivityBody,
    answer: activityAnswer,
    status: 201,
  },
  listTabs: {
    method: 'get',
    path: '/api/v1/tabs',
    summary: 'The widgets that are on for a placement, in the order of their tabs',
    keys: 'team',
    scope: 'tabs:read',
    query: tabsQuery,
    answer: tabsAnswer,
    status: 200,
  },
  createLaunch: {
    method: 'post',
    path: '/api/v1/launches',
    summary: 'A signed launch of a widget, to be opened in a frame at once',
    keys: 'team',
    scope: 'launches:write',
    body: createLaunchBody,
    answer: launchAnswer,
    status: 201,
  },
  listWidgets: {
    method: 'get',
    path: '/api/v1/widgets',
    summary: 'The partner’s widgets, newest first',
    keys: 'partner',
    query: pageQuery,
    answer: widgetsAnswer,
    status: 200,
  },
  createWidget: {
    method: 'post',
    path: '/api/v1/widgets',
    summary: 'Registers a widget as a draft, with its first secret',
    keys: 'partner',
    body: createWidgetBody,
    answer: createdWidgetAnswer,
    status: 201,
  },
  getWidget: {
    method: 'get',
    path: '/api/v1/widgets/{widgetId}',
    summary: 'One widget: its working version, or else the approved one',
    keys: 'partner',
    params: widgetParams,
    answer: widgetAnswer,
    status: 200,
  },
  updateWidget: {
    method: 'put',
    path: '/api/v1/widgets/{widgetId}',
    summary:
      'Changes the widget; of an approved one a new version begins, and the approved one keeps serving',
    keys: 'partner',
    params: widgetParams,
    body: updateWidgetBody,
    answer: doneAnswer,
    status: 200,
  },
  listReviews: {
    method: 'get',
    path: '/api/v1/reviews',
    summary: 'The versions that wait for a decision, longest waiting first',
    keys: 'reviewer',
    query: pageQuery,
    answer: reviewsAnswer,
    status: 200,
  },
  decideVersion: {
    method: 'post',
    path: '/api/v1/reviews/{widgetId}/decision',
    summary: 'Approves or returns the version that was read',
    keys: 'reviewer',
    params: widgetParams,
    body: decisionBody,
    answer: doneAnswer,
    status: 200,
  },
  listSecrets: {
    method: 'get',
    path: '/api/v1/widgets/{widgetId}/secrets',
    summary: 'Every version of the widget’s secret with its state; never a secret',
    keys: 'partner',
    params: widgetParams,
    answer: secretsAnswer,
    status: 200,
  },
  stageSecret: {
    method: 'post',
    path: '/api/v1/widgets/{widgetId}/secrets',
    summary: 'Begins a rotation: a new secret, shown in this answer, that signs nothing yet',
    keys: 'partner',
    params: widgetParams,
    answer: shownSecretAnswer,
    status: 201,
  },
  promoteSecret: {
    method: 'post',
    path: '/api/v1/widgets/{widgetId}/secrets/promote',
    summary: 'Lets the staged secret sign; the one before keeps the way back open for its grace',
    keys: 'partner',
    params: widgetParams,
    body: promoteBody,
    answer: doneAnswer,
    status: 200,
  },
  revokeSecret: {
    method: 'post',
    path: '/api/v1/widgets/{widgetId}/secrets/{version}/revoke',
    summary: 'Ends the grace of the retiring secret',
    keys: 'partner',
    params: secretParams,
    answer: doneAnswer,
    status: 200,
  },
  startCertification: {
    method: 'post',
    path: '/api/v1/widgets/{widgetId}/certifications',
    summary: 'Queues a certification of the working version, or else of the approved one',
    keys: 'partner',
    params: widgetParams,
    body: startCertificationBody,
    answer: startedAnswer,
    status: 201,
  },
  listCertifications: {
    method: 'get',
    path: '/api/v1/widgets/{widgetId}/certifications',
    summary: 'The widget’s certifications, newest first',
    keys: 'partner',
    params: widgetParams,
    query: pageQuery,
    answer: certificationsAnswer,
    status: 200,
  },
  getCertification: {
    method: 'get',
    path: '/api/v1/widgets/{widgetId}/certifications/{runId}',
    summary: 'One certification with its report',
    keys: 'partner',
    params: runParams,
    answer: certificationExport,
    status: 200,
  },
  submitWidget: {
    method: 'post',
    path: '/api/v1/widgets/{widgetId}/submission',
    summary: 'Submits the working version for review; it needs a certification whose required lines pass',
    keys: 'partner',
    params: widgetParams,
    body: submitBody,
    answer: doneAnswer,
    status: 200,
  },
  listInstallations: {
    method: 'get',
    path: '/api/v1/installations',
    summary: 'The widgets that the team may switch on, with what is on',
    keys: 'team',
    query: pageQuery,
    answer: installationsAnswer,
    status: 200,
  },
  switchInstallation: {
    method: 'put',
    path: '/api/v1/installations',
    summary: 'Switches a widget on or off for a placement',
    keys: 'team',
    body: switchBody,
    answer: z.object({ enabled: z.boolean() }),
    status: 200,
  },
  listConnectors: {
    method: 'get',
    path: '/api/v1/connectors',
    summary: 'The team’s connectors',
    keys: 'team',
    query: pageQuery,
    answer: connectorsAnswer,
    status: 200,
  },
} as const satisfies Record<string, Operation>

export type OperationId = keyof typeof operations

/** The API as OpenAPI 3.1, whose schemas are JSON Schema as zod writes it. */
export function describeApi() {
  const paths: Record<string, Record<string, ReturnType<typeof describeOperation>>> = {}
  for (const [operationId, operation] of Object.entries<Operation>(operations)) {
    const { method, path } = operation
    paths[path] = { ...paths[path], [method]: describeOperation(operationId, operation) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Framegate',
      version: '1',
      description: 'Widgets, switches and signed launches for a CRM that embeds this portal.',
    },
    servers: [{ url: env().PORTAL_ORIGIN }],
    security: [{ apiKey: [] }],
    components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' }, oauth2: describeOAuth() } },
    paths,
  }
}

/** How a partner's server gets a token of a team: salesloft's flow, in OpenAPI's words. */
function describeOAuth() {
  const { authorize, token } = oauthEndpoints()
  return {
    type: 'oauth2',
    flows: {
      authorizationCode: { authorizationUrl: authorize, tokenUrl: token, refreshUrl: token, scopes },
    },
  }
}

function describeOperation(operationId: string, operation: Operation) {
  const { method, summary, keys, scope, params, query, body, answer, status } = operation
  return {
    operationId,
    summary,
    description: scope
      ? `By a ${keys}’s key, or by an access token with the scope ${scope}.`
      : `By a ${keys}’s key.`,
    security: [{ apiKey: [] }, ...(scope ? [{ oauth2: [scope] }] : [])],
    parameters: [
      ...(params ? describeParameters(params, 'path') : []),
      ...(query ? describeParameters(query, 'query') : []),
      ...(method === 'post' ? [idempotencyKey] : []),
    ],
    ...(body ? { requestBody: { required: true, content: json(body, 'input') } } : {}),
    responses: {
      [status]: { description: 'Done', headers: limitHeaders, content: json(answer, 'output') },
      default: {
        description: 'Refused: RFC 9457 problem details with a stable code',
        content: { 'application/problem+json': { schema: toSchema(problemAnswer, 'output') } },
      },
    },
  }
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same key and request within a day get the first answer.',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
}

const limitHeaders = Object.fromEntries(
  ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'].map((name) => [
    name,
    { schema: { type: 'integer' } },
  ]),
)

function describeParameters(parameters: z.ZodObject, place: 'path' | 'query') {
  return Object.entries(parameters.shape).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path' || !(schema as z.ZodType).safeParse(undefined).success,
    schema: toSchema(schema as z.ZodType, 'input'),
  }))
}

function json(schema: z.ZodType, io: 'input' | 'output') {
  return { 'application/json': { schema: toSchema(schema, io) } }
}

function toSchema(schema: z.ZodType, io: 'input' | 'output') {
  const { $schema: _, ...described } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return described
}
