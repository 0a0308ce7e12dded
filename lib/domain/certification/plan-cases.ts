import {
  type CertificationTarget,
  launchInput,
  listEndpoints,
  signFor,
  stagedSecret,
} from '@/lib/domain/certification/target'
import { profileOf } from '@/lib/domain/profiles/registry'
import { hasEffect } from '@/lib/domain/protocols/places.schema'
import type { CheckId } from '@/lib/domain/samples/check-ids.schema'
import type { Endpoint, LaunchInput } from '@/lib/domain/samples/launches'
import type { WrongLaunch } from '@/lib/domain/samples/wrong/wrong-launch'
import type { SignedRequest } from '@/lib/protocols/protocol'

/** One request of a run: which check it counts for, and what a right receiver does with it. */
export type Case = {
  id: string
  check: CheckId
  title: string
  endpoint: Endpoint
  expected: WrongLaunch['expected']
  request: SignedRequest
}

type Place = { endpoint: Endpoint; url: string }

/** Where a valid launch is sent first. An activity leaves something behind, so it is only sent on demand. */
export function listOpeners(target: CertificationTarget): Place[] {
  return listEndpoints(target).filter(({ endpoint }) => !hasEffect(endpoint) || target.sendsEffects)
}

/** The launch that comes first: everything else proves something only where it is accepted. */
export async function planOpener(target: CertificationTarget, place: Place, now: Date): Promise<Case> {
  const check = hasEffect(place.endpoint) ? 'accepts-activity' : 'accepts-placements'
  const request = await signFor(target, launchInput(target, place, now))
  return {
    id: 'valid',
    check,
    title: 'A valid launch',
    endpoint: place.endpoint,
    expected: 'accept',
    request,
  }
}

/** Everything that follows, for the endpoints that accepted a valid launch. */
export async function planCases(
  target: CertificationTarget,
  accepted: readonly Endpoint[],
  now: Date,
): Promise<Case[]> {
  const places = listEndpoints(target).filter(({ endpoint }) => accepted.includes(endpoint))
  const cases = places.map(async (place) => [
    ...(hasEffect(place.endpoint) ? [] : await planAccepted(target, place, now)),
    ...(await planWrong(target, place, places, now)),
  ])
  return (await Promise.all(cases)).flat()
}

async function planAccepted(target: CertificationTarget, place: Place, now: Date): Promise<Case[]> {
  const input = launchInput(target, place, now)
  const staged = stagedSecret(target)
  const plan = async (check: CheckId, title: string, changed: Partial<LaunchInput>): Promise<Case> => {
    const request = await signFor(target, { ...input, ...changed })
    return { id: check, check, title, endpoint: place.endpoint, expected: 'accept', request }
  }
  const hasNames = profileOf(target.protocol).certification.hasNames(place.endpoint, target.mode)
  return Promise.all([
    ...(staged
      ? [plan('accepts-staged-secret', 'A launch signed with the staged secret', { secret: staged })]
      : []),
    ...(hasNames
      ? [
          plan('accepts-unicode', 'Names beyond ASCII', { sample: 'unicode' }),
          plan('accepts-long-values', 'A name of 5,000 characters', { sample: 'long' }),
        ]
      : []),
  ])
}

async function planWrong(
  target: CertificationTarget,
  place: Place,
  places: readonly Place[],
  now: Date,
): Promise<Case[]> {
  const input = launchInput(target, place, now)
  // A server refuses before it looks at the placement, so once for each address is enough.
  const isFirst = places.find(({ url }) => url === place.url)?.endpoint === place.endpoint
  const chosen = profileOf(target.protocol)
    .samples.wrong(target.mode)
    .filter(
      ({ endpoints, check, expected }) =>
        (!endpoints || endpoints.includes(place.endpoint)) &&
        (isFirst || expected === 'accept' || Boolean(check?.startsWith('state-'))),
    )
  const cases = chosen.map(async ({ id, check, title, expected, build }) =>
    check ? [{ id, check, title, expected, endpoint: place.endpoint, request: await build(input) }] : [],
  )
  return (await Promise.all(cases)).flat()
}
