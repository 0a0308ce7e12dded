import { randomUUID } from 'node:crypto'
import { afterAll, describe, expect, test } from 'vitest'
import type { PartnerActor } from '@/lib/auth/permissions'
import { startCertification } from '@/lib/domain/certification/certifications'
import { queueDailyRuns } from '@/lib/domain/certification/health'
import { sendRun } from '@/lib/domain/certification/run-job'
import { getRun } from '@/lib/domain/certification/runs'
import { registerLocation } from '@/lib/domain/installations/registrations'
import { proofPath } from '@/lib/domain/origins/proofs.schema'
import { searchPartner } from '@/lib/domain/partner-search/partner-search'
import { prunePostbacks } from '@/lib/domain/platform/retention'
import { deliverPostbacks } from '@/lib/domain/postbacks/deliver'
import { probeFraming, probeStaged } from '@/lib/domain/probes/probes'
import { submitVersion } from '@/lib/domain/review/submissions'
import { inspectSandboxLaunch } from '@/lib/domain/sandbox/inspections'
import { prepareSandboxLaunch } from '@/lib/domain/sandbox/launches'
import { prepareSandboxLaunchInput } from '@/lib/domain/sandbox/launches.schema'
import { checkOrigin, listOrigins } from '@/lib/domain/widgets/origin-proofs'
import { stageSecret } from '@/lib/domain/widgets/rotation'
import { updateWidget } from '@/lib/domain/widgets/widgets'
import { db } from '@/lib/server/db'
import { withoutBrowser } from '@/test/certifying'
import {
  approvedWidget,
  certifyWidget,
  createPartner,
  createTeam,
  proveOrigins,
  registerWidget,
  setInstallationSecret,
  switchOn,
  widgetChange,
} from '@/test/factories'
import { addLocation, listQueue, locationTemplate, marketplaceWidget } from '@/test/marketplace'
import { openPublicHost } from '@/test/public-host'
import { codeOf, refusalOf, settleAll } from '@/test/refusals'
import { allowOrigin } from '@/test/settings'
import { closeZoo, openZoo } from '@/test/zoo/open-zoo'

afterAll(closeZoo)

const day = 24 * 60 * 60 * 1000
const newOrigin = () => `https://${randomUUID()}.example`

async function forgetProofs(partnerId: string): Promise<void> {
  await db().originProof.deleteMany({ where: { partnerId } })
}

describe('submitting for review', () => {
  test('is refused until each origin is proven, and names it and what to serve', async () => {
    const { owner, partnerId } = await createPartner()
    const origin = newOrigin()
    const { widgetId } = await registerWidget(owner, { url: `${origin}/widget` })
    await certifyWidget(widgetId)
    await forgetProofs(partnerId)
    const [{ token = '' } = {}] = await listOrigins(owner, { widgetId })
    const refusal = await refusalOf(submitVersion(owner, { widgetId }))
    expect(refusal).toMatchObject({ code: 'origin_unproven', status: 409 })
    for (const part of [origin + proofPath, token ?? '?', 'framegate-verification'])
      expect(String(refusal)).toContain(part)
    const { fetch } = await openPublicHost(origin, () => ({ status: 200, body: token ?? '' }))
    await checkOrigin(owner, { widgetId, origin }, { fetch })
    await submitVersion(owner, { widgetId })
  })

  test('is refused for a further origin, and once a proof is 30 days old', async () => {
    const { owner, partnerId } = await createPartner()
    const further = newOrigin()
    const { widgetId } = await registerWidget(owner, { furtherOrigins: further })
    await certifyWidget(widgetId)
    await db().originProof.deleteMany({ where: { partnerId, origin: further } })
    expect(String(await refusalOf(submitVersion(owner, { widgetId })))).toContain(further)
    await proveOrigins(widgetId, new Date())
    const later = new Date(Date.now() + 31 * day)
    expect(await codeOf(submitVersion(owner, { widgetId }, later))).toBe('origin_unproven')
    await submitVersion(owner, { widgetId })
  })

  test('is not helped by another partner’s proof of the same origin', async () => {
    const [theirs, mine] = [await createPartner(), await createPartner()]
    const url = `${newOrigin()}/widget`
    await proveOrigins((await registerWidget(theirs.owner, { url })).widgetId)
    const { widgetId } = await registerWidget(mine.owner, { url })
    await certifyWidget(widgetId)
    await forgetProofs(mine.partnerId)
    expect(await codeOf(submitVersion(mine.owner, { widgetId }))).toBe('origin_unproven')
  })

  test('needs no proof of what the operator listed, nor of this machine', async () => {
    const { owner, partnerId } = await createPartner()
    const listed = newOrigin()
    allowOrigin(listed)
    for (const url of [`${listed}/widget`, 'http://127.0.0.1:4000/widget']) {
      const { widgetId } = await registerWidget(owner, { url })
      await certifyWidget(widgetId)
      await forgetProofs(partnerId)
      await submitVersion(owner, { widgetId })
    }
  })
})

describe('the daily certification', () => {
  test('is of proven origins only, and goes on once they are proven', async () => {
    const { owner, partnerId } = await createPartner()
    const { widgetId } = await approvedWidget(owner, { url: `${newOrigin()}/widget` })
    const queued = () => db().certificationRun.count({ where: { widgetId, state: 'queued' } })
    await queueDailyRuns(new Date(Date.now() + 31 * day))
    await forgetProofs(partnerId)
    await queueDailyRuns(new Date())
    expect(await queued()).toBe(0)
    await proveOrigins(widgetId)
    await queueDailyRuns(new Date())
    expect(await queued()).toBe(1)
  })
})

describe('a postback', () => {
  async function registered(origin: string) {
    const [{ owner, partnerId }, team] = [await createPartner(), await createTeam()]
    const { widgetId } = await marketplaceWidget(owner, origin)
    await forgetProofs(partnerId)
    const locationId = await addLocation(team.admin)
    await registerLocation(team.admin, { widgetId, locationId })
    return { owner, widgetId }
  }

  test('is held with its reason until its origin is proven, and is then sent at once', async () => {
    const origin = newOrigin()
    const { owner, widgetId } = await registered(origin)
    let token = ''
    const { received, fetch } = await openPublicHost(origin, ({ url }) =>
      url.endsWith(proofPath) ? { status: 200, body: token } : { status: 204 },
    )
    const deliver = () => deliverPostbacks({ fetch, clock: () => new Date() })
    await deliver()
    await deliver()
    expect(await listQueue(widgetId)).toMatchObject([{ state: 'pending', attempts: 0, heldOrigin: origin }])
    expect(received).toEqual([])
    const found = (await listOrigins(owner, { widgetId })).find((state) => state.origin === origin)
    token = found?.token ?? ''
    expect(await checkOrigin(owner, { widgetId, origin }, { fetch })).toMatchObject({ isProven: true })
    await deliver()
    expect(await listQueue(widgetId)).toMatchObject([{ state: 'delivered', heldOrigin: null }])
    expect(received).toEqual([`GET ${proofPath}`, `POST ${locationTemplate.split('?')[0]}`])
  })

  test('that nobody allowed to be sent for 30 days is cancelled', async () => {
    const origin = newOrigin()
    const { widgetId } = await registered(origin)
    const { fetch } = await openPublicHost(origin, () => ({ status: 204 }))
    await deliverPostbacks({ fetch })
    await prunePostbacks(new Date(Date.now() + 31 * day))
    expect(await listQueue(widgetId)).toMatchObject([{ state: 'cancelled' }])
  })
})

describe('the probe of a launch', () => {
  test('is not sent to an origin without a proof: unmeasured', async () => {
    const [{ owner, partnerId }, team] = [await createPartner(), await createTeam()]
    const { widgetId } = await approvedWidget(owner, { url: `${newOrigin()}/widget` })
    const probe = () => probeFraming(team.agent, { widgetId, placement: 'person' })
    await forgetProofs(partnerId)
    const report = await probe()
    expect(report).toMatchObject({ verdict: 'unmeasured', detail: expect.stringContaining('has not proven') })
    await proveOrigins(widgetId)
    // The name leads nowhere, which shows that it was asked for.
    expect((await probe()).verdict).not.toBe('unmeasured')
  })

  test('follows no redirect to a declared origin without a proof', async () => {
    const [{ owner, partnerId }, team] = [await createPartner(), await createTeam()]
    const victim = newOrigin()
    const listed = newOrigin()
    const url = await openRedirect(`${victim}/`)
    const { widgetId } = await approvedWidget(owner, { url, furtherOrigins: `${victim} ${listed}` })
    await forgetProofs(partnerId)
    const report = await probeFraming(team.agent, { widgetId, placement: 'person' })
    expect(report).toMatchObject({ verdict: 'unmeasured', detail: expect.stringContaining(victim) })
  })
})

async function openRedirect(location: string): Promise<string> {
  const origin = await openZoo(() => ({ status: 302, headers: { location } }))
  allowOrigin(origin)
  return `${origin}/widget`
}

describe('a host that nobody proved', () => {
  /** A draft at the host, by a new partner. */
  async function draftAt(origin: string) {
    const { owner, partnerId } = await createPartner()
    const { widgetId } = await registerWidget(owner, { url: `${origin}/widget` })
    return { owner, partnerId, widgetId }
  }

  test('is certified five times an hour, by all partners together, and by its owner without that limit', async () => {
    const domain = `${randomUUID()}.example`
    const drafts = await Promise.all(
      ['', 'www.', 'a.', 'b.', 'c.', 'd.', 'e.'].map((sub, index) =>
        draftAt(`https://${sub}${domain}${index % 2 ? ':8443' : ''}`),
      ),
    )
    const start = ({ owner, widgetId }: { owner: PartnerActor; widgetId: string }) =>
      startCertification(owner, { widgetId })
    expect(await settleAll(drafts.map(start))).toEqual({ won: 5, codes: ['rate_limited'] })
    const late = await draftAt(`https://${domain}`)
    const refusal = await refusalOf(start(late))
    expect(refusal).toMatchObject({ code: 'rate_limited', retryAfterSeconds: expect.any(Number) })
    expect(String(refusal)).toContain(domain)
    await proveOrigins(late.widgetId)
    await start(late)
  })

  test('is counted once for a run, and not for one that was refused for another reason', async () => {
    const { owner, widgetId } = await draftAt(newOrigin())
    await startCertification(owner, { widgetId })
    for (let count = 0; count < 6; count += 1)
      expect(await codeOf(startCertification(owner, { widgetId }))).toBe('conflict')
    await db().certificationRun.updateMany({ where: { widgetId }, data: { state: 'stopped' } })
    await startCertification(owner, { widgetId })
  })

  test('is not reached by a run that was asked for another host', async () => {
    const { owner, widgetId } = await draftAt(newOrigin())
    const { runId } = await startCertification(owner, { widgetId })
    await updateWidget(owner, await widgetChange(owner, widgetId, { url: `${newOrigin()}/widget` }))
    let calls = 0
    const fetch = async (): Promise<never> => {
      calls += 1
      throw new Error('Nothing is to be sent.')
    }
    await sendRun(runId, { fetch, openInspection: withoutBrowser })
    expect(calls).toBe(0)
    expect(await getRun(owner, { runId })).toMatchObject({
      state: 'stopped',
      stopReason: expect.stringContaining('changed'),
    })
  })

  test('gets sixty calls an hour from sandboxes, probes of a rotation and searches together', async () => {
    const origin = newOrigin()
    const { owner, widgetId } = await draftAt(origin)
    await stageSecret(owner, { widgetId })
    const [{ admin, agent, teamId }, { owner: other, partnerId }] = [
      await createTeam(),
      await createPartner(),
    ]
    const social = { protocol: 'social-signin', url: `${origin}/`, searchUrl: `${origin}/search` }
    const { widgetId: searched } = await approvedWidget(other, social)
    await forgetProofs(partnerId)
    await setInstallationSecret(admin, searched)
    await switchOn(admin, searched)
    const key = `unproven_call:${new URL(origin).hostname}`
    await db().$executeRaw`INSERT INTO rate_limits (key, points, expire)
      VALUES (${key}, 60, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint + 3600000)`
    const settings = {}
    const view = await prepareSandboxLaunch(owner, prepareSandboxLaunchInput.parse({ widgetId, settings }))
    expect(await codeOf(inspectSandboxLaunch(owner, view))).toBe('rate_limited')
    expect(await codeOf(probeStaged(owner, { widgetId }))).toBe('rate_limited')
    expect(await codeOf(searchPartner(agent, { widgetId: searched, query: 'red' }))).toBe('rate_limited')
    expect(await db().partnerCall.count({ where: { teamId, status: { not: null } } })).toBe(0)
    // The launch can still be sent once its origin is proven.
    await proveOrigins(widgetId)
    expect(await inspectSandboxLaunch(owner, view)).toMatchObject({ outcome: 'unreachable' })
  })
})
