import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { prepareSandboxLaunch } from '@/lib/domain/sandbox/launches'
import { prepareSandboxLaunchInput } from '@/lib/domain/sandbox/launches.schema'
import type { PrismaClient } from '@/lib/server/prisma/client'
import { cookieOf } from './attacker'
import { expect, portalOrigin, test, userOf } from './fixtures'
import { actorOf } from './hosted'
import { type ActorKind, actorKinds, policy } from './policy'
import { createMarketplaceWidget } from './steps'

const framework = new Set(['/_not-found', '/_global-error', '/favicon.ico', '/icon.svg'])

function builtRoutes(): string[] {
  const file = join(process.env.NEXT_DIST_DIR ?? '.next', 'app-path-routes-manifest.json')
  const routes = Object.values(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>)
  return [...new Set(routes)].filter((route) => !framework.has(route)).sort()
}

test('the policy table names every route of the build, and none that is gone', () => {
  expect(Object.keys(policy).sort()).toEqual(builtRoutes())
})

test('every route answers every kind of actor as the policy table says', async ({ demo, db }) => {
  test.setTimeout(300_000)
  const acme = 'Acme Real Estate'
  const removed = await db.user.create({
    data: {
      id: crypto.randomUUID(),
      email: `removed-${Date.now()}@acme.example`,
      name: 'Removed Member',
      passwordHash: 'none',
      role: 'admin',
      teamId: (await db.user.findFirstOrThrow({ where: { email: userOf(demo, 'admin', acme).email } }))
        .teamId,
    },
  })
  const cookies: Record<ActorKind, string> = {
    anonymous: '',
    owner: await cookieOf(db, userOf(demo, 'owner', 'Casalytics').email),
    developer: await cookieOf(db, userOf(demo, 'developer', 'Casalytics').email),
    qa: await cookieOf(db, userOf(demo, 'qa', 'Casalytics').email),
    stranger: await cookieOf(db, userOf(demo, 'owner', 'Fairline Lending').email),
    admin: await cookieOf(db, userOf(demo, 'admin', acme).email),
    agent: await cookieOf(db, userOf(demo, 'agent', acme).email),
    outsider: await cookieOf(db, userOf(demo, 'admin', 'Northwind Homes').email),
    reviewer: await cookieOf(db, userOf(demo, 'reviewer').email),
    disabled: await cookieOf(db, removed.email),
  }
  await db.user.update({
    where: { id: removed.id },
    data: { removedAt: new Date(), tokenVersion: { increment: 1 } },
  })
  const widget = demo.widgets.find((entry) => entry.name === 'Property Recommendations')
  const unreviewed = await db.widget.findFirstOrThrow({ where: { servingVersionId: null, testState: null } })
  const team = await db.team.findFirstOrThrow({ where: { name: acme } })
  const person = await db.person.findFirstOrThrow({ where: { teamId: team.id } })
  const company = await db.company.findFirstOrThrow({ where: { teamId: team.id } })
  const { launchId } = await prepareSandboxLaunch(
    await actorOf(db, userOf(demo, 'qa', 'Casalytics').email),
    prepareSandboxLaunchInput.parse({ widgetId: widget?.id, settings: {} }),
  )
  const marketplace = await createMarketplaceWidget(demo, { name: 'Marketplace of the policy' })
  const evidence = await createEvidence(db, widget?.id ?? '')
  const widgetOf = (protocol: string) => demo.widgets.find((entry) => entry.protocol === protocol)?.id ?? ''
  const fill = (path: string) =>
    path
      .replace('{marketplace}', marketplace)
      .replace('{sandbox}', launchId)
      .replace('{run}', evidence.runId)
      .replace('{shot}', evidence.shotId)
      .replace(/\{(sure-send|social-signin|salesloft|showpad|marketplace)-widget\}/, (_, protocol) =>
        widgetOf(protocol),
      )
      .replace('{widget}', widget?.id ?? '')
      .replace('{testing}', unreviewed.id)
      .replace('{person}', person.id)
      .replace('{company}', company.id)
      .replace('{connector}', demo.connectors[0]?.id ?? '')
      .replace('{salesloft}', demo.connectors.find(({ protocol }) => protocol === 'salesloft')?.id ?? '')
      .replace(
        '{marketplace-connector}',
        demo.connectors.find(({ protocol }) => protocol === 'marketplace')?.id ?? '',
      )

  const differences: string[] = []
  for (const [route, { path, answers }] of Object.entries(policy)) {
    // All come from one address, which may be refused 120 times a minute.
    await db.$executeRaw`DELETE FROM rate_limits WHERE key LIKE 'api_refused:%'`
    const ask = async (kind: ActorKind) => {
      const response = await fetch(portalOrigin + fill(path), {
        redirect: 'manual',
        headers: { cookie: cookies[kind] },
      })
      const body = isStream(response) ? '' : await response.text()
      if (isStream(response)) await response.body?.cancel()
      if (response.status !== answers[kind])
        differences.push(`${route} for ${kind}: ${response.status}, not ${answers[kind]}`)
      if (
        response.status >= 300 &&
        (body.includes(`${person.firstName} ${person.lastName}`) || body.includes(team.id))
      ) {
        differences.push(`${route} for ${kind}: a refusal that tells a name`)
      }
      if (
        response.status < 400 &&
        kind !== 'anonymous' &&
        !/private, no-store|no-store/.test(response.headers.get('cache-control') ?? '')
      ) {
        differences.push(`${route} for ${kind}: may be cached`)
      }
    }
    await Promise.all(actorKinds.map(ask))
  }
  expect(differences).toEqual([])
})

/** A finished run of the widget with a picture, whatever the demo's own runs are at. */
async function createEvidence(db: PrismaClient, widgetId: string) {
  const version = await db.widgetVersion.findFirstOrThrow({ where: { widgetId } })
  const [runId, shotId] = [`crt_policy${Date.now()}`, `sht_policy${Date.now()}`]
  const at = new Date(0)
  await db.certificationRun.create({
    data: { id: runId, widgetId, versionId: version.id, versionNumber: 1, state: 'stopped', createdAt: at },
  })
  const bytes = Buffer.from('89504e470d0a1a0a', 'hex')
  await db.certificationShot.create({
    data: { id: shotId, runId, width: 320, type: 'image/png', bytes, createdAt: at },
  })
  return { runId, shotId }
}

/** Goes on until its reader leaves. */
function isStream(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('text/event-stream') ?? false
}

test('nobody signed in sees tenant data by any spelling of a path, prefetch or RSC request', async ({
  demo,
}) => {
  const { id } = demo.widgets[0] ?? { id: '' }
  const paths = [
    '/people',
    '//people',
    '/People',
    '/people/',
    '/%70eople',
    '/./people',
    '/people?_rsc=1',
    `/partner/widgets/${id}`,
    `/frames/${id}?placement=person&record=x`,
  ]
  const variants: Record<string, string>[] = [
    {},
    { rsc: '1' },
    { rsc: '1', 'next-router-prefetch': '1' },
    { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' },
    { 'x-middleware-subrequest': 'src/middleware' },
    { 'x-framegate-client-address': '127.0.0.1', 'x-forwarded-host': 'evil.example' },
  ]
  for (const path of paths) {
    for (const headers of variants) {
      const response = await fetch(portalOrigin + path, { redirect: 'manual', headers })
      const body = await response.text()
      expect(body, `${path} ${JSON.stringify(headers)}`).not.toMatch(
        /Elena|Marsh|Acme Real Estate|Casalytics/,
      )
      expect(response.headers.get('location') ?? '').not.toContain('evil.example')
    }
  }
})
