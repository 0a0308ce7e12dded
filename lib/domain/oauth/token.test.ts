import { beforeEach, describe, expect, test } from 'vitest'
import { removeMember, setInstallGrant } from '@/lib/domain/accounts/members'
import { startConnection } from '@/lib/domain/installations/start-connection'
import { getInstallation, uninstallWidget } from '@/lib/domain/installations/state'
import { readAccessToken } from '@/lib/domain/oauth/access-tokens'
import { listGrants } from '@/lib/domain/oauth/grants'
import { answerTokenRequest } from '@/lib/domain/oauth/token'
import { suspendWidget } from '@/lib/domain/review/approvals'
import { openForSigning } from '@/lib/domain/secrets/openers'
import { renewClientSecret } from '@/lib/domain/widgets/oauth-client'
import { db } from '@/lib/server/db'
import {
  allow,
  connectPartner,
  createEnabling,
  createProof,
  createSalesloftWidget,
  exchange,
  type Held,
} from '@/test/enabled-salesloft'
import { createReviewer } from '@/test/factories'

const now = new Date('2026-11-25T12:00:00Z')
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000)

let enabling: Awaited<ReturnType<typeof createEnabling>>
beforeEach(async () => {
  enabling = await createEnabling(now)
})

const admin = () => enabling.team.admin
const newCode = (changes = {}, at = now) => allow(admin(), enabling.clientId, changes, at)
const redeem = (code: string, changes: Record<string, string | undefined> = {}, at = now) =>
  exchange(enabling, code, changes, at)
const refresh = (refreshToken: string, changes: Record<string, string> = {}, at = now) =>
  answerTokenRequest(
    {
      grant_type: 'refresh_token',
      client_id: enabling.clientId,
      client_secret: enabling.clientSecret,
      refresh_token: refreshToken,
      ...changes,
    },
    at,
  )
const errorOf = async (answer: Promise<{ body: Record<string, unknown> }>) => (await answer).body.error
const isLive = async (token: unknown, at = now) => (await readAccessToken(String(token), at)) !== undefined
const secrets = async () => {
  const installation = await db().installation.findFirstOrThrow({
    where: { widgetId: enabling.widgetId, teamId: enabling.team.teamId },
  })
  return (await openForSigning(db(), { kind: 'installation', ownerId: installation.id }, now)).map(
    ({ secret }) => secret,
  )
}
const state = async () => (await getInstallation(admin(), { widgetId: enabling.widgetId })).installation
const actions = async () => {
  const events = await db().auditEvent.findMany({
    where: { teamId: enabling.team.teamId },
    orderBy: { sequence: 'asc' },
  })
  return events.map(({ action }) => action)
}

describe('the exchange of a code', () => {
  test('answers tokens, and the installation’s secret and ids on top level, and connects', async () => {
    const { status, body } = await redeem(await newCode())
    expect(status).toBe(200)
    expect(body).toEqual({
      access_token: expect.stringMatching(/^fga_[A-Za-z0-9_-]{43}$/),
      refresh_token: expect.stringMatching(/^fgr_[A-Za-z0-9_-]{43}$/),
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'profile people:read',
      secret: expect.stringMatching(/^[0-9a-f]{64}$/),
      integration_id: enabling.widgetId,
      tenant_id: enabling.team.teamId,
    })
    expect(await secrets()).toEqual([body.secret])
    expect(await state()).toMatchObject({
      connectedAt: now,
      connectedBy: { name: admin().name },
      enablingAt: null,
    })
    expect(await actions()).toEqual(['installation.installed', 'installation.connected', 'grant.created'])
    expect(await readAccessToken(String(body.access_token), now)).toMatchObject({
      actor: { userId: admin().userId, teamId: enabling.team.teamId },
      scopes: ['profile', 'people:read'],
      widgetId: enabling.widgetId,
    })
  })

  test('keeps no token, code or client secret that could be read again', async () => {
    const code = await newCode()
    const { body } = await redeem(code)
    const tables = await Promise.all([
      db().accessToken.findMany(),
      db().oAuthCode.findMany(),
      db().oAuthClient.findMany(),
      db().installationSecret.findMany(),
      db().auditEvent.findMany({ omit: { sequence: true } }),
    ])
    const stored = JSON.stringify(tables, (_, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    )
    for (const hidden of [body.access_token, body.refresh_token, body.secret, code, enabling.clientSecret])
      expect(stored).not.toContain(String(hidden))
  })

  test('takes PKCE’s proof without a secret, and enforces it once it was announced', async () => {
    const { verifier, parameters } = createProof()
    const without = { client_secret: undefined }
    const proven = await redeem(await newCode(parameters), { ...without, code_verifier: verifier })
    expect(proven.status).toBe(200)
    const other = await createEnabling(now)
    const missing = await allow(other.team.admin, other.clientId, parameters, now)
    expect(await errorOf(exchange(other, missing, {}, now))).toBe('invalid_grant')
    const wrong = await allow(other.team.admin, other.clientId, parameters, now)
    expect(await errorOf(exchange(other, wrong, { code_verifier: 'a'.repeat(43) }, now))).toBe(
      'invalid_grant',
    )
    // The refused request used nothing up.
    const elsewhere = { code_verifier: verifier, redirect_uri: 'https://partner.example/other' }
    expect(await errorOf(exchange(other, wrong, elsewhere, now))).toBe('invalid_grant')
    expect((await exchange(other, wrong, { code_verifier: verifier }, now)).status).toBe(200)
  })

  test('needs the client’s secret where there was no PKCE', async () => {
    for (const changes of [
      { client_secret: undefined },
      { client_secret: '' },
      { client_secret: 'x'.repeat(64) },
      { client_secret: `${enabling.clientSecret}0` },
      { client_secret: enabling.clientSecret.toUpperCase() },
      { client_id: 'cli_unknown' },
      { client_id: undefined },
    ])
      expect(await errorOf(redeem(await newCode(), changes))).toBe('invalid_client')
    const verifier = createProof().verifier
    const guessed = redeem(await newCode(), { client_secret: undefined, code_verifier: verifier })
    expect(await errorOf(guessed)).toBe('invalid_grant')
    expect(await secrets()).toEqual([])
  })

  test('takes no secret that was renewed since', async () => {
    const renewed = await renewClientSecret(enabling.developer, { widgetId: enabling.widgetId }, now)
    expect(await errorOf(redeem(await newCode()))).toBe('invalid_client')
    expect((await redeem(await newCode(), { client_secret: renewed.clientSecret })).status).toBe(200)
  })

  test('is for the client that asked, at the address it named', async () => {
    const other = await createSalesloftWidget()
    const code = await newCode()
    expect(await errorOf(exchange(other, code, {}, now))).toBe('invalid_grant')
    for (const redirect of [
      'https://partner.example/oauth/other?tenant=1',
      'https://partner.example/',
      undefined,
    ])
      expect(await errorOf(redeem(await newCode(), { redirect_uri: redirect }))).toBe('invalid_grant')
    expect((await redeem(code)).status).toBe(200)
  })

  test('comes within sixty seconds', async () => {
    const [inTime, late] = [await newCode(), await newCode()]
    expect(await errorOf(redeem(late, {}, later(60)))).toBe('invalid_grant')
    expect((await redeem(inTime, {}, later(59))).status).toBe(200)
  })

  test.each([
    ['invalid_grant', { code: 'unknown' }],
    ['invalid_request', { code: undefined }],
    ['invalid_request', { grant_type: undefined }],
    ['unsupported_grant_type', { grant_type: 'implicit' }],
    ['unauthorized_client', { grant_type: 'password' }],
    ['unauthorized_client', { grant_type: 'client_credentials' }],
  ])('is refused as %s: %j', async (error, changes) => {
    expect(await errorOf(redeem(await newCode(), changes))).toBe(error)
  })

  test('is refused once the member was removed, may no longer, or the widget is suspended', async () => {
    const { agent } = enabling.team
    await setInstallGrant(admin(), { userId: agent.userId, mayInstall: true }, now)
    const trusted = { ...agent, mayInstall: true }
    const byTrusted = await allow(trusted, enabling.clientId, {}, now)
    await setInstallGrant(admin(), { userId: agent.userId, mayInstall: false }, now)
    expect(await errorOf(redeem(byTrusted))).toBe('invalid_grant')
    const bySuspended = await newCode()
    await suspendWidget(await createReviewer(), { widgetId: enabling.widgetId, reason: 'Complaints' })
    expect(await errorOf(redeem(bySuspended))).toBe('invalid_grant')
    expect(await secrets()).toEqual([])
  })

  test('is refused after the widget was uninstalled', async () => {
    const code = await newCode()
    await uninstallWidget(admin(), { widgetId: enabling.widgetId }, now)
    expect(await errorOf(redeem(code))).toBe('invalid_grant')
  })
})

describe('a code that comes twice', () => {
  test('ends what it gave: tokens, grant, secret and connection', async () => {
    const code = await newCode()
    const { body } = await redeem(code)
    expect(await isLive(body.access_token)).toBe(true)
    expect(await errorOf(redeem(code))).toBe('invalid_grant')
    expect(await isLive(body.access_token)).toBe(false)
    expect(await errorOf(refresh(String(body.refresh_token)))).toBe('invalid_grant')
    expect(await secrets()).toEqual([])
    expect(await state()).toMatchObject({ connectedAt: null })
    expect((await actions()).at(-1)).toBe('grant.reuse_detected')
    expect(await errorOf(redeem(code, {}, later(3600)))).toBe('invalid_grant')
    expect((await actions()).filter((action) => action === 'grant.reuse_detected')).toHaveLength(1)
  })

  test('within seconds by the client that proved itself is a callback loaded again, which ends nothing', async () => {
    const { verifier, parameters } = createProof()
    const code = await newCode(parameters)
    const { body } = await redeem(code, { code_verifier: verifier })
    expect(await errorOf(redeem(code, { code_verifier: verifier }, later(5)))).toBe('invalid_grant')
    expect(await isLive(body.access_token)).toBe(true)
    expect(await state()).toMatchObject({ connectedAt: now })
    expect(await errorOf(redeem(code, { code_verifier: 'a'.repeat(43) }, later(5)))).toBe('invalid_grant')
    expect(await isLive(body.access_token)).toBe(false)
  })

  test('ends nothing for another client, or for one that proves nothing', async () => {
    const code = await newCode()
    const { body } = await redeem(code)
    await exchange(await createSalesloftWidget(), code, {}, now)
    await redeem(code, { client_secret: 'x' })
    await redeem(code, { client_secret: undefined, code_verifier: 'a'.repeat(43) })
    expect(await isLive(body.access_token)).toBe(true)
  })

  test('ends nothing of a connection that was made since', async () => {
    const code = await newCode()
    await redeem(code)
    const { secret, access_token } = await connectPartner(enabling, admin(), { now })
    expect(await errorOf(redeem(code))).toBe('invalid_grant')
    expect(await secrets()).toEqual([secret])
    expect(await isLive(access_token)).toBe(true)
  })

  test('of twenty at once is exchanged by one at most', async () => {
    const code = await newCode()
    const answers = await Promise.all(Array.from({ length: 20 }, () => redeem(code)))
    const won = answers.filter(({ status }) => status === 200)
    expect(won).toHaveLength(1)
    expect(new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => body.error))).toEqual(
      new Set(['invalid_grant']),
    )
    expect(await isLive(won[0]?.body.access_token)).toBe(false)
    expect(await secrets()).toEqual([])
  })
})

describe('a refresh', () => {
  let held: Held
  beforeEach(async () => {
    held = await connectPartner(enabling, admin(), { scope: 'profile people:read', now })
  })

  test('gives new tokens, and never the secret', async () => {
    const { status, body } = await refresh(held.refresh_token, {}, later(1800))
    expect(status).toBe(200)
    expect(Object.keys(body).sort()).toEqual([
      'access_token',
      'expires_in',
      'refresh_token',
      'scope',
      'token_type',
    ])
    expect(body.refresh_token).not.toBe(held.refresh_token)
    expect(await isLive(held.access_token, later(1800))).toBe(true)
    expect(await isLive(body.access_token, later(1800 + 3599))).toBe(true)
    expect(await isLive(body.access_token, later(1800 + 3600))).toBe(false)
    expect(await secrets()).toEqual([held.secret])
  })

  test('by a token that was used half a minute before ends the grant, and keeps the connection', async () => {
    const { body } = await refresh(held.refresh_token)
    expect(await errorOf(refresh(held.refresh_token, {}, later(30)))).toBe('invalid_grant')
    for (const token of [held.access_token, body.access_token]) expect(await isLive(token)).toBe(false)
    expect(await errorOf(refresh(String(body.refresh_token)))).toBe('invalid_grant')
    expect(await secrets()).toEqual([held.secret])
    const [grant] = await listGrants(admin(), { widgetId: enabling.widgetId })
    expect(grant).toMatchObject({ revokedAt: later(30), revokeReason: 'A refresh token was used twice' })
    expect((await actions()).filter((action) => action === 'grant.reuse_detected')).toHaveLength(1)
  })

  test('of many at once, or again after a lost answer, gives each tokens that work, within half a minute', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(held.refresh_token)))
    const late = await refresh(held.refresh_token, {}, later(29))
    for (const { status, body } of [...answers, late]) {
      expect(status).toBe(200)
      expect(await isLive(body.access_token, later(30))).toBe(true)
      expect((await refresh(String(body.refresh_token), {}, later(31))).status).toBe(200)
    }
    expect(await actions()).not.toContain('grant.reuse_detected')
  })

  test('is for the client that has it, with its secret, for ninety days', async () => {
    const other = await createSalesloftWidget()
    const byOther = { client_id: other.clientId, client_secret: other.clientSecret }
    expect(await errorOf(refresh(held.refresh_token, byOther))).toBe('invalid_grant')
    expect(await errorOf(refresh(held.refresh_token, { client_secret: '' }))).toBe('invalid_client')
    expect(await errorOf(refresh(held.access_token))).toBe('invalid_grant')
    expect(await errorOf(refresh(held.refresh_token, {}, later(90 * 86_400)))).toBe('invalid_grant')
    expect((await refresh(held.refresh_token, {}, later(90 * 86_400 - 1))).status).toBe(200)
  })

  test('may ask for less and later again for all, never for more', async () => {
    const less = await refresh(held.refresh_token, { scope: 'profile' })
    expect(less.body.scope).toBe('profile')
    expect((await readAccessToken(String(less.body.access_token), now))?.scopes).toEqual(['profile'])
    const all = await refresh(String(less.body.refresh_token))
    expect(all.body.scope).toBe('profile people:read')
    const more = refresh(String(all.body.refresh_token), { scope: 'profile launches:write' })
    expect(await errorOf(more)).toBe('invalid_scope')
    // The refused request used nothing up.
    expect((await refresh(String(all.body.refresh_token), {}, later(3600))).status).toBe(200)
  })

  test('is refused for a removed member, and while the widget is suspended without spending the token', async () => {
    await suspendWidget(await createReviewer(), { widgetId: enabling.widgetId, reason: 'Complaints' })
    expect(await errorOf(refresh(held.refresh_token))).toBe('invalid_grant')
    expect(await isLive(held.access_token)).toBe(false)
    await db().widget.update({ where: { id: enabling.widgetId }, data: { suspendedAt: null } })
    const { status, body } = await refresh(held.refresh_token)
    expect(status).toBe(200)
    await db().user.update({ where: { id: enabling.team.agent.userId }, data: { role: 'admin' } })
    await removeMember({ ...enabling.team.agent, role: 'admin' }, { userId: admin().userId }, now)
    expect(await isLive(body.access_token)).toBe(false)
    expect(await errorOf(refresh(String(body.refresh_token)))).toBe('invalid_grant')
  })
})

describe('connecting again', () => {
  test('makes the next secret active, and ends the one before with what its partner had', async () => {
    const first = await connectPartner(enabling, admin(), { now })
    const second = await connectPartner(enabling, admin(), { now })
    expect(second.secret).not.toBe(first.secret)
    expect(await secrets()).toEqual([second.secret])
    expect(await isLive(first.access_token)).toBe(false)
    expect(await isLive(second.access_token)).toBe(true)
    const versions = await db().installationSecret.findMany({
      where: { installation: { widgetId: enabling.widgetId } },
      orderBy: { version: 'asc' },
      select: { version: true, state: true },
    })
    expect(versions).toEqual([
      { version: 1, state: 'revoked' },
      { version: 2, state: 'active' },
    ])
  })

  test('that was begun and not finished leaves the first connection as it is', async () => {
    const held = await connectPartner(enabling, admin(), { now })
    await startConnection(admin(), { widgetId: enabling.widgetId }, later(60))
    expect(await state()).toMatchObject({ connectedAt: now, enablingAt: later(60) })
    expect(await secrets()).toEqual([held.secret])
  })
})
