import { findFacts } from '@/lib/domain/protocols/facts.schema'
import { listAddresses } from '@/lib/domain/protocols/widget-settings'
import { widgetSettings } from '@/lib/domain/protocols/widget-settings.schema'
import { openInstallationSecrets, openStagedSecret } from '@/lib/domain/secrets/of-installation'
import { sandboxTenantId } from '@/lib/domain/secrets/sandbox-tenant.schema'
import { openValue, tryUnseal } from '@/lib/domain/secrets/secrets'
import { AppError } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'
import {
  type DemoClient,
  type DemoReceivers,
  demoReceiverUrls,
  writeDemoClient,
  writeDemoReceivers,
} from '@/lib/server/demo-receivers'
import { log } from '@/lib/server/log'

const versions = {
  servingVersion: { select: { url: true, settings: true } },
  workingVersion: { select: { url: true, settings: true } },
} as const

type Versions = Record<keyof typeof versions, { url: string; settings: unknown } | null>

/** Gives the demo's own receivers the secrets of the widgets that point at them, as their partner would by hand. Does nothing outside the demo. */
export async function exportDemoReceivers(): Promise<void> {
  const demo = demoReceiverUrls()
  if (demo) await inTurn(() => writeReceivers(demo))
}

let lastTurn = Promise.resolve()

/**
 * One after another, so that none writes what an earlier one read. It never fails: the change that it follows was made, and the
 * next one writes everything again.
 */
function inTurn(write: () => Promise<void>): Promise<void> {
  lastTurn = lastTurn.then(write).catch((thrown: unknown) => {
    log.warn({ cause: String(thrown) }, 'the demo receivers could not be written')
  })
  return lastTurn
}

async function writeReceivers(demo: { file: string; prefix: string }): Promise<void> {
  const receivers: DemoReceivers = {}
  const add = (key: string, secret: string) => {
    receivers[key] = [...new Set([...(receivers[key] ?? []), secret])]
  }
  for (const { path, secret } of await listWidgetSecrets(demo.prefix)) add(path, secret)
  for (const { key, secret } of await listTeamSecrets(demo.prefix, databaseNow())) add(key, secret)
  for (const { key, secret } of await listSandboxSecrets(demo.prefix)) add(key, secret)
  await writeDemoReceivers(demo.file, receivers)
}

/** Gives the demo's own partner its client, in the one moment in which its secret is known. Does nothing outside the demo. */
export async function exportDemoClient(widgetId: string, client: DemoClient): Promise<void> {
  const demo = demoReceiverUrls()
  if (demo) await inTurn(() => writeClient(demo, widgetId, client))
}

async function writeClient(
  demo: { file: string; prefix: string },
  widgetId: string,
  client: DemoClient,
): Promise<void> {
  const widget = await db().widget.findUnique({ where: { id: widgetId }, select: versions })
  for (const version of [widget?.servingVersion, widget?.workingVersion]) {
    const { authRedirectUrl } = widgetSettings.parse(version?.settings ?? {})
    if (authRedirectUrl?.startsWith(demo.prefix)) return writeDemoClient(demo.file, client)
  }
}

async function listWidgetSecrets(prefix: string): Promise<{ path: string; secret: string }[]> {
  const rows = await db().secret.findMany({
    where: { state: { not: 'revoked' }, widget: whereAt(prefix) },
    select: { widgetId: true, version: true, sealed: true, keyVersion: true, widget: { select: versions } },
  })
  return rows.flatMap((row) => {
    const secret = tryUnseal(row)
    return secret ? listPaths(row.widget, prefix).map((path) => ({ path, secret })) : []
  })
}

/** A Salesloft partner finds a secret by tenant and integration; the others have one place for each of their endpoints. */
async function listTeamSecrets(prefix: string, now: Date): Promise<{ key: string; secret: string }[]> {
  const rows = await db().installation.findMany({
    where: { uninstalledAt: null, widget: whereAt(prefix) },
    select: { id: true, teamId: true, widgetId: true, widget: { select: { protocol: true, ...versions } } },
  })
  const secrets = rows.map(async ({ id, teamId, widgetId, widget }) => {
    const opened = await openAll(id, now)
    const keys = keysOf({ tenantId: teamId, widgetId, widget }, prefix)
    return keys.flatMap((key) => opened.map((secret) => ({ key, secret })))
  })
  return (await Promise.all(secrets)).flat()
}

/** A partner that is certified by a sandbox secret gives it to its server too. */
async function listSandboxSecrets(prefix: string): Promise<{ key: string; secret: string }[]> {
  const rows = await db().sandboxSecret.findMany({
    where: { widget: whereAt(prefix) },
    select: {
      widgetId: true,
      version: true,
      sealed: true,
      keyVersion: true,
      widget: { select: { protocol: true, ...versions } },
    },
  })
  return rows.flatMap(({ widgetId, version, sealed, keyVersion, widget }) => {
    const secret = orLost(() =>
      openValue({ owner: widgetId, version, purpose: 'sandbox-secret' }, sealed, keyVersion),
    )
    const keys = keysOf({ tenantId: sandboxTenantId, widgetId, widget }, prefix)
    return secret ? keys.map((key) => ({ key, secret })) : []
  })
}

type Kept = { tenantId: string; widgetId: string; widget: Versions & { protocol: string } }

function keysOf({ tenantId, widgetId, widget }: Kept, prefix: string): string[] {
  return findFacts(widget.protocol)?.secret.isFoundByIds
    ? [`${widget.protocol} ${tenantId} ${widgetId}`]
    : listPaths(widget, prefix)
}

/** Undefined for what was sealed under a lost key. */
function orLost(open: () => string): string | undefined {
  try {
    return open()
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'secrets_unavailable') return undefined
    throw thrown
  }
}

/** Whatever an endpoint may be signed by, staged ones among them, as a partner accepts both during a rotation. */
async function openAll(installationId: string, now: Date): Promise<string[]> {
  try {
    const endpoints = [undefined, 'search', 'iframe']
    const live = await Promise.all(
      endpoints.map((endpoint) => openInstallationSecrets(db(), { installationId, endpoint }, now)),
    )
    const staged = await openStagedSecret(db(), installationId)
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
