import type { Sample } from '@/lib/domain/samples/records'
import type { SignedRequest } from '@/lib/protocols/protocol'

/** What a protocol calls at a partner: a placement, a slot, or an endpoint of an interface, by the protocol's own name. */
export type Endpoint = string

/** How the parameters of a launch travel, where a protocol has more than one way. */
export type LaunchMode = 'encrypted' | 'plain'

/**
 * What one sample launch is made of. `sample` is ordinary without it. `record` holds members that replace the made-up ones; of another
 * sample they keep its names and give it their ids.
 */
export type LaunchInput = {
  endpoint: Endpoint
  url: string
  secret: string
  now: Date
  mode?: LaunchMode | undefined
  sample?: Sample | undefined
  /** From what the record is made up; without it the record is the same each time. */
  seed?: string | undefined
  record?: Readonly<Record<string, unknown>> | undefined
}

/** Signs a launch or call of a made-up record, with the bytes that the host would send. */
export type SignSample = (input: LaunchInput) => Promise<SignedRequest>

const subjects = ['person', 'company', 'account']
const texts = ['q', 'query', 'contact_id', 'contact_api_id']

/** The made-up members with those of a caller's own record in their place; of another sample only its ids. */
export function mergeRecord(
  content: object,
  sample: Sample,
  record: LaunchInput['record'] = {},
): Record<string, unknown> {
  const made: Record<string, unknown> = { ...content }
  if (sample === 'ordinary') return { ...made, ...record }
  for (const [name, value] of Object.entries(record)) {
    if (subjects.includes(name)) made[name] = { ...Object(made[name]), ...pickId(value) }
    else if (!texts.includes(name)) made[name] = value
  }
  return made
}

function pickId(value: unknown): object {
  return typeof value === 'object' && value !== null && 'id' in value ? { id: value.id } : {}
}
