import { z } from 'zod'
import {
  connectorsAnswer,
  createLaunchBody,
  installationsAnswer,
  launchAnswer,
  pageQuery,
  problemAnswer,
  switchBody,
  tabsAnswer,
  tabsQuery,
  widgetsAnswer,
} from '@/lib/domain/api.schema'
import { env } from '@/lib/server/env'

type Operation = {
  method: 'get' | 'post' | 'put'
  path: string
  summary: string
  /** Whose keys may call it. */
  keys: 'partner' | 'team'
  query?: z.ZodObject
  body?: z.ZodType
  answer: z.ZodType
  status: 200 | 201
}

/** Every operation of the JSON API: what checks its requests and answers is also what describes it. */
export const operations = {
  listTabs: {
    method: 'get',
    path: '/api/v1/tabs',
    summary: 'The widgets that are on for a placement, in the order of their tabs',
    keys: 'team',
    query: tabsQuery,
    answer: tabsAnswer,
    status: 200,
  },
  createLaunch: {
    method: 'post',
    path: '/api/v1/launches',
    summary: 'A signed launch of a widget, to be opened in a frame at once',
    keys: 'team',
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
    answer: connectorsAnswer,
    status: 200,
  },
} as const satisfies Record<string, Operation>

export type OperationId = keyof typeof operations

/** The API as OpenAPI 3.1, whose schemas are JSON Schema as zod writes it. */
export function describeApi() {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [operationId, operation] of Object.entries<Operation>(operations)) {
    const { method, path, summary, keys, query, body, answer, status } = operation
    paths[path] = {
      ...paths[path],
      [method]: {
        operationId,
        summary,
        description: `By a ${keys} key.`,
        parameters: [
          ...(query ? queryParameters(query) : []),
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
      },
    }
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
    components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } },
    paths,
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

function queryParameters(query: z.ZodObject) {
  return Object.entries(query.shape).map(([name, schema]) => ({
    name,
    in: 'query',
    required: !(schema as z.ZodType).safeParse(undefined).success,
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
