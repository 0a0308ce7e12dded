import type { CheckId } from '@/lib/domain/samples/check-ids.schema'
import type { Endpoint, LaunchInput, SignSample } from '@/lib/domain/samples/launches'
import { sampleId } from '@/lib/domain/samples/people'
import type { SignedRequest } from '@/lib/protocols/protocol'

/**
 * A launch that is valid but for one thing, or of one state. `expected` is what a right receiver does; with `either` it may accept
 * or refuse, and only has to answer. `check` is the check of the certification that grades it, null for one that is there to try.
 */
export type WrongLaunch = {
  id: string
  /** Two to four words, the same everywhere. */
  title: string
  /** The fault or the state, in a sentence. */
  description: string
  check: CheckId | null
  expected: 'refuse' | 'either' | 'accept'
  /** Where it applies; everywhere without it. */
  endpoints?: readonly Endpoint[]
  build: (input: LaunchInput) => Promise<SignedRequest>
}

/** A secret that is nobody's, and strong. */
export function nobodysSecret({ seed }: LaunchInput): string {
  return `${sampleId('nobody', seed)}${sampleId('nobody else', seed)}`.replaceAll('-', '')
}

/** An id of the protocol's shape that is not the launch's. */
export function otherId({ seed }: Pick<LaunchInput, 'seed'>): string {
  return sampleId('somebody else', seed)
}

/** Older than the published five minutes by a minute, for a receiver whose clock is slow. */
export const expiredSeconds = 360

/** Twice the published window ahead: a receiver that allows five minutes either way is right too. */
export const futureSeconds = 600

/** The launch as signed at another time. */
export function signAt(sign: SignSample, input: LaunchInput, seconds: number): Promise<SignedRequest> {
  return sign({ ...input, now: new Date(input.now.getTime() + seconds * 1000) })
}

/** The launch with members of its record replaced, signed like any other. */
export function signRecord(
  sign: SignSample,
  input: LaunchInput,
  record: Record<string, unknown>,
): Promise<SignedRequest> {
  return sign({ ...input, record: { ...input.record, ...record } })
}

/** The launch of the sparse sample. */
export function signSparse(sign: SignSample, input: LaunchInput): Promise<SignedRequest> {
  return sign({ ...input, sample: 'sparse' })
}

/** Launches by a secret that the receiver does not have, or by the empty one of a variable that is not set. */
export function wrongSecrets(sign: SignSample): WrongLaunch[] {
  return [
    {
      id: 'wrong-secret',
      title: 'Wrong secret',
      description: 'Signed with someone else’s secret.',
      check: 'refuses-wrong-secret',
      expected: 'refuse',
      build: (input) => sign({ ...input, secret: nobodysSecret(input) }),
    },
    {
      id: 'empty-secret',
      title: 'Empty secret',
      description: 'Signed with an empty secret, as when a variable isn’t set.',
      check: 'refuses-wrong-secret',
      expected: 'refuse',
      build: (input) => sign({ ...input, secret: '' }),
    },
  ]
}
