import { ownsSecret, type ProtocolId, sourceOfTeamSecret } from '@/lib/domain/protocols/facts.schema'
import { openForDiagnosis, openForSandbox } from '@/lib/domain/secrets/openers'
import type { DoctorSecret } from '@/lib/domain/signature-doctor/doctor-secret'
import type { MistakeId } from '@/lib/domain/signature-doctor/signature-doctor.schema'
import { createWorkBudget } from '@/lib/domain/signature-doctor/work-budget'
import { db } from '@/lib/server/db'

type Owner = { widgetId: string; protocol: ProtocolId; partnerId: string }

const versionsMax = 100
const installationSecretsMax = 1000
const pageSize = 200
const othersMax = 5000
const otherWidgetsMax = 200

/**
 * Every secret that could have made a request of a widget: its own versions, or those of the teams that installed it, then what is active
 * of the partner's other widgets, of the same protocol first. As many of the others as can be opened in 200 ms of work.
 */
export async function gatherSecrets(owner: Owner): Promise<DoctorSecret[]> {
  const ofWidget = ownsSecret(owner.protocol)
  const own = ofWidget ? await gatherOwn(owner.widgetId) : await gatherTeams(owner.widgetId)
  const client =
    sourceOfTeamSecret(owner.protocol) === 'connection' ? await findClientSecret(owner.widgetId) : []
  return [
    ...own,
    ...(await gatherSandbox(owner.widgetId)),
    ...client,
    ...(ofWidget ? await gatherOthers(owner) : await gatherOtherTeams(owner)),
  ]
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
    select: { version: true, state: true, sealed: true, keyVersion: true },
  })
  return rows.flatMap((row) => {
    const secret = openForDiagnosis({ kind: 'widget', ownerId: widgetId }, row)
    return secret ? [{ ...describeSecret(row.state, row.version), secret }] : []
  })
}

/** What the sandbox signs with. */
async function gatherSandbox(widgetId: string): Promise<DoctorSecret[]> {
  const sandbox = await openForSandbox(db(), widgetId)
  return sandbox
    ? [{ label: `the sandbox secret, v${sandbox.version}`, mistakes: [], secret: sandbox.secret }]
    : []
}

/** Those of the teams that installed it: the partner has each of them, and is told whose it was. */
async function gatherTeams(widgetId: string): Promise<DoctorSecret[]> {
  const rows = await db().installationSecret.findMany({
    where: { installation: { widgetId } },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    take: installationSecretsMax,
    select: {
      installationId: true,
      version: true,
      state: true,
      sealed: true,
      keyVersion: true,
      installation: { select: { team: { select: { name: true } } } },
    },
  })
  return rows.flatMap(({ installation, ...row }) => {
    const secret = openForDiagnosis({ kind: 'installation', ownerId: row.installationId }, row)
    if (secret === undefined) return []
    const { label, mistakes } = describeSecret(row.state, row.version)
    return [{ label: `${label}, of ${installation.team.name}`, mistakes, secret }]
  })
}

/** Of the OAuth client's secret the portal has the SHA-256 only, which happens to be the key that a JWE by it would have. */
async function findClientSecret(widgetId: string): Promise<DoctorSecret[]> {
  const client = await db().oAuthClient.findUnique({ where: { widgetId }, select: { secretHash: true } })
  if (!client) return []
  return [
    {
      label: 'the OAuth client secret',
      secret: '',
      sha256: Buffer.from(client.secretHash, 'hex'),
      mistakes: ['oauth-client-secret'],
    },
  ]
}

const nameOfWidget = {
  protocol: true,
  servingVersion: { select: { name: true } },
  workingVersion: { select: { name: true } },
} as const

async function gatherOthers({ widgetId, partnerId, protocol }: Owner): Promise<DoctorSecret[]> {
  const budget = createWorkBudget()
  const found: { secret: DoctorSecret; isSame: boolean }[] = []
  let after: string | undefined
  while (found.length < othersMax) {
    const rows = await db().secret.findMany({
      where: { state: 'active', widgetId: { not: widgetId }, widget: { partnerId } },
      orderBy: { id: 'asc' },
      take: pageSize,
      ...(after === undefined ? {} : { cursor: { id: after }, skip: 1 }),
      select: {
        id: true,
        widgetId: true,
        version: true,
        sealed: true,
        keyVersion: true,
        widget: { select: nameOfWidget },
      },
    })
    for (const { widget, id: _, ...row } of rows) {
      if (budget.isDue() && !(await budget.pause())) return sameFirst(found)
      const secret = openForDiagnosis({ kind: 'widget', ownerId: row.widgetId }, row)
      if (!secret) continue
      const name = (widget.servingVersion ?? widget.workingVersion)?.name ?? row.widgetId
      const label = `the secret of ${name}, v${row.version}`
      found.push({ secret: toForeign(label, secret), isSame: widget.protocol === protocol })
    }
    after = rows.at(-1)?.id
    if (rows.length < pageSize) break
  }
  return sameFirst(found)
}

async function gatherOtherTeams({ widgetId, partnerId, protocol }: Owner): Promise<DoctorSecret[]> {
  const budget = createWorkBudget()
  const widgets = await db().widget.findMany({
    where: { partnerId, protocol, id: { not: widgetId } },
    orderBy: { createdAt: 'desc' },
    take: otherWidgetsMax,
    select: { id: true, ...nameOfWidget },
  })
  const found: DoctorSecret[] = []
  for (const widget of widgets) {
    const name = (widget.servingVersion ?? widget.workingVersion)?.name ?? widget.id
    for (const { label, secret, mistakes } of await gatherTeams(widget.id))
      if (mistakes.length === 0) found.push(toForeign(`${label}, of ${name}`, secret))
    if (!(await budget.pause())) break
  }
  return found
}

function toForeign(label: string, secret: string): DoctorSecret {
  return { label, secret, mistakes: ['other-widget-secret'], isForeign: true }
}

function sameFirst(found: readonly { secret: DoctorSecret; isSame: boolean }[]): DoctorSecret[] {
  return [...found.filter(({ isSame }) => isSame), ...found.filter(({ isSame }) => !isSame)].map(
    ({ secret }) => secret,
  )
}
