import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { MemberActor } from '@/lib/auth/permissions'
import { answerOnce } from '@/lib/domain/api-answers'
import { readApiKey } from '@/lib/domain/api-keys'
import { AppError } from '@/lib/errors'
import { type OperationId, operations } from '@/lib/http/api-operations'
import { clientAddress } from '@/lib/http/request'
import { route } from '@/lib/http/route'
import { consumeLimit, countUse } from '@/lib/server/rate-limit'

const bodyBytesMax = 256 * 1024

type Schemas<Id extends OperationId> = (typeof operations)[Id]
type Input<Id extends OperationId, Part extends 'params' | 'query' | 'body'> =
  Schemas<Id> extends Record<Part, infer Schema extends z.ZodType> ? z.output<Schema> : undefined

/** An operation of the JSON API: an API key in the Authorization header, no cookie, its schemas in and out, problems as RFC 9457 has them. */
export function apiRoute<Id extends OperationId>(
  id: Id,
  run: (
    actor: MemberActor,
    input: { params: Input<Id, 'params'>; query: Input<Id, 'query'>; body: Input<Id, 'body'> },
  ) => Promise<z.input<Schemas<Id>['answer']>>,
) {
  const operation: {
    params?: z.ZodType
    query?: z.ZodType
    body?: z.ZodType
    answer: z.ZodType
    status: number
  } = operations[id]
  return route<Record<string, string>>({ access: 'public' }, async ({ request, params }) => {
    const { actor, apiKeyId } = await requireKey(request)
    const state = await countUse('api_call', apiKeyId)
    const text = operation.body ? await readText(request) : ''
    const query = Object.fromEntries(new URL(request.url).searchParams)
    const input = {
      params: operation.params ? parse(operation.params, params) : undefined,
      query: operation.query ? parse(operation.query, query) : undefined,
      body: operation.body ? parse(operation.body, parseJson(text)) : undefined,
    } as { params: Input<Id, 'params'>; query: Input<Id, 'query'>; body: Input<Id, 'body'> }
    const work = async () => ({
      status: operation.status,
      // What the description does not name is left out, and what it promises is there.
      body: operation.answer.parse(await run(actor, input)) as object,
    })
    const idempotencyKey = request.method === 'POST' ? request.headers.get('idempotency-key') : null
    const answer = idempotencyKey
      ? await answerOnce(
          {
            apiKeyId,
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
        'ratelimit-limit': String(state.limit),
        'ratelimit-remaining': String(state.remaining),
        'ratelimit-reset': String(state.resetSeconds),
        ...(answer.isRepeat ? { 'idempotent-replayed': 'true' } : {}),
      },
    })
  })
}

async function requireKey(request: Request) {
  const [, key] = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(request.headers.get('authorization') ?? '') ?? []
  const found = key ? await readApiKey(key) : undefined
  if (found) return found
  await consumeLimit('api_refused', clientAddress(request.headers))
  throw new AppError(
    'unauthenticated',
    'Send an API key as Authorization: Bearer fg_…. It is unknown, revoked or missing.',
  )
}

async function readText(request: Request): Promise<string> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json')
    throw new AppError('unsupported_media_type', 'Send the body as application/json.')
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body ?? []) {
    length += chunk.length
    if (length > bodyBytesMax) throw new AppError('payload_too_large', 'The body is larger than 256 KB.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('malformed_request', 'The body is no JSON.')
  }
}

function parse(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const fields: Record<string, string[]> = {}
  for (const { path, message } of parsed.error.issues) {
    const name = path.join('.') || 'body'
    fields[name] = [...(fields[name] ?? []), message]
  }
  throw new AppError('invalid_input', 'Some fields are missing or malformed; errors names each.', { fields })
}

function requireIdempotencyKey(key: string): string {
  if (/^[\x21-\x7e]{1,200}$/.test(key)) return key
  throw new AppError('malformed_request', 'An Idempotency-Key has 1 to 200 printable characters.')
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
