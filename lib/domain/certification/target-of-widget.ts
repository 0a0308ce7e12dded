import { createHash } from 'node:crypto'
import type { CertificationTarget } from '@/lib/domain/certification/target'
import { writeCertifyCommand } from '@/lib/domain/certification/write-command'
import { listUrls } from '@/lib/domain/profiles/list-urls'
import { profileOf } from '@/lib/domain/profiles/registry'
import { factsOf, ownsSecret, type ProtocolId, sourceOfTeamSecret } from '@/lib/domain/protocols/facts.schema'
import { readSettings } from '@/lib/domain/protocols/widget-settings'
import type { CheckId } from '@/lib/domain/samples/check-ids.schema'
import { newSampleSeed } from '@/lib/domain/samples/people'
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
  protocol: ProtocolId
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
  if (ownsSecret(widget.protocol)) return openOwn(reader, widget.id, now)
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
    'There is no secret to sign the run: each team has its own, and no team with a secret is testing this widget. Create a sandbox secret and add it to your server.',
  )
}

/** What the engine is given: every address of the version by its protocol, and a record that the secret's owner may have. */
export function describeTarget(
  widget: CertifiedWidget,
  version: MeasuredVersion,
  signing: CertifyingSecrets,
  options: { sendsEffects: boolean; record: Record<string, unknown> | undefined; attested: CheckId[] },
): CertificationTarget {
  const seed = newSampleSeed()
  return {
    ...describeAddresses(widget.protocol, version),
    secrets: signing.secrets,
    seed,
    // By what a receiver finds the secret, where its protocol says so in clear.
    record: { ...describeSender(widget, { tenantId: signing.tenantId, seed }), ...options.record },
    sendsEffects: options.sendsEffects,
    attested: options.attested,
  }
}

/** The command that certifies a version from the machine of its developer and writes a report to attach, with the ids under which a server keeps the sandbox secret. */
export function describeCommand(
  widget: { id: string; protocol: ProtocolId },
  version: MeasuredVersion,
): string {
  const hasIds = factsOf(widget.protocol).secret.ids.length > 0
  return writeCertifyCommand(
    {
      ...describeAddresses(widget.protocol, version),
      record: hasIds ? describeSender(widget, { tenantId: sandboxTenantId, seed: undefined }) : undefined,
    },
    {
      portal: env().PORTAL_ORIGIN,
      evidence: { widget: widget.id, content: contentHashOf(version) },
    },
  )
}

/** How members of a record are written that the server knows. */
export function describeRecordExample(protocol: ProtocolId): string {
  return profileOf(protocol).certification.recordExample
}

/** What a version says of where and how it is called. */
function describeAddresses(protocol: ProtocolId, version: MeasuredVersion) {
  const settings = readSettings(version.settings)
  const { locationPostbackUrl, userPostbackUrl } = settings
  return {
    protocol,
    urls: listUrls(protocol, version),
    mode: profileOf(protocol).modeOf(settings),
    hostOrigin: env().PORTAL_ORIGIN,
    furtherOrigins: version.furtherOrigins,
    allow: version.allow,
    postbackUrls:
      locationPostbackUrl || userPostbackUrl
        ? { location: locationPostbackUrl, user: userPostbackUrl }
        : undefined,
  }
}

function describeSender(
  widget: { id: string; protocol: ProtocolId },
  sender: { tenantId: string; seed: string | undefined },
) {
  const { samples } = profileOf(widget.protocol)
  return samples.describeSender({ widgetId: widget.id, portalOrigin: env().PORTAL_ORIGIN, ...sender })
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
  const staged = sourceOfTeamSecret(protocol) === 'team' ? await findForProbe(reader, owner) : undefined
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
