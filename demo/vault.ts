import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { z } from 'zod'
import { listAddresses } from '@/lib/domain/protocols/widget-settings'
import { widgetSettings } from '@/lib/domain/protocols/widget-settings.schema'
import { openForDiagnosis, type SecretOwner } from '@/lib/domain/secrets/openers'
import { sandboxTenantId } from '@/lib/domain/secrets/sandbox-tenant.schema'
import { secretTables } from '@/lib/domain/secrets/tables'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'
import { env } from '@/lib/server/env'
import { readDemoFile } from './file'
import { acmeId } from './organisations'

/** Where the demo's receivers ask, and the bearer token by which they may. */
export type DemoVault = { url: string; token: string; close: () => Promise<void> }

/**
 * The store in which the demo's partners keep their secrets, as partners would after copying them from the portal by hand. It answers
 * only on loopback, to callers with its token:
 * `GET /secrets?key=/demo/market-pulse` and `GET /secrets?key=salesloft%20<tenant>%20<integration>` with a list of secrets,
 * `GET /client` with the id of the OAuth client of the demo's Salesloft widget, or 404,
 * `GET /team` with what the demo's CRM has of the portal: its team's API key and embed id, or 404.
 */
export async function openDemoVault(widgetOrigin: string): Promise<DemoVault> {
  const token = randomBytes(32).toString('base64url')
  const prefix = `${widgetOrigin}/demo/`
  const server = createServer((request, response) => {
    answer(request, { token, prefix }).then(
      ([status, body]) => send(response, status, body),
      (thrown: unknown) => send(response, 503, { error: String(thrown) }),
    )
  })
  await new Promise<void>((settle, fail) => {
    server.once('error', fail)
    server.listen(0, '127.0.0.1', settle)
  })
  const { port } = server.address() as AddressInfo
  const close = () =>
    new Promise<void>((settle) => {
      server.close(() => settle())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${port}`, token, close }
}

async function answer(
  request: IncomingMessage,
  { token, prefix }: { token: string; prefix: string },
): Promise<[status: number, body: unknown]> {
  if (!isSame(request.headers.authorization ?? '', `Bearer ${token}`)) return [401, { error: 'no token' }]
  const url = new URL(request.url ?? '/', 'http://vault.invalid')
  const key = url.searchParams.get('key')
  if (url.pathname === '/secrets' && key !== null) return [200, await listSecrets(prefix, key)]
  if (url.pathname === '/team') return findTeam()
  const clientId = url.pathname === '/client' ? await findClient(prefix) : undefined
  return clientId ? [200, { clientId }] : [404, { error: 'nothing here' }]
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)]
  return one.length === other.length && timingSafeEqual(one, other)
}

const versions = {
  servingVersion: { select: { url: true, settings: true } },
  workingVersion: { select: { url: true, settings: true } },
} as const

type Versions = Record<keyof typeof versions, { url: string; settings: unknown } | null>

/**
 * What a key of the vault opens: live secrets, staged ones among them, as a partner accepts both during a rotation. A key is the path of
 * an endpoint, or for a protocol that names both, its tenant and integration.
 */
async function listSecrets(prefix: string, key: string): Promise<string[]> {
  const [, tenantId = '', widgetId] = /^\S+ (\S+) (\S+)$/.exec(key) ?? []
  if (widgetId === undefined) return listAtPath(prefix, key)
  if (tenantId === sandboxTenantId) return openLive({ kind: 'sandbox', ownerId: widgetId })
  // A launch may name whatever it likes: an id that isn't a team's has no key.
  return z.guid().safeParse(tenantId).success ? openOfTeams({ teamId: tenantId, widgetId }) : []
}

/** Whatever may sign for a path is accepted there: the widget's secret, its teams', and the one that certifies it. */
async function listAtPath(prefix: string, path: string): Promise<string[]> {
  const url = `${new URL(prefix).origin}${path}`
  const settings = { path: ['searchUrl'], string_starts_with: url }
  const at = { OR: [{ url: { startsWith: url } }, { settings }] }
  const widgets = await db().widget.findMany({
    where: { OR: [{ servingVersion: at }, { workingVersion: at }] },
    select: { id: true, ...versions },
  })
  const ids = widgets.filter((widget) => listPaths(widget, prefix).includes(path)).map(({ id }) => id)
  const own = ids.flatMap((ownerId) => [
    openLive({ kind: 'widget', ownerId }),
    openLive({ kind: 'sandbox', ownerId }),
  ])
  const found = await Promise.all([...own, openOfTeams({ widgetId: { in: ids } })])
  return [...new Set(found.flat())]
}

async function openOfTeams(where: { teamId?: string; widgetId: string | { in: string[] } }) {
  const installations = await db().installation.findMany({
    where: { ...where, uninstalledAt: null },
    select: { id: true },
  })
  const found = installations.map(({ id }) => openLive({ kind: 'installation', ownerId: id }))
  return (await Promise.all(found)).flat()
}

/** Without those that were sealed under a lost key. */
async function openLive(owner: SecretOwner): Promise<string[]> {
  const now = databaseNow()
  const rows = await secretTables[owner.kind].findLive(db(), owner.ownerId)
  const live = rows.filter(({ graceEndsAt }) => graceEndsAt === null || graceEndsAt > now)
  return live.flatMap((row) => openForDiagnosis(owner, row) ?? [])
}

async function findTeam(): Promise<[status: number, body: unknown]> {
  const file = await readDemoFile(join(env().DATA_DIR, 'demo.json'))
  const embed = await db().embed.findUnique({ where: { teamId: acmeId }, select: { id: true } })
  return file?.apiKeys.team && embed
    ? [200, { apiKey: file.apiKeys.team, embedId: embed.id }]
    : [404, { error: 'nothing here' }]
}

async function findClient(prefix: string): Promise<string | undefined> {
  const at = { url: { startsWith: prefix } }
  const clients = await db().oAuthClient.findMany({
    where: { widget: { OR: [{ servingVersion: at }, { workingVersion: at }] } },
    orderBy: { createdAt: 'desc' },
    select: { id: true, widget: { select: versions } },
  })
  return clients.find(({ widget }) =>
    [widget.servingVersion, widget.workingVersion].some((version) =>
      widgetSettings.parse(version?.settings ?? {}).authRedirectUrl?.startsWith(prefix),
    ),
  )?.id
}

function listPaths({ servingVersion, workingVersion }: Versions, prefix: string): string[] {
  const addresses = [servingVersion, workingVersion].flatMap((version) =>
    version ? listAddresses(version) : [],
  )
  const own = addresses.filter((address) => address.startsWith(prefix))
  return [...new Set(own.map((address) => new URL(address).pathname))]
}
