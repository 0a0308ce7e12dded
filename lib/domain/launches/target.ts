import type { TeamActor } from '@/lib/auth/permissions'
import { effectiveVersion, visibleTo } from '@/lib/domain/installations/installations'
import {
  findFacts,
  hasLaunch,
  isProtocolId,
  type ProtocolId,
  protocolIds,
} from '@/lib/domain/protocols/facts.schema'
import type { Placement } from '@/lib/domain/protocols/placements.schema'
import type { LiveSecret } from '@/lib/domain/secrets/opened'
import { AppError, notFound } from '@/lib/errors'
import { db, pool } from '@/lib/server/db'

/** What a launch opens: a widget in the version that serves the team, with the secrets that are live, sealed and the newest first. */
export type LaunchTarget = {
  widgetId: string
  protocol: ProtocolId
  installationId: string | null
  version: LaunchVersion
  /** The widget's own active one, and those of the team's installation. */
  secrets: (LiveSecret & { owner: 'widget' | 'installation' })[]
}

type LaunchVersion = {
  id: string
  name: string
  url: string
  settings: unknown
  furtherOrigins: string[]
  placements: string[]
  allow: string[]
}

type TargetRow = {
  widgetId: string
  protocol: string
  testTeamId: string | null
  testState: string | null
  suspendedAt: Date | null
  stoppedAt: Date | null
  installationId: string | null
  servingVersion: LaunchVersion | null
  testVersion: LaunchVersion | null
}
type SecretRow = { secretId: string | null } & Omit<LaunchTarget['secrets'][number], 'id'>

/**
 * The widget as it opens for this team in this placement now.
 * @throws AppError not_found, protocol_has_no_launch, widget_suspended, widget_stopped
 */
export async function findOpenable(
  team: TeamActor,
  input: { widgetId: string; placement: Placement },
  now: Date,
): Promise<LaunchTarget> {
  const { rows } = await pool().query<TargetRow & SecretRow>({
    name: 'launch-target',
    text: targetSql,
    values: [team.teamId, input.placement, input.widgetId, now],
  })
  const [row] = rows
  const version = row ? effectiveVersion(row, team.teamId) : null
  if (!row || !version?.placements.includes(input.placement)) throw await explainMissing(team, input.widgetId)
  if (row.suspendedAt)
    throw new AppError('widget_suspended', `${version.name} is suspended by platform review.`)
  if (row.stoppedAt) throw new AppError('widget_stopped', `${version.name} was disabled by its partner.`)
  if (!isProtocolId(row.protocol)) throw notFound('widget')
  const { widgetId, protocol, installationId } = row
  const secrets = rows.flatMap(({ secretId, ...secret }) =>
    secretId === null ? [] : { ...pickSecret(secret), id: secretId },
  )
  return { widgetId, protocol, installationId, version, secrets }
}

function pickSecret(row: Omit<SecretRow, 'secretId'>) {
  const { owner, version, endpoint, state, sealed, keyVersion, fingerprint, lastUsedAt } = row
  return { owner, version, endpoint, state, sealed, keyVersion, fingerprint, lastUsedAt }
}

const versionSql = (alias: string) =>
  `CASE WHEN ${alias}."id" IS NOT NULL THEN jsonb_build_object(${Object.keys({
    id: true,
    name: true,
    url: true,
    settings: true,
    furtherOrigins: true,
    placements: true,
    allow: true,
  } satisfies Record<keyof LaunchVersion, true>)
    .map((field) => `'${field}', ${alias}."${field}"`)
    .join(', ')}) END`

const secretSql = `"id" AS "secretId", "version", "state"::text, "sealed", "keyVersion", "fingerprint", "lastSignedAt" AS "lastUsedAt"`

const targetSql = `SELECT w."id" AS "widgetId", w."protocol", w."testTeamId", w."testState", w."suspendedAt", w."stoppedAt",
    i."id" AS "installationId", ${versionSql('serving')} AS "servingVersion", ${versionSql('tested')} AS "testVersion", live.*
  FROM "PlacementSwitch" s
  JOIN "Widget" w ON w."id" = s."widgetId"
  LEFT JOIN "WidgetVersion" serving ON serving."id" = w."servingVersionId"
  LEFT JOIN "WidgetVersion" tested ON tested."id" = w."testVersionId"
  LEFT JOIN "Installation" i ON i."teamId" = s."teamId" AND i."widgetId" = w."id" AND i."uninstalledAt" IS NULL
  LEFT JOIN LATERAL (
    SELECT 'widget' AS "owner", NULL AS "endpoint", ${secretSql} FROM "Secret"
      WHERE "widgetId" = w."id" AND "state" = 'active'
    UNION ALL
    SELECT 'installation', "endpoint", ${secretSql} FROM "InstallationSecret"
      WHERE "installationId" = i."id" AND ("state" = 'active' OR ("state" = 'retiring' AND "graceEndsAt" > $4))
  ) live ON true
  WHERE s."teamId" = $1 AND s."placement" = $2 AND s."widgetId" = $3 AND s."enabled"
  ORDER BY live."version" DESC`

/** A widget that is only called is distinguished from one that is off, for those who may see it. */
async function explainMissing(team: TeamActor, widgetId: string): Promise<AppError> {
  const called = await db().widget.findFirst({
    where: {
      id: widgetId,
      protocol: { in: protocolIds.filter((protocol) => !hasLaunch(protocol)) },
      ...visibleTo(team.teamId),
    },
    select: { protocol: true },
  })
  const name = called && findFacts(called.protocol)?.name
  return name
    ? new AppError('protocol_has_no_launch', `The ${name} protocol has no launch: its widgets are called.`)
    : notFound('widget')
}
