import { type Actor, requireTeam, type TeamActor } from '@/lib/auth/permissions'
import type { ListConnectorRequestsInput } from '@/lib/domain/connectors/connectors.schema'
import { settleRequestLog } from '@/lib/domain/connectors/request-log'
import { db } from '@/lib/server/db'

const requestsPageSize = 50
const tailMax = 100

/** One line of the log; `id` grows with time, and `reason` is null where the request was answered. */
export type ConnectorRequestRow = {
  id: string
  at: Date
  endpoint: string
  reason: string | null
  latencyMs: number
  secretVersion: number | null
  parameters: Record<string, string>
}

type Input = ListConnectorRequestsInput & { connectorId: string }

/** The requests that reached a connector, newest first, by cursor. */
export function listConnectorRequests(actor: Actor, input: Input) {
  return readRequests(actor, input, requestsPageSize)
}

const exportBatch = 1_000

/** The same in larger pages, for a file. */
export function exportConnectorRequests(actor: Actor, input: Input) {
  return readRequests(actor, input, exportBatch)
}

async function readRequests(actor: Actor, input: Input, take: number) {
  const team = requireTeam(actor, 'connector.read')
  await settleRequestLog()
  const rows = await db().connectorRequest.findMany({
    where: {
      ...filter(team, input),
      ...(input.cursor ? { id: { lt: BigInt(input.cursor) } } : {}),
    },
    orderBy: { id: 'desc' },
    take: take + 1,
    omit: { connectorId: true },
  })
  const page = rows.slice(0, take)
  return {
    requests: page.map(toRequest),
    nextCursor: rows.length > take ? String(page.at(-1)?.id) : undefined,
  }
}

const trafficMax = 100

/** The last request, and how many of the latest were refused. */
export async function getConnectorTraffic(actor: Actor, connectorId: string) {
  const team = requireTeam(actor, 'connector.read')
  await settleRequestLog()
  const rows = await db().connectorRequest.findMany({
    where: filter(team, { connectorId }),
    orderBy: { id: 'desc' },
    take: trafficMax,
    select: { at: true, reason: true },
  })
  return {
    last: rows[0],
    total: rows.length,
    refused: rows.filter(({ reason }) => reason !== null).length,
  }
}

/** What came after a request, the oldest first; for those who watch. */
export async function tailConnectorRequests(
  actor: Actor,
  input: Input & { after: string },
): Promise<ConnectorRequestRow[]> {
  const team = requireTeam(actor, 'connector.read')
  await settleRequestLog()
  const rows = await db().connectorRequest.findMany({
    where: { ...filter(team, input), id: { gt: BigInt(input.after) } },
    orderBy: { id: 'asc' },
    take: tailMax,
    omit: { connectorId: true },
  })
  return rows.map(toRequest)
}

function filter(team: TeamActor, input: Input) {
  return {
    connectorId: input.connectorId,
    connector: { teamId: team.teamId, deletedAt: null },
    ...(input.outcome ? { reason: input.outcome === 'refused' ? { not: null } : null } : {}),
    ...(input.endpoint ? { endpoint: input.endpoint } : {}),
  }
}

type Row = Omit<ConnectorRequestRow, 'id' | 'parameters'> & { id: bigint; parameters: unknown }

function toRequest({ id, parameters, ...row }: Row): ConnectorRequestRow {
  return { ...row, id: String(id), parameters: parameters as Record<string, string> }
}
