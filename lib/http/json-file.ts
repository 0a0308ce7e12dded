import type { Actor } from '@/lib/auth/permissions'
import { answerFile } from '@/lib/http/file-stream'

type Value = object | string | AsyncIterable<object[]>

/** A JSON file of one object, whose long lists are written batch by batch. @throws AppError as `answerFile` */
export function answerJsonFile(input: {
  request: Request
  actor: Actor
  /** `person` makes `person-2026-11-26.json`. */
  name: string
  data: Record<string, Value>
}): Promise<Response> {
  const { request, actor, name, data } = input
  return answerFile({
    request,
    actor,
    name: `${name}.json`,
    type: 'application/json',
    chunks: writeJson(data),
  })
}

async function* writeJson(data: Record<string, Value>): AsyncGenerator<string> {
  let before = '{'
  for (const [member, value] of Object.entries(data)) {
    const start = `${before}\n${JSON.stringify(member)}: `
    before = ','
    if (isBatched(value)) yield* writeList(start, value)
    else yield start + JSON.stringify(value, null, 2)
  }
  yield before === '{' ? '{}\n' : '\n}\n'
}

async function* writeList(start: string, batches: AsyncIterable<object[]>): AsyncGenerator<string> {
  let before = `${start}[`
  for await (const rows of batches) {
    if (rows.length === 0) continue
    yield `${before}\n${rows.map((row) => JSON.stringify(row)).join(',\n')}`
    before = ','
  }
  yield before === ',' ? '\n]' : `${before}]`
}

function isBatched(value: Value): value is AsyncIterable<object[]> {
  return typeof value === 'object' && Symbol.asyncIterator in value
}
