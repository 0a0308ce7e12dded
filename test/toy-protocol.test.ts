import { createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createConnector, deleteConnector } from '@/lib/domain/connectors/connectors'
import { createConnectorInput } from '@/lib/domain/connectors/connectors.schema'
import { diagnoseRequest } from '@/lib/domain/diagnoses/diagnoses'
import { openLaunch } from '@/lib/domain/launches/launches'
import { probeStaged } from '@/lib/domain/probes/probes'
import { prepareSandboxLaunch } from '@/lib/domain/sandbox/launches'
import { prepareSandboxLaunchInput, type SandboxSettings } from '@/lib/domain/sandbox/launches.schema'
import { getWorkbench } from '@/lib/domain/sandbox/workbench'
import { stageSecret } from '@/lib/domain/widgets/rotation'
import { answerStage } from '@/lib/http/stage-document'
import { db } from '@/lib/server/db'
import { env } from '@/lib/server/env'
import { findChromium } from '@/lib/server/find-chromium'
import { buildStages } from '@/scripts/build/stages.mjs'
import { withDatabase } from '@/test/database'
import {
  approvedWidget,
  createPartner,
  createPerson,
  createTeam,
  registerWidget,
  switchOn,
  testedWidget,
} from '@/test/factories'
import { testContract } from '@/test/protocol-contract'
import { samplesSignedAt, sampleUrl } from '@/test/protocol-samples'
import { codeOf } from '@/test/refusals'
import { allowOrigin } from '@/test/settings'
import { signToy, toy, verifyToy } from '@/test/toy-protocol'
import { certify, idsOf } from '@/test/zoo/certify'
import { closeZoo, openZoo, type ZooKeeper } from '@/test/zoo/open-zoo'
import { page, refusal } from '@/test/zoo/pages'

const now = new Date('2026-03-01T12:00:00.000Z')

beforeAll(() =>
  withDatabase((client) =>
    client.query(`
      ALTER TABLE "Widget" DROP CONSTRAINT "Widget_protocol_check";
      ALTER TABLE "Connector" DROP CONSTRAINT "Connector_protocol_check"`),
  ),
)
afterAll(closeZoo)

describe('its bytes keep the contract of all protocols', () => {
  testContract({
    name: 'toy',
    sign: (secret, at) => signToy({ url: sampleUrl, id: 'Zoë >>>???', secret, now: at }),
    verify: verifyToy,
    data: { id: 'Zoë >>>???', at: String(samplesSignedAt.getTime() / 1000) },
    window: { pastSeconds: 300, futureSeconds: 60 },
    covered: ['toy_id', 'toy_at', 'toy_mac'],
    place: 'url',
    coversBody: false,
    otherSecretCode: 'signature_mismatch',
    hasReplayKey: false,
  })
})

test('a widget of it is registered with a secret in its format, and refuses an address that takes its names', async () => {
  const { owner } = await createPartner()
  const { secret } = await registerWidget(owner, { protocol: toy })
  expect(secret).toMatch(/^[A-Za-z0-9]{40}$/)
  const taken = { protocol: toy, url: 'https://widgets.example.com/?toy_mac=1' }
  expect(await codeOf(registerWidget(owner, taken))).toBe('invalid_input')
  expect(await codeOf(registerWidget(owner, { protocol: toy, placements: ['full_page'] }))).toBe(
    'invalid_input',
  )
})

test('a launch of a stored record is signed by it, and its receiver verifies it', async () => {
  const [{ owner }, team] = [await createPartner(), await createTeam()]
  const { widgetId, secret } = await approvedWidget(owner, { protocol: toy })
  await switchOn(team.admin, widgetId)
  const personId = await createPerson(team.teamId, { firstName: 'Elena', lastName: 'Marsh' })
  const launch = await openLaunch(team.agent, { widgetId, placement: 'person', record: personId }, now)
  const { data } = await verifyToy({ url: launch.request.url, body: '', headers: {}, secrets: [secret], now })
  expect(data).toEqual({ id: personId, at: String(now.getTime() / 1000) })
  expect(launch).toMatchObject({ protocol: toy, nonce: null, origins: ['https://widgets.example.com'] })
})

const scripts = mkdtempSync(join(tmpdir(), 'framegate-toy-'))
afterAll(() => rmSync(scripts, { recursive: true, force: true }))

const executablePath = await findChromium(env().CHROMIUM_PATH)

test.skipIf(!executablePath)('the stage of its launch shows the widget in a real Chromium', async () => {
  const secrets: string[] = []
  const receiver = await openZoo(async (request, response) => {
    const answer = await keepToy(secrets)(request, response)
    return answer && { ...answer, headers: { 'content-type': 'text/html' } }
  })
  const [{ owner }, team] = [await createPartner(), await createTeam()]
  const { widgetId, secret } = await testedWidget(owner, team.admin, { protocol: toy, url: receiver })
  secrets.push(secret)
  await switchOn(team.admin, widgetId)
  const record = await createPerson(team.teamId, { firstName: 'Elena', lastName: 'Marsh' })
  const launch = await openLaunch(team.agent, { widgetId, placement: 'person', record }, new Date())
  const { launchId, name: title, request, origins, allow, signedAt, signMs } = launch
  const stage = answerStage(
    200,
    {
      launch: {
        launchId,
        widgetId,
        placement: 'person',
        protocol: toy,
        origins,
        signedAt,
        signMs,
        again: {},
      },
    },
    { title, request, origins, allow },
  )
  const document = {
    status: 200,
    headers: Object.fromEntries(stage.headers),
    body: await stage.text(),
  }
  await buildStages(scripts)
  const script = {
    status: 200,
    headers: { 'content-type': 'text/javascript' },
    body: readFileSync(join(scripts, 'stage.js'), 'utf8'),
  }
  const portal = await openZoo(({ url }) => (url.endsWith('/stage.js') ? script : document))
  const browser = await chromium.launch({
    executablePath: executablePath ?? '',
    args: [
      '--disable-features=LocalNetworkAccessChecks',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  })
  try {
    const page = await browser.newPage()
    await page.goto(portal)
    await page.frameLocator('#widget').getByRole('heading', { name: 'A record' }).waitFor()
  } finally {
    await browser.close()
  }
})

describe('in the sandbox', () => {
  const prepare = async (settings: Partial<SandboxSettings>, ownText?: string) => {
    const { owner } = await createPartner()
    const { widgetId, secret } = await registerWidget(owner, { protocol: toy })
    const input = { ...prepareSandboxLaunchInput.parse({ widgetId, settings }), ownText, confirmLive: true }
    return { owner, widgetId, secret, view: await prepareSandboxLaunch(owner, input) }
  }

  test('a sample is built, received and read back to the bytes that are signed', async () => {
    const { owner, widgetId, secret, view } = await prepare({})
    expect(view.receiver).toEqual({ accepts: true })
    const text = Buffer.from(view.signed.bytes ?? '', 'base64')
    expect(createHmac('sha256', secret).update(text).digest('hex')).toBe(view.signed.signature)
    expect(view.commands.openssl).toContain('openssl dgst -sha256')
    const bench = await getWorkbench(owner, { widgetId })
    expect(bench.versions[0]?.places.map(({ place }) => place)).toEqual(['person', 'company'])
    expect(bench.versions[0]?.places[0]?.wrong.map(({ id }) => id)).toContain('flipped-mac')
  })

  test('a wrong launch is refused for its reason, and own JSON is checked by its shape', async () => {
    expect((await prepare({ wrong: 'expired' })).view.receiver).toMatchObject({
      accepts: false,
      code: 'expired',
    })
    const own = await prepare({ record: 'own' }, '{"id":"mine"}')
    expect(JSON.parse(own.view.content ?? '')).toEqual({ id: 'mine' })
    expect(await codeOf(prepare({ record: 'own' }, '{"name":"mine"}'))).toBe('invalid_input')
  })
})

/** A partner's server that verifies with these secrets. */
function keepToy(secrets: string[]): ZooKeeper {
  return async ({ url }) =>
    verifyToy({ url, body: '', headers: {}, secrets, now: new Date() }).then(
      () => page('<h1>A record</h1>'),
      () => refusal(),
    )
}

describe('a certification', () => {
  const secret = 'the secret of the toy, also long enough'

  test('passes a receiver that verifies', async () => {
    const url = await openZoo(keepToy([secret]))
    const report = await certify({
      protocol: toy,
      urls: { iframe: url },
      secrets: [{ label: 'active', secret }],
    })
    expect(idsOf(report, 'failed')).toEqual([])
    expect(report.passed).toBe(true)
    expect(idsOf(report, 'passed')).toEqual(
      expect.arrayContaining([
        'accepts-valid',
        'refuses-tampered-context',
        'refuses-expired',
        'allows-framing',
      ]),
    )
  })

  test('fails one that verifies nothing', async () => {
    const url = await openZoo(() => page('<h1>A record</h1>'))
    const report = await certify({
      protocol: toy,
      urls: { iframe: url },
      secrets: [{ label: 'active', secret }],
    })
    expect(idsOf(report, 'failed')).toEqual(
      expect.arrayContaining(['refuses-tampered-context', 'refuses-wrong-secret', 'refuses-expired']),
    )
  })
})

test('a staged secret is probed with a right launch and a changed one', async () => {
  const { owner } = await createPartner()
  const secrets: string[] = []
  const url = await openZoo(keepToy(secrets))
  allowOrigin(new URL(url).origin)
  const { widgetId } = await registerWidget(owner, { protocol: toy, url })
  secrets.push((await stageSecret(owner, { widgetId })).secret)
  const { passed, lines } = await probeStaged(owner, { widgetId })
  expect(lines.map(({ name }) => name)).toContain('One byte of toy_id changed')
  expect(passed).toBe(true)
})

test('the signature doctor says that a right request is well, and names the mistake of a wrong one', async () => {
  const { owner } = await createPartner()
  const { widgetId, secret } = await registerWidget(owner, { protocol: toy })
  const at = new Date()
  const { url } = signToy({ url: 'https://widgets.example.com/pulse', id: '7', secret, now: at })
  expect((await diagnoseRequest(owner, { widgetId, pasted: url, ownSignature: undefined })).outcome).toBe(
    'well',
  )
  const seconds = new URL(url).searchParams.get('toy_at') ?? ''
  const mac = createHmac('sha256', secret).update(`7${seconds}`).digest('hex')
  const wrong = url.replace(/toy_mac=.*/, `toy_mac=${mac}`)
  const { outcome, mistakes } = await diagnoseRequest(owner, {
    widgetId,
    pasted: wrong,
    ownSignature: undefined,
  })
  expect(outcome).toBe('mistakes')
  expect(mistakes.map(({ id }) => id)).toEqual(['separator-missing'])
})

test('a connector of it is set up with a secret in its format', async () => {
  const { admin } = await createTeam()
  const fields = createConnectorInput.parse({ protocol: 'sure-send', name: 'Toy' })
  const { connectorId, shown } = await createConnector(admin, { ...fields, protocol: toy })
  expect(shown?.secret).toMatch(/^[A-Za-z0-9]{40}$/)
  await deleteConnector(admin, { connectorId })
  expect(await db().connector.count({ where: { id: connectorId, deletedAt: null } })).toBe(0)
})
