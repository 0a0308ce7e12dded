import { type Actor, requirePartner } from '@/lib/auth/permissions'
import { listInstallationSecrets } from '@/lib/domain/installation-secrets'
import { isWidgetProtocol, secretOwners, type WidgetProtocol } from '@/lib/domain/placements.schema'
import { openSandboxSecret } from '@/lib/domain/sandbox-secrets'
import { tryUnseal } from '@/lib/domain/secrets'
import { examineRequest } from '@/lib/domain/signature-doctor/examine-request'
import type { DoctorSecret } from '@/lib/domain/signature-doctor/search-signature'
import type { DiagnoseInput, Diagnosis, MistakeId } from '@/lib/domain/signature-doctor.schema'
import { notFound } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'
import { consumeLimit } from '@/lib/server/rate-limit'

const versionsMax = 10
const othersMax = 20

/**
 * Names the mistake behind a request that does not verify, by every secret that could have made it. Nothing pasted is kept or logged, and
 * no secret is in the answer. @throws AppError not_found, rate_limited
 */
export async function diagnoseRequest(
  actor: Actor,
  input: DiagnoseInput,
  now = databaseNow(),
): Promise<Diagnosis> {
  const partner = requirePartner(actor, 'widget.read')
  await consumeLimit('doctor', partner.userId)
  const widget = await db().widget.findFirst({
    where: { id: input.widgetId, partnerId: partner.partnerId },
    select: { id: true, protocol: true },
  })
  if (!widget || !isWidgetProtocol(widget.protocol)) throw notFound('widget')
  const { protocol } = widget
  const { pasted, ownSignature } = input
  const secrets = await gatherSecrets({ widgetId: widget.id, protocol, partnerId: partner.partnerId })
  return examineRequest({ protocol, pasted, ownSignature, secrets, now })
}

type Owner = { widgetId: string; protocol: WidgetProtocol; partnerId: string }

async function gatherSecrets(owner: Owner): Promise<DoctorSecret[]> {
  const own =
    secretOwners[owner.protocol] === 'widget'
      ? await gatherOwn(owner.widgetId)
      : await gatherTeams(owner.widgetId)
  return [...own, ...(await gatherOthers(owner))]
}

const mistakeOfState: Record<string, { words: string; mistakes: MistakeId[] }> = {
  active: { words: 'the active secret', mistakes: [] },
  staged: { words: 'the staged secret', mistakes: ['staged-secret'] },
  retiring: { words: 'the retiring secret', mistakes: ['old-secret'] },
  revoked: { words: 'a revoked secret', mistakes: ['old-secret'] },
}

function describeSecret(state: string, version: number): Pick<DoctorSecret, 'label' | 'mistakes'> {
  const { words, mistakes } = mistakeOfState[state] ?? { words: 'a secret', mistakes: [] }
  return { label: `${words}, v${version}`, mistakes }
}

async function gatherOwn(widgetId: string): Promise<DoctorSecret[]> {
  const rows = await db().secret.findMany({
    where: { widgetId },
    orderBy: { version: 'desc' },
    take: versionsMax,
    select: { widgetId: true, version: true, state: true, sealed: true, keyVersion: true },
  })
  return rows.flatMap((row) => {
    const secret = tryUnseal(row)
    return secret ? [{ ...describeSecret(row.state, row.version), secret }] : []
  })
}

/** The sandbox's, and those of the teams that installed it: the partner has each of them, and is told whose it was. */
async function gatherTeams(widgetId: string): Promise<DoctorSecret[]> {
  const [sandbox, secrets] = await Promise.all([
    openSandboxSecret(db(), widgetId),
    listInstallationSecrets(db(), { widgetId, most: othersMax * versionsMax }),
  ])
  const ofTeams = secrets.map(({ state, version, teamName, secret }) => {
    const { label, mistakes } = describeSecret(state, version)
    return { label: `${label}, of ${teamName}`, mistakes, secret }
  })
  if (!sandbox) return ofTeams
  return [
    { label: `the sandbox secret, v${sandbox.version}`, mistakes: [], secret: sandbox.secret },
    ...ofTeams,
  ]
}

async function gatherOthers({ widgetId, partnerId, protocol }: Owner): Promise<DoctorSecret[]> {
  const rows = await db().secret.findMany({
    where: { state: 'active', widgetId: { not: widgetId }, widget: { partnerId, protocol } },
    orderBy: { createdAt: 'desc' },
    take: othersMax,
    select: {
      widgetId: true,
      version: true,
      sealed: true,
      keyVersion: true,
      widget: {
        select: { servingVersion: { select: { name: true } }, workingVersion: { select: { name: true } } },
      },
    },
  })
  return rows.flatMap(({ widget, ...row }) => {
    const secret = tryUnseal(row)
    const name = (widget.servingVersion ?? widget.workingVersion)?.name ?? row.widgetId
    const mistakes: MistakeId[] = ['other-widget-secret']
    return secret ? [{ label: `the secret of ${name}, v${row.version}`, mistakes, secret }] : []
  })
}
