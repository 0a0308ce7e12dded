import { profileOf } from '@/lib/domain/profiles/registry'
import { factsOf, type ProtocolId } from '@/lib/domain/protocols/facts.schema'
import type { CheckId } from '@/lib/domain/samples/check-ids.schema'
import type { Endpoint, LaunchInput, LaunchMode } from '@/lib/domain/samples/launches'
import type { SignedRequest } from '@/lib/protocols/protocol'
import type { SafeRequest, SafeResponse } from '@/lib/server/safe-fetch'

/** Whose endpoints are certified, and with what. Nothing else is read: no database, no environment. */
export type CertificationTarget = {
  protocol: ProtocolId
  /** By placement, slot or endpoint; only those that are there are called. */
  urls: Readonly<Partial<Record<Endpoint, string>>>
  /** The active one, and the staged one while a rotation is open. */
  secrets: readonly { label: 'active' | 'staged'; secret: string }[]
  /** Where the parameters travel in more than one way; encrypted without it. */
  mode?: LaunchMode | undefined
  /** Who will frame it; without it only what refuses every site fails. */
  hostOrigin: string | null
  /** Who frames the CRM itself, if anyone: browsers compare each of them with frame-ancestors too. */
  ancestorOrigins?: readonly string[] | undefined
  /** The permissions that its frame has, such as camera. */
  allow?: readonly string[] | undefined
  /** Origins beside those of the URLs to which it may redirect. */
  furtherOrigins?: readonly string[] | undefined
  /** From what the record is made up; a run takes another one each time. */
  seed?: string | undefined
  /** Members that replace those of the made-up record, such as ids that the receiver knows. */
  record?: Readonly<Record<string, unknown>> | undefined
  /** Whether calls that leave something behind are sent: activities and postbacks. */
  sendsEffects?: boolean | undefined
  /** The marketplace's templates. */
  postbackUrls?: { location?: string | undefined; user?: string | undefined } | undefined
  /** The checks that a member attested. */
  attested?: readonly CheckId[] | undefined
}

/** Sends one request, follows no redirect, and throws AppError outbound_failed or outbound_refused without an answer. */
export type CertificationFetch = (request: SafeRequest) => Promise<SafeResponse>

export type CertificationLimits = {
  requestSeconds: number
  totalSeconds: number
  /** After so many requests without an answer the rest is not sent. */
  hangsMax: number
  slowMs: number
  concurrency: number
  bodyBytesMax: number
  scriptsMax: number
  scriptBytesMax: number
}

export const defaultLimits: CertificationLimits = {
  requestSeconds: 10,
  totalSeconds: 90,
  hangsMax: 3,
  slowMs: 2000,
  concurrency: 4,
  bodyBytesMax: 2 * 1024 * 1024,
  scriptsMax: 5,
  scriptBytesMax: 512 * 1024,
}

/** The checks that apply to a target. */
export function listApplying({ protocol, mode }: Pick<CertificationTarget, 'protocol' | 'mode'>) {
  return profileOf(protocol).certification.checks(mode)
}

/** The endpoints that have a URL, in the protocol's order. */
export function listEndpoints({
  protocol,
  urls,
}: CertificationTarget): { endpoint: Endpoint; url: string }[] {
  return profileOf(protocol).places.endpoints.flatMap((endpoint) => {
    const url = urls[endpoint]
    return url ? [{ endpoint, url }] : []
  })
}

/** Every origin that an answer may come from. */
export function declaredOrigins(target: CertificationTarget): string[] {
  const own = listEndpoints(target).map(({ url }) => new URL(url).origin)
  return [...new Set([...own, ...(target.furtherOrigins ?? [])])]
}

/** What the protocol requires of the endpoint: a page in a frame, or JSON. */
export function isFrame({ protocol }: Pick<CertificationTarget, 'protocol'>, endpoint: Endpoint): boolean {
  return !factsOf(protocol).calls.some(({ place }) => place === endpoint)
}

/** The input of a valid launch of an endpoint, signed by the active secret. */
export function launchInput(
  target: CertificationTarget,
  { endpoint, url }: { endpoint: Endpoint; url: string },
  now: Date,
): LaunchInput {
  const { mode, record, seed } = target
  return { endpoint, url, mode, record, seed, now, secret: activeSecret(target) }
}

export function activeSecret({ secrets }: CertificationTarget): string {
  return (secrets.find(({ label }) => label === 'active') ?? secrets[0])?.secret ?? ''
}

export function stagedSecret({ secrets }: CertificationTarget): string | undefined {
  return secrets.find(({ label }) => label === 'staged')?.secret
}

/** Signs a launch as the target's protocol does. */
export function signFor(
  { protocol }: Pick<CertificationTarget, 'protocol'>,
  input: LaunchInput,
): Promise<SignedRequest> {
  return profileOf(protocol).samples.sign(input)
}
