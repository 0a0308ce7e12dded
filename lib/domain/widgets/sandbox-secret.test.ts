import { afterAll, describe, expect, test } from 'vitest'
import { startCertification } from '@/lib/domain/certification/certifications'
import { sendRun } from '@/lib/domain/certification/run-job'
import { getRun } from '@/lib/domain/certification/runs'
import { sandboxTenantId } from '@/lib/domain/secrets/sandbox-tenant.schema'
import {
  createSandboxSecret,
  findSandboxSecret,
  openSandboxSecret,
} from '@/lib/domain/widgets/sandbox-secret'
import { db } from '@/lib/server/db'
import { withoutBrowser } from '@/test/certifying'
import {
  createPartner,
  createTeam,
  registerWidget,
  salesloftFields,
  setInstallationSecret,
  testedWidget,
} from '@/test/factories'
import { codeOf } from '@/test/refusals'
import { allowOrigin } from '@/test/settings'
import { closeZoo, openZoo } from '@/test/zoo/open-zoo'

afterAll(closeZoo)

const social = { protocol: 'social-signin', searchUrl: 'https://widgets.example.com/search' }

describe('a sandbox secret', () => {
  test('is shown once, sealed for its widget and version, and renewed', async () => {
    const { owner, qa } = await createPartner()
    const { widgetId } = await registerWidget(owner, salesloftFields)
    expect(await openSandboxSecret(db(), widgetId)).toBeNull()
    const shown = await createSandboxSecret(owner, { widgetId })
    expect(shown).toMatchObject({ version: 1, tenantId: sandboxTenantId, integrationId: widgetId })
    expect(shown.secret).toMatch(/^[0-9a-f]{64}$/)
    const known = await findSandboxSecret(qa, { widgetId })
    expect(known).toMatchObject({ version: 1, fingerprint: shown.fingerprint })
    expect(JSON.stringify(known)).not.toContain(shown.secret)
    expect((await openSandboxSecret(db(), widgetId))?.secret).toBe(shown.secret)
    const renewed = await createSandboxSecret(owner, { widgetId })
    expect(renewed.version).toBe(2)
    expect((await openSandboxSecret(db(), widgetId))?.secret).toBe(renewed.secret)
    const other = await registerWidget(owner, salesloftFields)
    const row = await db().sandboxSecret.findUniqueOrThrow({ where: { widgetId } })
    await db().sandboxSecret.create({ data: { ...row, widgetId: other.widgetId } })
    expect(await codeOf(openSandboxSecret(db(), other.widgetId))).toBe('secrets_unavailable')
  })

  test('is made by the widget’s own owner or developer alone', async () => {
    const [{ owner, qa }, stranger] = [await createPartner(), await createPartner()]
    const { widgetId } = await registerWidget(owner, social)
    expect(await codeOf(createSandboxSecret(stranger.owner, { widgetId }))).toBe('not_found')
    expect(await codeOf(createSandboxSecret(owner, { widgetId: 'wgt_nobody' }))).toBe('not_found')
    expect(await codeOf(createSandboxSecret(qa, { widgetId }))).toBe('forbidden')
  })
})

describe('a run of a widget whose secrets are its teams’', () => {
  /** Says what the one who sends a launch names in clear, and refuses all of them. */
  async function askedBy(widgetId: string, partner: Parameters<typeof startCertification>[0]) {
    const { runId } = await startCertification(partner, { widgetId })
    await sendRun(runId, { openInspection: withoutBrowser })
    return getRun(partner, { runId })
  }

  test('is signed by its testing team’s, and by the sandbox secret once there is one', async () => {
    const asked: string[] = []
    const origin = await openZoo((request) => {
      asked.push(new URLSearchParams(request.body).get('tenant_id') ?? '')
      return { status: 403, headers: { 'content-type': 'text/html' }, body: '<h1>Refused</h1>' }
    })
    allowOrigin(origin)
    const [{ owner }, team] = [await createPartner(), await createTeam()]
    const { widgetId } = await testedWidget(owner, team.admin, {
      ...salesloftFields,
      personUrl: `${origin}/person`,
      companyUrl: '',
      fullPageUrl: '',
      emailEditorUrl: '',
      customActionUrl: '',
    })
    expect(await codeOf(startCertification(owner, { widgetId }))).toBe('no_secret')
    const secret = await setInstallationSecret(team.admin, widgetId)
    expect((await askedBy(widgetId, owner)).secret).toMatchObject({ of: 'team', version: 1 })
    expect(new Set(asked)).toEqual(new Set([team.teamId]))
    const shown = await createSandboxSecret(owner, { widgetId })
    asked.length = 0
    const run = await askedBy(widgetId, owner)
    expect(run.secret).toEqual({ of: 'sandbox', version: 1, fingerprint: shown.fingerprint })
    expect(new Set(asked)).toEqual(new Set([sandboxTenantId]))
    const rows = JSON.stringify(await db().certificationRun.findMany({ where: { widgetId } }))
    for (const text of [secret, shown.secret]) expect(rows).not.toContain(text)
  })
})
