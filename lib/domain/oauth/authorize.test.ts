import { beforeEach, describe, expect, test } from 'vitest'
import { setInstallGrant } from '@/lib/domain/accounts/members'
import { startConnection } from '@/lib/domain/installations/start-connection'
import { uninstallWidget } from '@/lib/domain/installations/state'
import { answerAuthorization, getConsent, startAuthorization } from '@/lib/domain/oauth/authorize'
import { suspendWidget } from '@/lib/domain/review/approvals'
import { setStopped } from '@/lib/domain/review/submissions'
import { answerTesting, requestTesting } from '@/lib/domain/review/team-testing'
import { updateWidget } from '@/lib/domain/widgets/widgets'
import { db } from '@/lib/server/db'
import { env } from '@/lib/server/env'
import {
  authorizationQuery,
  createEnabling,
  createProof,
  createSalesloftWidget,
  redirectUri,
} from '@/test/enabled-salesloft'
import { createReviewer, createTeam, testedWidget, widgetChange } from '@/test/factories'
import { codeOf } from '@/test/refusals'

const now = new Date('2026-11-25T12:00:00Z')

let enabling: Awaited<ReturnType<typeof createEnabling>>
beforeEach(async () => {
  enabling = await createEnabling(now)
})

const start = (changes: Record<string, string | undefined> = {}) =>
  startAuthorization(authorizationQuery(enabling.clientId, changes))
const answer = (allow = true, changes = {}, actor = enabling.team.admin) =>
  answerAuthorization(actor, { query: authorizationQuery(enabling.clientId, changes).toString(), allow }, now)

describe('an authorization request', () => {
  test('goes to the consent page with all that it carries', async () => {
    const { parameters } = createProof()
    const { next, url } = await start(parameters)
    expect(next).toBe('consent')
    expect(url).toBe(
      `${env().PORTAL_ORIGIN}/oauth/consent?${authorizationQuery(enabling.clientId, parameters)}`,
    )
  })

  test('goes nowhere by a redirect_uri that differs in any character', async () => {
    for (let index = 0; index < redirectUri.length; index += 1) {
      const flipped = redirectUri[index] === 'x' ? 'y' : 'x'
      const changed = redirectUri.slice(0, index) + flipped + redirectUri.slice(index + 1)
      expect(await codeOf(start({ redirect_uri: changed }))).toBe('redirect_uri_mismatch')
    }
    const others = [
      undefined,
      '',
      `${redirectUri}/`,
      `${redirectUri}?a=b`,
      `${redirectUri}#`,
      `${redirectUri} `,
      redirectUri.slice(0, -1),
      redirectUri.toUpperCase(),
      redirectUri.replace('https', 'http'),
      redirectUri.replace('partner.example', 'partner.example:443'),
      redirectUri.replace('partner.example', 'user@partner.example'),
      redirectUri.replace('/oauth', '/%6fauth'),
      redirectUri.replace('/callback', '/x/../callback'),
      'javascript:alert(1)',
    ]
    for (const other of others)
      expect(await codeOf(start({ redirect_uri: other }))).toBe('redirect_uri_mismatch')
  })

  test('goes nowhere twice over, for an unknown client, or by a draft that nobody tests', async () => {
    const doubled = authorizationQuery(enabling.clientId)
    doubled.append('redirect_uri', redirectUri)
    expect(await codeOf(startAuthorization(doubled))).toBe('redirect_uri_mismatch')
    const twice = authorizationQuery(enabling.clientId)
    twice.append('client_id', enabling.clientId)
    expect(await codeOf(startAuthorization(twice))).toBe('oauth_client_unknown')
    for (const client of ['', 'cli_unknown', enabling.clientId.toLowerCase(), enabling.widgetId])
      expect(await codeOf(startAuthorization(authorizationQuery(client)))).toBe('oauth_client_unknown')
    await db().widget.update({
      where: { id: enabling.widgetId },
      data: { workingVersionId: null, servingVersionId: null },
    })
    expect(await codeOf(start())).toBe('oauth_client_unknown')
  })

  test.each([
    ['invalid_request', { response_type: undefined }],
    ['unsupported_response_type', { response_type: 'token' }],
    ['unsupported_response_type', { response_type: 'code token' }],
    ['invalid_scope', { scope: 'people:read everything' }],
    ['invalid_scope', { scope: 'PROFILE' }],
    ['invalid_scope', { scope: 'toString' }],
    ['invalid_request', { response_mode: 'fragment' }],
    ['request_not_supported', { request: 'eyJ' }],
    ['request_uri_not_supported', { request_uri: 'https://partner.example/request' }],
    ['invalid_request', { code_challenge: 'a'.repeat(43), code_challenge_method: 'plain' }],
    ['invalid_request', { code_challenge: 'a'.repeat(43) }],
    ['invalid_request', { code_challenge_method: 'S256' }],
    ['invalid_request', { code_challenge: 'a'.repeat(42), code_challenge_method: 'S256' }],
    ['invalid_request', { code_challenge: `${'a'.repeat(42)}=`, code_challenge_method: 'S256' }],
    ['invalid_request', { code_challenge: 'a'.repeat(43), code_challenge_method: 's256' }],
  ])('that has a mistake tells its client %s, with state and issuer: %j', async (error, changes) => {
    const { next, url } = await start(changes)
    expect(next).toBe('client')
    expect(url).toBe(
      `${redirectUri}?error=${error}&state=state-1&iss=${encodeURIComponent(env().PORTAL_ORIGIN)}`,
    )
  })

  test('that doubles a parameter or has a state that is none is refused without it', async () => {
    const doubled = authorizationQuery(enabling.clientId)
    doubled.append('scope', 'profile')
    expect((await startAuthorization(doubled)).url).toContain('error=invalid_request')
    const { url } = await start({ state: 'ü' })
    expect(new URL(url).searchParams.get('error')).toBe('invalid_request')
    expect(new URL(url).searchParams.has('state')).toBe(false)
    expect((await start({ state: undefined })).next).toBe('consent')
  })
})

describe('the consent', () => {
  test('names partner, widget and scopes, the least where none is asked for', async () => {
    const query = authorizationQuery(enabling.clientId)
    expect(await getConsent(enabling.team.admin, query, now)).toMatchObject({
      name: 'Call coach',
      scopes: ['profile', 'people:read'],
      clientOrigin: 'https://partner.example',
      placements: ['person', 'full_page'],
      connectedAt: null,
    })
    const least = await getConsent(
      enabling.team.admin,
      authorizationQuery(enabling.clientId, { scope: undefined }),
      now,
    )
    expect(least.scopes).toEqual(['profile'])
  })

  test('gives a code that is kept as a hash, and keeps the query of the client’s address', async () => {
    const other = 'https://partner.example/oauth/other?tenant=1'
    const { url } = await answer(true, { redirect_uri: other })
    expect(url.startsWith(`${other}&code=`)).toBe(true)
    const query = new URL(url).searchParams
    expect(query.get('state')).toBe('state-1')
    expect(query.get('iss')).toBe(env().PORTAL_ORIGIN)
    expect(query.get('code')).toMatch(/^[A-Za-z0-9_-]{43}$/)
    const [row] = await db().oAuthCode.findMany({ where: { clientId: enabling.clientId } })
    expect(row?.codeHash).toMatch(/^[0-9a-f]{64}$/)
    expect(row?.expiresAt).toEqual(new Date(now.getTime() + 60_000))
  })

  test('allows what the page showed, and not what changed since', async () => {
    const query = authorizationQuery(enabling.clientId)
    const { contentHash } = await getConsent(enabling.team.admin, query, now)
    const allowShown = (seen: string) =>
      answerAuthorization(
        enabling.team.admin,
        { query: query.toString(), allow: true, contentHash: seen },
        now,
      )
    expect(await codeOf(allowShown('0'.repeat(64)))).toBe('changed_since_read')
    expect((await allowShown(contentHash)).url).toContain('code=')
  })

  test('is given within an hour of pressing Connect', async () => {
    const later = (seconds: number) => new Date(now.getTime() + seconds * 1000)
    const query = authorizationQuery(enabling.clientId)
    const ask = (at: Date) => getConsent(enabling.team.admin, query, at)
    expect((await ask(later(3599))).name).toBe('Call coach')
    expect(await codeOf(ask(later(3600)))).toBe('wrong_state')
    const late = { query: query.toString(), allow: true }
    expect(await codeOf(answerAuthorization(enabling.team.admin, late, later(60 * 24 * 3600)))).toBe(
      'wrong_state',
    )
  })

  test('denied, tells access_denied and keeps nothing', async () => {
    const { url } = await answer(false)
    expect(url).toBe(
      `${redirectUri}?error=access_denied&state=state-1&iss=${encodeURIComponent(env().PORTAL_ORIGIN)}`,
    )
    expect(await db().oAuthCode.count({ where: { clientId: enabling.clientId } })).toBe(0)
  })

  test('checks again what the page was opened with', async () => {
    expect(await codeOf(answer(true, { redirect_uri: 'https://evil.example/' }))).toBe(
      'redirect_uri_mismatch',
    )
    expect(await codeOf(answer(false, { redirect_uri: 'https://evil.example/' }))).toBe(
      'redirect_uri_mismatch',
    )
    expect(await codeOf(answer(true, { code_challenge: 'a'.repeat(43) }))).toBe('malformed_request')
    expect(await codeOf(answer(true, { scope: 'everything' }))).toBe('malformed_request')
  })

  test('is an admin’s or a trusted agent’s, from their next request on', async () => {
    const { admin, agent } = enabling.team
    expect(await codeOf(answer(true, {}, agent))).toBe('forbidden')
    await setInstallGrant(admin, { userId: agent.userId, mayInstall: true }, now)
    expect((await answer(true, {}, { ...agent, mayInstall: true })).url).toContain('code=')
    for (const actor of [enabling.owner, await createReviewer()])
      expect(await codeOf(getConsent(actor, authorizationQuery(enabling.clientId)))).toBe('forbidden')
    expect(await codeOf(getConsent({ kind: 'anonymous' }, authorizationQuery(enabling.clientId)))).toBe(
      'unauthenticated',
    )
  })

  test('is for a team that has begun, and no more once it uninstalled', async () => {
    const other = await createTeam()
    expect(await codeOf(answer(true, {}, other.admin))).toBe('wrong_state')
    await uninstallWidget(enabling.team.admin, { widgetId: enabling.widgetId }, now)
    expect(await codeOf(answer())).toBe('wrong_state')
    await startConnection(enabling.team.admin, { widgetId: enabling.widgetId }, now)
    expect((await answer()).url).toContain('code=')
  })

  test('is refused for a widget that is suspended or stopped', async () => {
    await setStopped(enabling.owner, { widgetId: enabling.widgetId, stop: true, reason: 'Trouble' })
    expect(await codeOf(answer())).toBe('widget_stopped')
    await suspendWidget(await createReviewer(), { widgetId: enabling.widgetId, reason: 'Complaints' })
    expect(await codeOf(answer())).toBe('widget_suspended')
  })

  test('takes the redirect URIs of the version that opens for the team alone', async () => {
    const { owner, widgetId, clientId, team } = enabling
    const tested = await createTeam()
    const draft = 'https://partner.example/oauth/next'
    await updateWidget(owner, await widgetChange(owner, widgetId, { redirectUris: draft }))
    const query = (redirect_uri: string) => authorizationQuery(clientId, { redirect_uri })
    expect(await codeOf(startAuthorization(query(draft)))).toBe('redirect_uri_mismatch')
    await requestTesting(owner, { widgetId, teamId: tested.teamId })
    await answerTesting(tested.admin, { widgetId, accept: true })
    expect((await startAuthorization(query(draft))).next).toBe('consent')
    expect(await codeOf(getConsent(team.admin, query(draft), now))).toBe('redirect_uri_mismatch')
    await startConnection(tested.admin, { widgetId }, now)
    expect((await getConsent(tested.admin, query(draft), now)).name).toBe('Call coach')
    expect(await codeOf(getConsent(tested.admin, query(redirectUri), now))).toBe('redirect_uri_mismatch')
  })
})

describe('enabling', () => {
  test('leads to the partner with a return_to to this portal, and says when it was begun', async () => {
    const { team, widgetId } = enabling
    const { url } = await startConnection(team.admin, { widgetId, placement: 'person' }, now)
    const returnTo = `${env().PORTAL_ORIGIN}/settings/integration-widgets/${widgetId}?from=partner&placement=person`
    expect(url).toBe(`https://partner.example/oauth/start?plan=pro&return_to=${encodeURIComponent(returnTo)}`)
    expect(await db().installation.findFirst({ where: { widgetId, teamId: team.teamId } })).toMatchObject({
      enablingAt: now,
      connectedAt: null,
    })
  })

  test('is refused to an agent, for another protocol, a slot that is not offered, and another team’s draft', async () => {
    const { team, widgetId, owner } = enabling
    expect(await codeOf(startConnection(team.agent, { widgetId }, now))).toBe('forbidden')
    expect(await codeOf(startConnection(team.admin, { widgetId, placement: 'company' }, now))).toBe(
      'wrong_state',
    )
    const other = await testedWidget(owner, (await createTeam()).admin)
    expect(await codeOf(startConnection(team.admin, { widgetId: other.widgetId }, now))).toBe('not_found')
    const plain = await testedWidget(owner, team.admin)
    expect(await codeOf(startConnection(team.admin, { widgetId: plain.widgetId }, now))).toBe('wrong_state')
    const unknown = await createSalesloftWidget()
    await suspendWidget(await createReviewer(), { widgetId: unknown.widgetId, reason: 'Complaints' })
    expect(await codeOf(startConnection(team.admin, { widgetId: unknown.widgetId }, now))).toBe(
      'widget_suspended',
    )
  })
})
