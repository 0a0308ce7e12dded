import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { findFacts } from '@/lib/domain/protocols/facts.schema'
import { listAddresses } from '@/lib/domain/protocols/widget-settings'
import { widgetSettings } from '@/lib/domain/protocols/widget-settings.schema'
import { findForProbe, openForDiagnosis, openForSigning } from '@/lib/domain/secrets/openers'
import { sandboxTenantId } from '@/lib/domain/secrets/sandbox-tenant.schema'
import { AppError } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'

/** Where the demo's receivers ask, and the bearer token by which they may. */
export type DemoVault = { url: string; token: string; close: () => Promise<void> }

/**
 * The store in which the demo's partners keep their secrets, as partners would after copying them from the portal by hand. It answers
 * on loopback only, to whoever has its token:
 * `GET /secrets?key=/demo/market-pulse` and `GET /secrets?key=salesloft%20<tenant>%20<integration>` with a list of secrets,
 * `GET /client` with the id of the OAuth client of the demo's Salesloft widget, or 404.
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
const keyed = { protocol: true, ...versions } as const

type Versions = Record<keyof typeof versions, { url: string; settings: unknown } | null>

/** What a key of the vault opens: live secrets, staged ones among them, as a partner accepts both during a rotation. */
async function listSecrets(prefix: string, key: string): Promise<string[]> {
  const found = await Promise.all([
    listWidgetSecrets(prefix, key),
    listTeamSecrets(prefix, key),
    listSandboxSecrets(prefix, key),
  ])
  return [...new Set(found.flat())]
}

async function listWidgetSecrets(prefix: string, key: string): Promise<string[]> {
  const rows = await db().secret.findMany({
    where: { state: { not: 'revoked' }, widget: whereAt(prefix) },
    select: { widgetId: true, version: true, sealed: true, keyVersion: true, widget: { select: versions } },
  })
  return rows
    .filter(({ widget }) => listPaths(widget, prefix).includes(key))
    .flatMap((row) => openForDiagnosis({ kind: 'widget', ownerId: row.widgetId }, row) ?? [])
}

/** A Salesloft partner finds a secret by tenant and integration; the others have one place for each of their endpoints. */
async function listTeamSecrets(prefix: string, key: string): Promise<string[]> {
  const rows = await db().installation.findMany({
    where: { uninstalledAt: null, widget: whereAt(prefix) },
    select: { id: true, teamId: true, widgetId: true, widget: { select: keyed } },
  })
  const asked = rows.filter(({ teamId, widgetId, widget }) =>
    keysOf({ tenantId: teamId, widgetId, widget }, prefix).includes(key),
  )
  const now = databaseNow()
  return (await Promise.all(asked.map(({ id }) => openAll(id, now)))).flat()
}

/** A partner that is certified by a sandbox secret gives it to its server too. */
async function listSandboxSecrets(prefix: string, key: string): Promise<string[]> {
  const rows = await db().sandboxSecret.findMany({
    where: { widget: whereAt(prefix) },
    select: { widgetId: true, version: true, sealed: true, keyVersion: true, widget: { select: keyed } },
  })
  return rows
    .filter(({ widgetId, widget }) =>
      keysOf({ tenantId: sandboxTenantId, widgetId, widget }, prefix).includes(key),
    )
    .flatMap((row) => openForDiagnosis({ kind: 'sandbox', ownerId: row.widgetId }, row) ?? [])
}

async function findClient(prefix: string): Promise<string | undefined> {
  const clients = await db().oAuthClient.findMany({
    where: { widget: whereAt(prefix) },
    orderBy: { createdAt: 'desc' },
    select: { id: true, widget: { select: versions } },
  })
  return clients.find(({ widget }) =>
    [widget.servingVersion, widget.workingVersion].some((version) =>
      widgetSettings.parse(version?.settings ?? {}).authRedirectUrl?.startsWith(prefix),
    ),
  )?.id
}

type Keyed = { tenantId: string; widgetId: string; widget: Versions & { protocol: string } }

function keysOf({ tenantId, widgetId, widget }: Keyed, prefix: string): string[] {
  return findFacts(widget.protocol)?.secret.isFoundByIds
    ? [`${widget.protocol} ${tenantId} ${widgetId}`]
    : listPaths(widget, prefix)
}

async function openAll(installationId: string, now: Date): Promise<string[]> {
  try {
    const owner = { kind: 'installation', ownerId: installationId } as const
    const endpoints = [undefined, 'search', 'iframe']
    const live = await Promise.all(
      endpoints.map((endpoint) => openForSigning(db(), { ...owner, endpoint }, now)),
    )
    const staged = await findForProbe(db(), owner)
    return [...live.flat(), ...(staged ? [staged] : [])].map(({ secret }) => secret)
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'secrets_unavailable') return []
    throw thrown
  }
}

function whereAt(prefix: string) {
  const at = { url: { startsWith: prefix } }
  return { OR: [{ servingVersion: at }, { workingVersion: at }] }
}

function listPaths({ servingVersion, workingVersion }: Versions, prefix: string): string[] {
  const addresses = [servingVersion, workingVersion].flatMap((version) =>
    version ? listAddresses(version) : [],
  )
  const own = addresses.filter((address) => address.startsWith(prefix))
  return [...new Set(own.map((address) => new URL(address).pathname))]
}
