import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { MemberActor } from '@/lib/auth/permissions'
import { readApiKey } from '@/lib/domain/accounts/api-keys'
import { answerOnce } from '@/lib/domain/api/idempotency-keys'
import { readAccessToken } from '@/lib/domain/oauth/access-tokens'
import type { Scope } from '@/lib/domain/oauth/oauth.schema'
import { AppError } from '@/lib/errors'
import { type OperationId, operations } from '@/lib/http/api-operations'
import { clientAddress, readJsonText } from '@/lib/http/request'
import { answerProblem, route } from '@/lib/http/route'
import { consumeLimit } from '@/lib/server/rate-limit'

const bodyBytesMax = 256 * 1024

type Schemas<Id extends OperationId> = (typeof operations)[Id]
type Input<Id extends OperationId, Part extends 'params' | 'query' | 'body'> =
  Schemas<Id> extends Record<Part, infer Schema extends z.ZodType> ? z.output<Schema> : undefined

/** Lines of text are a response already: they go out as they are read. */
type Answered<Id extends OperationId> =
  Schemas<Id> extends Record<'lines', unknown>
    ? Response
    : z.input<Schemas<Id>['answer']> | ApiAnswer<z.input<Schemas<Id>['answer']>>

/** An answer with another status than the operation usually has. */
export class ApiAnswer<Body> {
  constructor(
    readonly status: number,
    readonly body: Body,
  ) {}
}

/** Who calls: an organisation's key, or a token that a member agreed to. */
type Caller = {
  actor: MemberActor
  callerId: string
  token?: { scopes: Scope[]; widgetId: string; locationId: string | undefined }
}

/**
 * An operation of the JSON API: an API key or an access token in the Authorization header, no cookie, its schemas in and out, problems as
 * RFC 9457 has them. A token calls what its scopes name.
 */
export function apiRoute<Id extends OperationId>(
  id: Id,
  run: (
    actor: MemberActor,
    input: {
      params: Input<Id, 'params'>
      query: Input<Id, 'query'>
      body: Input<Id, 'body'>
      /** Of the If-Match header: the revision that the caller read. */
      revision: number | undefined
      request: Request
    },
    caller: Caller,
  ) => Promise<Answered<Id>>,
) {
  const operation: {
    params?: z.ZodType
    query?: z.ZodType
    body?: z.ZodType
    file?: readonly string[]
    lines?: readonly string[]
    answer: z.ZodType
    status: number
    scope?: Scope
    isConditional?: boolean
  } = operations[id]
  const answerError = (_request: Request, error: AppError, requestId: string) =>
    answerRefusal(error, requestId, operation.scope)
  return route<Record<string, string>>({ access: 'public', answerError }, async ({ request, params }) => {
    const caller = await requireCaller(request)
    const { actor, callerId } = caller
    requireScope(caller, operation.scope)
    const state = await consumeLimit('api_call', callerId)
    const { text, value } = operation.body
      ? await readJsonText(request, { bytesMax: bodyBytesMax })
      : { text: '', value: undefined }
    const query = Object.fromEntries(new URL(request.url).searchParams)
    const input = {
      params: operation.params ? parseApiInput(operation.params, params) : undefined,
      query: operation.query ? parseApiInput(operation.query, query) : undefined,
      body: operation.body ? parseApiInput(operation.body, value) : undefined,
      revision: operation.isConditional ? readIfMatch(request.headers) : undefined,
      request,
    } as Parameters<typeof run>[1]
    const work = async () => {
      const answered = await withPrecondition(operation.isConditional, () => run(actor, input, caller))
      const isWhole = answered instanceof ApiAnswer
      return {
        status: isWhole ? answered.status : operation.status,
        // What the description does not name is left out, and what it promises is there.
        body: operation.answer.parse(isWhole ? answered.body : answered) as object,
      }
    }
    const limits = {
      'ratelimit-limit': String(state.limit),
      'ratelimit-remaining': String(state.remaining),
      'ratelimit-reset': String(state.resetSeconds),
    }
    if (operation.lines) {
      const streamed = (await run(actor, input, caller)) as Response
      for (const [name, value] of Object.entries(limits)) streamed.headers.set(name, value)
      return streamed
    }
    // Of a file nobody knows what it says before it was read; to import one again changes nothing.
    const idempotencyKey =
      request.method === 'POST' && !operation.file ? request.headers.get('idempotency-key') : null
    const answer = idempotencyKey
      ? await answerOnce(
          {
            callerId,
            idempotencyKey: requireIdempotencyKey(idempotencyKey),
            requestHash: hash(`${new URL(request.url).pathname} ${text}`),
          },
          work,
        )
      : { ...(await work()), isRepeat: false }
    return Response.json(answer.body, {
      status: answer.status,
      headers: {
        'cache-control': 'private, no-store',
        ...('revision' in answer.body ? { etag: `"${answer.body.revision}"` } : {}),
        ...limits,
        ...(answer.isRepeat ? { 'idempotent-replayed': 'true' } : {}),
      },
    })
  })
}

/** Who calls, counted as one call of the JSON API. @throws AppError unauthenticated, rate_limited */
export async function readApiCaller(request: Request): Promise<Caller> {
  const caller = await requireCaller(request)
  await consumeLimit('api_call', caller.callerId)
  return caller
}

/** A refusal as problem details, with the challenge that RFC 6750 asks for. */
export function answerApiError(_request: Request, error: AppError, requestId: string): Response {
  return answerRefusal(error, requestId, undefined)
}

async function requireCaller(request: Request): Promise<Caller> {
  const [, given = ''] =
    /^Bearer +([\x21-\x7e]{1,200})$/i.exec(request.headers.get('authorization') ?? '') ?? []
  const key = await readApiKey(given)
  if (key) return { actor: key.actor, callerId: key.apiKeyId }
  const read = await readAccessToken(given)
  if (read) {
    const { actor, callerId, ...token } = read
    return { actor, callerId, token }
  }
  await consumeLimit('api_refused', clientAddress(request.headers))
  throw new AppError(
    'unauthenticated',
    'Send an API key or an access token as Authorization: Bearer …. It is missing, unknown, expired or revoked.',
  )
}

function requireScope({ token }: Caller, scope: Scope | undefined): void {
  if (!token || (scope && token.scopes.includes(scope))) return
  throw new AppError(
    'insufficient_scope',
    scope ? `This operation needs the scope ${scope}.` : 'Access tokens can’t do this. Use an API key.',
  )
}

/** Problem details, with the challenge of RFC 6750 where another token would do. */
function answerRefusal(error: AppError, requestId: string, scope: Scope | undefined): Response {
  const response = answerProblem(error, requestId)
  if (error.code === 'unauthenticated') response.headers.set('www-authenticate', 'Bearer')
  if (error.code === 'insufficient_scope' && scope)
    response.headers.set('www-authenticate', `Bearer error="insufficient_scope", scope="${scope}"`)
  return response
}

/** What a part of a request says, by its schema. @throws AppError invalid_input naming each field */
export function parseApiInput<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const fields: Record<string, string[]> = {}
  for (const { path, message } of parsed.error.issues) {
    const name = path.join('.') || 'body'
    fields[name] = [...(fields[name] ?? []), message]
  }
  throw new AppError('invalid_input', 'Some fields are missing or invalid. See errors for each of them.', {
    fields,
  })
}

/** A revision as the ETag of an answer writes it. @throws AppError malformed_request */
function readIfMatch(headers: Headers): number | undefined {
  const given = headers.get('if-match')
  if (given === null) return undefined
  const [, revision] = /^(?:W\/)?"(\d{1,9})"$/.exec(given.trim()) ?? []
  if (revision) return Number(revision)
  throw new AppError('malformed_request', 'If-Match has the ETag of one record, such as "3".')
}

/** What HTTP calls it when If-Match names another revision. */
async function withPrecondition<T>(isConditional: boolean | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (!isConditional || !(thrown instanceof AppError) || thrown.code !== 'changed_since_read') throw thrown
    throw new AppError('precondition_failed', thrown.publicDetail, { cause: thrown })
  }
}

function requireIdempotencyKey(key: string): string {
  if (/^[\x21-\x7e]{1,200}$/.test(key)) return key
  throw new AppError('malformed_request', 'Use 1 to 200 printable characters in the Idempotency-Key.')
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
