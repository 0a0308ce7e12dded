import { createHash } from 'node:crypto'
import type { CertificationTarget } from '@/lib/domain/certification/target'
import { slotOfPlacement } from '@/lib/domain/launches/payload'
import {
  isRecordPlacement,
  type Placement,
  placements,
  secretOwners,
  type WidgetProtocol,
} from '@/lib/domain/protocols/placements.schema'
import { readSettings } from '@/lib/domain/protocols/widget-settings'
import { addressBelow, addressOf } from '@/lib/domain/protocols/widget-settings.schema'
import type { CheckId } from '@/lib/domain/samples/check-ids.schema'
import type { Endpoint } from '@/lib/domain/samples/launches'
import { newSampleSeed, sampleCast, sampleCode } from '@/lib/domain/samples/people'
import {
  findForProbe,
  openForSandbox,
  openForSigning,
  openWidgetForSigning,
} from '@/lib/domain/secrets/openers'
import { sandboxTenantId } from '@/lib/domain/secrets/sandbox-tenant.schema'
import { AppError } from '@/lib/errors'
import type { Reader } from '@/lib/server/db'
import { env } from '@/lib/server/env'

/** What a run measures of a version. */
export type MeasuredVersion = {
  url: string
  settings: unknown
  placements: readonly string[]
  furtherOrigins: readonly string[]
  /** The permissions of its frame. */
  allow?: readonly string[]
}

export type CertifiedWidget = {
  id: string
  protocol: WidgetProtocol
  testTeamId: string | null
  testState: string | null
}

/** Whose secret signs a run, and the ids under which the receiver knows it. */
export type CertifyingSecrets = {
  source: 'widget' | 'team' | 'sandbox'
  version: number
  fingerprint: string
  secrets: CertificationTarget['secrets']
  tenantId: string
}

/** A hash of everything that a run depends on: a draft that changes here is another than the one that was certified. */
export function contentHashOf(version: MeasuredVersion): string {
  const { url, placements: offered, furtherOrigins } = version
  const settings = Object.entries(readSettings(version.settings)).sort(([one], [other]) =>
    one < other ? -1 : 1,
  )
  const content = JSON.stringify([url, settings, [...offered].sort(), [...furtherOrigins].sort()])
  return createHash('sha256').update(content).digest('hex')
}

/**
 * The secrets that sign a run: the widget's own, active and staged; of a protocol whose secrets are the teams', the sandbox's, else that of
 * the team that tests it. @throws AppError no_secret, secrets_unavailable
 */
export async function openCertifyingSecrets(
  reader: Reader,
  widget: CertifiedWidget,
  now: Date,
): Promise<CertifyingSecrets> {
  if (secretOwners[widget.protocol] === 'widget') return openOwn(reader, widget.id, now)
  const sandbox = await openForSandbox(reader, widget.id)
  if (sandbox) {
    const { version, fingerprint, secret } = sandbox
    const secrets = [{ label: 'active' as const, secret }]
    return { source: 'sandbox', version, fingerprint, secrets, tenantId: sandboxTenantId }
  }
  const tested = widget.testState === 'accepted' ? await openOfTeam(reader, widget, now) : undefined
  if (tested) return tested
  throw new AppError(
    'no_secret',
    'No secret can sign the run: each team has its own, and no team with one tests this widget. Make a sandbox secret and give it to your server.',
  )
}

/** What the engine is given: every address of the version by its protocol, and a record that the secret's owner may have. */
export function describeTarget(
  widget: CertifiedWidget,
  version: MeasuredVersion,
  signing: CertifyingSecrets,
  options: { sendsEffects: boolean; record: Record<string, unknown> | undefined; attested: CheckId[] },
): CertificationTarget {
  const { parameterMode, locationPostbackUrl, userPostbackUrl } = readSettings(version.settings)
  const seed = newSampleSeed()
  return {
    protocol: widget.protocol,
    urls: listUrls(widget.protocol, version),
    secrets: signing.secrets,
    mode: widget.protocol === 'marketplace' ? (parameterMode ?? 'encrypted') : undefined,
    hostOrigin: env().PORTAL_ORIGIN,
    furtherOrigins: version.furtherOrigins,
    allow: version.allow,
    seed,
    record: { ...idsOf(widget, signing, seed), ...options.record },
    sendsEffects: options.sendsEffects,
    postbackUrls:
      locationPostbackUrl || userPostbackUrl
        ? { location: locationPostbackUrl, user: userPostbackUrl }
        : undefined,
    attested: options.attested,
  }
}

async function openOwn(reader: Reader, widgetId: string, now: Date): Promise<CertifyingSecrets> {
  const [active] = await openWidgetForSigning(reader, widgetId, now)
  const staged = await findForProbe(reader, { kind: 'widget', ownerId: widgetId })
  const { version, fingerprint } = active
  return {
    source: 'widget',
    version,
    fingerprint,
    tenantId: sandboxTenantId,
    secrets: [
      { label: 'active', secret: active.secret },
      ...(staged ? [{ label: 'staged' as const, secret: staged.secret }] : []),
    ],
  }
}

async function openOfTeam(
  reader: Reader,
  { id: widgetId, testTeamId, protocol }: CertifiedWidget,
  now: Date,
): Promise<CertifyingSecrets | undefined> {
  const installation = testTeamId
    ? await reader.installation.findFirst({
        where: { teamId: testTeamId, widgetId, uninstalledAt: null },
        select: { id: true },
      })
    : null
  if (!installation || !testTeamId) return undefined
  const owner = { kind: 'installation', ownerId: installation.id } as const
  const [active] = await openForSigning(reader, owner, now)
  if (!active) return undefined
  const staged = protocol === 'social-signin' ? await findForProbe(reader, owner) : undefined
  const { version, fingerprint } = active
  return {
    source: 'team',
    version,
    fingerprint,
    tenantId: testTeamId,
    secrets: [
      { label: 'active', secret: active.secret },
      ...(staged ? [{ label: 'staged' as const, secret: staged.secret }] : []),
    ],
  }
}

/** By what a receiver finds the secret, where its protocol says so in clear. */
function idsOf(
  { id, protocol }: CertifiedWidget,
  { tenantId }: CertifyingSecrets,
  seed: string,
): Record<string, unknown> {
  if (protocol === 'salesloft')
    return { tenant_id: tenantId, integration_id: id, origin: env().PORTAL_ORIGIN }
  if (protocol === 'marketplace') return { user_oauth_url: `${env().PORTAL_ORIGIN}/api/oauth` }
  if (protocol !== 'showpad') return {}
  const { agentEmail } = sampleCast(seed)
  const subdomain = sampleCode('subdomain', seed, 'sandbox')
  return { showpadInfo: { subdomain, username: agentEmail, crmInstanceId: tenantId } }
}

function listUrls(protocol: WidgetProtocol, version: MeasuredVersion): Partial<Record<Endpoint, string>> {
  const offered = placements.filter((placement) => version.placements.includes(placement))
  switch (protocol) {
    case 'sure-send':
      return Object.fromEntries(
        offered.filter(isRecordPlacement).map((placement) => [placement, version.url]),
      )
    case 'social-signin':
      return { iframe: version.url, ...optional('search', readSettings(version.settings).searchUrl) }
    case 'salesloft':
      return Object.fromEntries(
        offered.map((placement: Placement) => [slotOfPlacement[placement], addressOf(version, placement)]),
      )
    case 'showpad':
      return {
        recipientsearch: addressBelow(version.url, 'v1/recipientsearch'),
        activities: addressBelow(version.url, 'v1/activities'),
      }
    case 'marketplace':
      return { iframe: version.url }
  }
}

function optional(endpoint: Endpoint, url: string | undefined): Partial<Record<Endpoint, string>> {
  return url ? { [endpoint]: url } : {}
}
