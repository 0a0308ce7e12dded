import type { Actor } from '@/lib/auth/permissions'
import { type ReceivedFile, receiveFile } from '@/lib/domain/imports/receive'
import { AppError } from '@/lib/errors'

const types = [
  'text/csv',
  'application/csv',
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
]
const unsaid = ['application/octet-stream', 'text/plain', 'application/vnd.ms-excel']

/** Takes the body of a request in as a file of records. @throws AppError unsupported_media_type, and what `receiveFile` refuses */
export function receiveUpload(
  actor: Actor,
  request: Request,
  input: Pick<ReceivedFile, 'type' | 'mode' | 'match' | 'fileName'>,
): Promise<{ importId: string }> {
  const given = request.headers.get('content-type') ?? ''
  const [type = '', ...parameters] = given
    .toLowerCase()
    .split(';')
    .map((part) => part.trim())
  // A browser names a CSV file as the system behind it does, or not at all.
  if (type !== '' && ![...types, ...unsaid].includes(type))
    throw new AppError('unsupported_media_type', 'Send the file as text/csv or application/x-ndjson.')
  const charset = parameters.find((part) => part.startsWith('charset='))?.slice('charset='.length)
  const length = request.headers.get('content-length')
  return receiveFile(actor, {
    ...input,
    charset: charset?.replaceAll('"', ''),
    bytes: length === null ? undefined : Number(length),
    body: request.body ?? empty(),
  })
}

async function* empty(): AsyncGenerator<Uint8Array> {}
