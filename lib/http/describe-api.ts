import { z } from 'zod'
import { problemAnswer } from '@/lib/domain/api/api.schema'
import { widgetManifest } from '@/lib/domain/api/manifest.schema'
import { scopes } from '@/lib/domain/oauth/oauth.schema'
import { apiExamples } from '@/lib/http/api-examples'
import { type Operation, type OperationId, operations } from '@/lib/http/api-operations'
import { oauthEndpoints } from '@/lib/http/oauth-metadata'
import { env } from '@/lib/server/env'

/** The API as OpenAPI 3.1, whose schemas are JSON Schema as zod writes it. */
export function describeApi() {
  const paths: Record<string, Record<string, ReturnType<typeof describeOperation>>> = {}
  for (const operationId of Object.keys(operations) as OperationId[]) {
    const operation: Operation = operations[operationId]
    const { method, path } = operation
    paths[path] = { ...paths[path], [method]: describeOperation(operationId, operation) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Framegate',
      version: '1',
      description: 'Widgets, placements and signed launches for a CRM that embeds this portal.',
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

function describeOperation(operationId: OperationId, operation: Operation) {
  const { method, summary, keys, scope, params, query, answer, status, mayCreate, isConditional } = operation
  const done = {
    headers: {
      ...limitHeaders,
      ...('revision' in (answer instanceof z.ZodObject ? answer.shape : {})
        ? { ETag: { schema: { type: 'string' } } }
        : {}),
    },
    content: operation.lines
      ? textual(operation.lines, apiExamples[operationId].answer)
      : json(answer, 'output', apiExamples[operationId].answer),
  }
  return {
    operationId,
    summary,
    description: scope
      ? `Use a ${keyOwners[keys]} key, or an access token with the scope ${scope}.`
      : `Use a ${keyOwners[keys]} key.`,
    security: [{ apiKey: [] }, ...(scope ? [{ oauth2: [scope] }] : [])],
    parameters: [
      ...(params ? describeParameters(params, 'path') : []),
      ...(query ? describeParameters(query, 'query') : []),
      ...(method === 'post' && !operation.file ? [idempotencyKey] : []),
      ...(isConditional ? [ifMatch] : []),
    ],
    ...describeBody(operationId, operation),
    responses: {
      [status]: { description: 'Done', ...done },
      ...(mayCreate ? { 201: { description: 'Created', ...done } } : {}),
      default: {
        description: 'Refused: RFC 9457 problem details with a stable code',
        content: { 'application/problem+json': { schema: toSchema(problemAnswer, 'output') } },
      },
    },
  }
}

function describeBody(operationId: OperationId, { body, file }: Operation) {
  const { body: example } = apiExamples[operationId]
  if (file) return { requestBody: { required: true, content: textual(file, example) } }
  return body ? { requestBody: { required: true, content: json(body, 'input', example) } } : {}
}

const keyOwners = { team: 'team’s', partner: 'partner’s', reviewer: 'reviewer’s' } as const

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Repeats with the same key and body within 24 hours get the first response.',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
}

const ifMatch = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description: 'The ETag of the record that you read. If it changed since, the answer is 412.',
  schema: { type: 'string', maxLength: 40 },
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

function json(schema: z.ZodType, io: 'input' | 'output', example: unknown) {
  return { 'application/json': { schema: toSchema(schema, io), example } }
}

function textual(types: readonly string[], example: unknown) {
  return Object.fromEntries(types.map((type) => [type, { schema: { type: 'string' }, example }]))
}

/** The schema of a widget's file, as `npx framegate widget` reads and writes it. */
export function describeManifest() {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `${env().PORTAL_ORIGIN}/widget.schema.json`,
    title: 'Framegate widget',
    ...toSchema(widgetManifest, 'input'),
  }
}

function toSchema(schema: z.ZodType, io: 'input' | 'output') {
  const { $schema: _, ...described } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return described
}
