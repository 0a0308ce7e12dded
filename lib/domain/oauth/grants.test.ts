import { beforeEach, describe, expect, test } from 'vitest'
import { changeRole, removeMember, setInstallGrant } from '@/lib/domain/accounts/members'
import { switchPlacement } from '@/lib/domain/installations/installations'
import { startConnection } from '@/lib/domain/installations/start-connection'
import { uninstallWidget } from '@/lib/domain/installations/state'
import { newLaunchToken, readAccessToken, requireOwnWidget } from '@/lib/domain/oauth/access-tokens'
import { answerAuthorization } from '@/lib/domain/oauth/authorize'
import { listGrants, revokeGrant } from '@/lib/domain/oauth/grants'
import { answerRevocation } from '@/lib/domain/oauth/revoke'
import { answerTokenRequest } from '@/lib/domain/oauth/token'
import { pruneOAuth } from '@/lib/domain/platform/retention'
import { answerTesting } from '@/lib/domain/review/team-testing'
import { openForSigning } from '@/lib/domain/secrets/openers'
import { getClientSetup, renewClientSecret } from '@/lib/domain/widgets/oauth-client'
import { db } from '@/lib/server/db'
import {
  authorizationQuery,
  connectPartner,
  createEnabling,
  createSalesloftWidget,
  type Held,
  salesloftFields,
} from '@/test/enabled-salesloft'
import { createTeam, testedWidget } from '@/test/factories'
import { codeOf } from '@/test/refusals'

const now = new Date('2026-11-25T12:00:00Z')
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000)

let enabling: Awaited<ReturnType<typeof createEnabling>>
let held: Held
beforeEach(async () => {
  enabling = await createEnabling(now)
  held = await connectPartner(enabling, enabling.team.admin, { scope: 'profile people:read', now })
})

const isLive = async (token: string, at = now) => (await readAccessToken(token, at)) !== undefined
const liveSecrets = async () => {
  const { id } = await db().installation.findFirstOrThrow({ where: { widgetId: enabling.widgetId } })
  return openForSigning(db(), { kind: 'installation', ownerId: id }, now)
}
const revoke = (token: string, client: { clientId: string; clientSecret: string } = enabling) =>
  answerRevocation({ client_id: client.clientId, client_secret: client.clientSecret, token }, now)

describe('an access token', () => {
  test('acts as its member as they are now, until it ends', async () => {
    const { team } = enabling
    expect(await isLive(held.access_token, later(3599))).toBe(true)
    expect(await isLive(held.access_token, later(3600))).toBe(false)
    await changeRole(team.admin, { userId: team.agent.userId, role: 'admin' }, now)
    await changeRole(team.admin, { userId: team.admin.userId, role: 'agent' }, now)
    expect((await readAccessToken(held.access_token, now))?.actor).toMatchObject({
      kind: 'team',
      role: 'agent',
    })
    await removeMember({ ...team.agent, role: 'admin' }, { userId: team.admin.userId }, now)
    expect(await isLive(held.access_token)).toBe(false)
  })

  test('is nobody’s with any part changed, nor is a refresh token one', async () => {
    const wrong = ['', 'fga_', held.refresh_token, held.access_token.slice(0, -1), `${held.access_token}a`]
    for (const token of [...wrong, held.access_token.replace('fga_', 'fgr_')])
      expect(await isLive(token)).toBe(false)
  })

  test('tells when it was last used, once a minute', async () => {
    const [before] = await listGrants(enabling.team.admin, enabling)
    expect(before?.lastUsedAt).toBeNull()
    for (const seconds of [10, 40]) await readAccessToken(held.access_token, later(seconds))
    const [once] = await listGrants(enabling.team.admin, enabling)
    expect(once?.lastUsedAt).toEqual(later(10))
    await readAccessToken(held.access_token, later(90))
    const [again] = await listGrants(enabling.team.admin, enabling)
    expect(again?.lastUsedAt).toEqual(later(90))
  })

  test('is nobody’s once the team’s test of a draft has ended', async () => {
    const { owner } = enabling
    const { admin } = await createTeam()
    const { name: _, ...fields } = salesloftFields
    const tested = await testedWidget(owner, admin, fields)
    const { clientId = '', clientSecret = '', widgetId } = tested
    const { access_token, refresh_token } = await connectPartner(
      { ...enabling, widgetId, clientId, clientSecret },
      admin,
      { now },
    )
    expect(await isLive(access_token)).toBe(true)
    await answerTesting(admin, { widgetId, accept: false }, now)
    expect(await isLive(access_token)).toBe(false)
    const form = {
      grant_type: 'refresh_token',
      client_id: clientId,
      client_secret: clientSecret,
      refresh_token,
    }
    expect((await answerTokenRequest(form, now)).body.error).toBe('invalid_grant')
  })

  test('makes launches of its own widget alone', async () => {
    expect(await codeOf(() => requireOwnWidget({ widgetId: 'wgt_1' }, 'wgt_2'))).toBe('not_found')
    requireOwnWidget({ widgetId: 'wgt_1' }, 'wgt_1')
    requireOwnWidget(undefined, 'wgt_2')
  })
})

describe('a grant', () => {
  test('says who agreed to what, to the team’s members alone', async () => {
    const { team } = enabling
    const grants = await listGrants(team.agent, enabling)
    expect(grants).toMatchObject([
      { scopes: ['profile', 'people:read'], by: team.admin.name, createdAt: now, revokedAt: null },
    ])
    expect(await listGrants((await createTeam()).admin, enabling)).toEqual([])
  })

  test('revoked by an admin, ends its tokens and keeps the connection', async () => {
    const { team, widgetId } = enabling
    const [grant] = await listGrants(team.admin, { widgetId })
    const input = { widgetId, grantId: grant?.id ?? '' }
    expect(await codeOf(revokeGrant(team.agent, input, now))).toBe('forbidden')
    const trusted = { ...team.agent, mayInstall: true }
    expect(await codeOf(revokeGrant(trusted, input, now))).toBe('forbidden')
    expect(await codeOf(revokeGrant((await createTeam()).admin, input, now))).toBe('not_found')
    expect(await codeOf(revokeGrant(team.admin, { widgetId, grantId: 'gra_unknown' }, now))).toBe('not_found')
    await revokeGrant(team.admin, input, now)
    await revokeGrant(team.admin, input, now)
    expect(await isLive(held.access_token)).toBe(false)
    expect((await liveSecrets()).map(({ secret }) => secret)).toEqual([held.secret])
    const events = await db().auditEvent.count({ where: { teamId: team.teamId, action: 'grant.revoked' } })
    expect(events).toBe(1)
  })

  test('ends with the widget’s uninstalling, and so do secret and switches', async () => {
    const { team, widgetId } = enabling
    await switchPlacement(team.admin, { widgetId, placement: 'person', enabled: true }, now)
    await uninstallWidget(team.admin, { widgetId }, now)
    expect(await isLive(held.access_token)).toBe(false)
    expect(await liveSecrets()).toEqual([])
    expect(await db().placementSwitch.count({ where: { widgetId, enabled: true } })).toBe(0)
  })
})

describe('a revocation by the partner', () => {
  test('of an access token ends it, of a refresh token the grant', async () => {
    expect(await revoke(held.access_token)).toEqual({ status: 200, body: {} })
    expect(await isLive(held.access_token)).toBe(false)
    expect((await listGrants(enabling.team.admin, enabling))[0]?.revokedAt).toBeNull()
    expect(await revoke(held.refresh_token)).toEqual({ status: 200, body: {} })
    expect((await listGrants(enabling.team.admin, enabling))[0]?.revokedAt).toEqual(now)
    expect(await revoke(held.refresh_token)).toEqual({ status: 200, body: {} })
  })

  test('answers alike for what is unknown or another client’s, and does nothing', async () => {
    const other = await createSalesloftWidget()
    expect(await revoke('unknown')).toEqual({ status: 200, body: {} })
    expect(await revoke(held.access_token, other)).toEqual({ status: 200, body: {} })
    expect(await revoke(held.refresh_token, other)).toEqual({ status: 200, body: {} })
    expect(await isLive(held.access_token)).toBe(true)
  })

  test('needs the client’s secret and a token', async () => {
    const wrong = await revoke(held.access_token, { ...enabling, clientSecret: 'x' })
    expect(wrong).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    expect(await revoke('')).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
  })
})

describe('a switch of a salesloft widget', () => {
  test('waits for its connection; off is always possible', async () => {
    const begun = await createEnabling(now)
    const { admin } = begun.team
    const on = { widgetId: begun.widgetId, placement: 'person' as const, enabled: true }
    expect(await codeOf(switchPlacement(admin, on, now))).toBe('not_connected')
    await connectPartner(begun, admin, { now })
    expect((await switchPlacement(admin, on, now)).changed).toBe(true)
    await uninstallWidget(admin, { widgetId: begun.widgetId }, now)
    expect(await codeOf(switchPlacement(admin, on, now))).toBe('not_connected')
    expect((await switchPlacement(admin, { ...on, enabled: false }, now)).changed).toBe(false)
  })
})

describe('the grant to install', () => {
  test('is given to an agent and taken back by an admin, with one event each', async () => {
    const { admin, agent, teamId } = enabling.team
    const set = (mayInstall: boolean, userId = agent.userId, actor = admin) =>
      setInstallGrant(actor, { userId, mayInstall }, now)
    await set(true)
    await set(true)
    expect(await db().user.findUnique({ where: { id: agent.userId } })).toMatchObject({ mayInstall: true })
    await set(false)
    const events = await db().auditEvent.findMany({
      where: { teamId, action: { startsWith: 'member.install' } },
    })
    expect(events.map(({ action }) => action).sort()).toEqual([
      'member.install_granted',
      'member.install_withdrawn',
    ])
    expect(await codeOf(set(true, admin.userId))).toBe('wrong_state')
    expect(await codeOf(set(true, agent.userId, agent))).toBe('forbidden')
    expect(await codeOf(set(true, agent.userId, (await createTeam()).admin))).toBe('not_found')
    await set(true)
    await changeRole(admin, { userId: agent.userId, role: 'admin' }, now)
    expect(await db().user.findUnique({ where: { id: agent.userId } })).toMatchObject({ mayInstall: false })
  })
})

describe('the client of a widget', () => {
  test('is its own partner’s, whose developers renew its secret and whose QA does not', async () => {
    const { owner, qa, widgetId, clientId, clientSecret } = enabling
    const stranger = await createSalesloftWidget()
    expect(await getClientSetup(qa, { widgetId })).toMatchObject({ id: clientId, renewedAt: null })
    expect(JSON.stringify(await getClientSetup(owner, { widgetId }))).not.toContain(clientSecret)
    expect(await codeOf(getClientSetup(stranger.owner, { widgetId }))).toBe('not_found')
    expect(await codeOf(renewClientSecret(stranger.owner, { widgetId }, now))).toBe('not_found')
    expect(await codeOf(renewClientSecret(qa, { widgetId }, now))).toBe('forbidden')
    const renewed = await renewClientSecret(owner, { widgetId }, now)
    expect(renewed).toEqual({ clientId, clientSecret: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(renewed.clientSecret).not.toBe(clientSecret)
    expect(await getClientSetup(owner, { widgetId })).toMatchObject({ renewedAt: now })
  })
})

test('a code that was never exchanged is told on the set-up page, until another one is', async () => {
  const { widgetId, owner } = enabling
  const lost = async (at: Date) => (await getClientSetup(owner, { widgetId }, at)).lostCallbackAt
  expect(await lost(later(0))).toBeNull()
  const query = authorizationQuery(enabling.clientId).toString()
  await startConnection(enabling.team.admin, { widgetId }, later(90))
  await answerAuthorization(enabling.team.admin, { query, allow: true }, later(100))
  expect(await lost(later(159))).toBeNull()
  expect(await lost(later(160))).toEqual(later(100))
  await connectPartner(enabling, enabling.team.admin, { now: later(200) })
  expect(await lost(later(300))).toBeNull()
})

test('codes and tokens that ended are forgotten, and what tells of a reuse is kept while it matters', async () => {
  const count = async () => [await db().oAuthCode.count(), await db().accessToken.count()]
  const { widgetId, team } = enabling
  const { teamId, userId } = team.agent
  const { row: data } = newLaunchToken(
    { teamId, userId, widgetId, locationId: 'loc_2', placement: 'person', recordId: null },
    now,
  )
  await db().accessToken.create({ data })
  const [codes = 0, tokens = 0] = await count()
  await pruneOAuth(later(86_000))
  expect(await count()).toEqual([codes, tokens])
  await pruneOAuth(later(2 * 86_400))
  expect((await count())[0]).toBe(0)
  expect(await db().accessToken.count({ where: { locationId: 'loc_2' } })).toBe(0)
  expect(await db().accessToken.count({ where: { widgetId } })).toBeGreaterThan(0)
  await pruneOAuth(later(92 * 86_400))
  expect(await db().accessToken.count()).toBe(0)
  expect(await db().oAuthGrant.count({ where: { installation: { widgetId } } })).toBe(1)
})
