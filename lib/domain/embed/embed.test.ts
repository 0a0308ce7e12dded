import { describe, expect, test } from 'vitest'
import type { TeamActor } from '@/lib/auth/permissions'
import { createApiKey, readApiKey, revokeApiKey } from '@/lib/domain/accounts/api-keys'
import { removeMember } from '@/lib/domain/accounts/members'
import { listAuditEvents } from '@/lib/domain/audit/events'
import { createEmbedSessionBody, embedForm } from '@/lib/domain/embed/embed.schema'
import {
  findEmbed,
  getEmbed,
  readEmbedOrigins,
  readOriginsForPortal,
  saveEmbed,
} from '@/lib/domain/embed/embeds'
import { requireEmbedOrigins } from '@/lib/domain/embed/origins'
import {
  createEmbedSession,
  createTestSession,
  listEmbedSessions,
  readEmbedToken,
  revokeEmbedSession,
} from '@/lib/domain/embed/sessions'
import { pruneEmbedSessions } from '@/lib/domain/platform/retention'
import { AppError } from '@/lib/errors'
import { db } from '@/lib/server/db'
import { env } from '@/lib/server/env'
import { createPartner, createTeam } from '@/test/factories'
import { codeOf, refusalOf, settleAll } from '@/test/refusals'
import { withEnv } from '@/test/settings'

const crm = 'https://crm.example.com'
const start = new Date('2026-11-25T09:00:00Z')
const inSeconds = (seconds: number) => new Date(start.getTime() + seconds * 1000)
const rob = { id: 'user-204', email: 'Rob.Ito@crm.example', name: 'Rob Ito' }

const sessionOf = (
  admin: TeamActor,
  input: { user?: object; expiresInSeconds?: number } = {},
  apiKeyId?: string,
) => createEmbedSession(admin, createEmbedSessionBody.parse({ user: rob, ...input }), apiKeyId, start)

/** A team whose CRM may embed. */
async function embeddingTeam(origins = [crm]) {
  const team = await createTeam()
  const embed = await saveEmbed(team.admin, { origins }, start)
  return { ...team, embed }
}

const eventsOf = async (admin: TeamActor) =>
  (await listAuditEvents(admin, {})).events
    .map(({ action }) => action)
    .filter((action) => action.startsWith('embed.'))

describe('the origins of an embed', () => {
  test.each([
    ['https://crm.example.com/', 'Write the origin only, in lower case: https://crm.example.com.'],
    ['https://crm.example.com/app', 'Write the origin only, in lower case: https://crm.example.com.'],
    ['https://CRM.example.com', 'Write the origin only, in lower case: https://crm.example.com.'],
    ['https://crm.example.com:443', 'Write the origin only, in lower case: https://crm.example.com.'],
    ['https://crm.example.com?x=1', 'Write the origin only, in lower case: https://crm.example.com.'],
    ['https://*.example.com', 'Write each origin in full, without wildcards.'],
    ['https://u:p@crm.example.com', 'Remove the user name and password.'],
    ['https://crm.example.com.', 'Remove the dot at the end of the host: write crm.example.com.'],
    ["https://crm.example.com;script-src'", 'Use only letters, digits, dots and hyphens in the host.'],
    ['https://[::1]', 'Use only letters, digits, dots and hyphens in the host.'],
    ['http://crm.example.com', 'Use https://.'],
    ['http://127.0.0.1:8080', 'Use https://.'],
    ['http://localhost:3000', 'Use https://.'],
    ['null', 'Write an origin such as'],
    ['javascript:alert(1)', 'Write an origin such as'],
    ['//crm.example.com', 'Write an origin such as'],
    ['https://crm.example.com\nx', 'Write an origin such as'],
    ['https://сrm.example.com', 'Write an origin such as'],
    ['https://', 'Write an origin such as'],
  ])('are refused as %j, with the fix', async (text, fix) => {
    const refused = await withEnv({ ALLOW_LOOPBACK_WIDGETS: '0' }, () =>
      refusalOf(() => requireEmbedOrigins([crm, text])),
    )
    expect(refused).toBeInstanceOf(AppError)
    expect((refused as AppError).fields?.origins?.[0]).toContain(`${text}: ${fix}`)
  })

  test('are kept as they are written, each once, with their ports', () => {
    const origins = [crm, 'https://crm.example.com:8443', 'https://intranet', 'https://10.0.0.5']
    expect(requireEmbedOrigins([...origins, crm])).toEqual(origins)
  })

  test('may be on a developer’s own machine where the operator allows it, but never the portal', async () => {
    await withEnv({ ALLOW_LOOPBACK_WIDGETS: '1', PORTAL_ORIGIN: 'http://localhost:3000' }, async () => {
      const local = ['http://127.0.0.1:8080', 'http://localhost:8080']
      expect(requireEmbedOrigins(local)).toEqual(local)
      expect(await codeOf(() => requireEmbedOrigins(['http://crm.example.com']))).toBe('invalid_input')
      expect(await codeOf(() => requireEmbedOrigins(['http://localhost:3000']))).toBe('invalid_input')
    })
  })

  test('are typed one a line, ten at most, and none to turn embedding off', () => {
    const typed = (origins?: string) => embedForm.safeParse({ origins }).data?.origins
    expect(typed(` ${crm}\r\n\nhttps://b.example.com, https://c.example.com `)).toEqual([
      crm,
      'https://b.example.com',
      'https://c.example.com',
    ])
    expect(typed(undefined)).toEqual([])
    expect(
      typed(Array.from({ length: 10 }, (_, index) => `https://${index}.example`).join('\n')),
    ).toHaveLength(10)
    expect(
      typed(Array.from({ length: 11 }, (_, index) => `https://${index}.example`).join('\n')),
    ).toBeUndefined()
  })

  test('are set by admins only, for their own team, and each change is in the audit log once', async () => {
    const [{ admin, agent }, other, { owner }] = [
      await createTeam(),
      await createTeam(),
      await createPartner(),
    ]
    expect(await findEmbed(admin)).toBeNull()
    expect(await codeOf(getEmbed(admin))).toBe('not_found')
    expect(await codeOf(saveEmbed(agent, { origins: [crm] }))).toBe('forbidden')
    expect(await codeOf(saveEmbed(owner, { origins: [crm] }))).toBe('forbidden')
    expect(await codeOf(saveEmbed({ kind: 'anonymous' }, { origins: [crm] }))).toBe('unauthenticated')
    const embed = await saveEmbed(admin, { origins: [crm] })
    expect(await saveEmbed(admin, { origins: [crm] })).toEqual(embed)
    expect(await saveEmbed(admin, { origins: [] })).toEqual({ id: embed.id, origins: [] })
    expect(await getEmbed(admin)).toEqual({ id: embed.id, origins: [] })
    expect(await findEmbed(other.admin)).toBeNull()
    expect(await eventsOf(admin)).toEqual(['embed.updated', 'embed.created'])
  })

  test('that are saved first at the same time make one embed', async () => {
    const { admin } = await createTeam()
    const saves = await Promise.all(Array.from({ length: 8 }, () => saveEmbed(admin, { origins: [crm] })))
    expect(new Set(saves.map(({ id }) => id)).size).toBe(1)
    expect(await eventsOf(admin)).toEqual(['embed.created'])
  })

  test('are the portal’s own for an admin of the team on the test page, and for nobody else', async () => {
    const [{ admin, agent, embed }, other, { owner }] = [
      await embeddingTeam(),
      await embeddingTeam(),
      await createPartner(),
    ]
    expect(await readOriginsForPortal(admin, embed.id)).toEqual([env().PORTAL_ORIGIN])
    for (const actor of [agent, other.admin, owner, { kind: 'anonymous' } as const])
      expect(await readOriginsForPortal(actor, embed.id)).toEqual([crm])
    expect(await readOriginsForPortal(admin, 'emb_none')).toEqual([])
    await saveEmbed(admin, { origins: [] })
    expect(await readOriginsForPortal(admin, embed.id)).toEqual([])
  })

  test('are read by anybody who has the public id, and are none for an unknown one', async () => {
    const { embed } = await embeddingTeam()
    expect(await readEmbedOrigins(embed.id)).toEqual([crm])
    expect(await readEmbedOrigins('emb_none')).toEqual([])
  })
})

describe('a session', () => {
  test('names the user as the CRM does, and is nobody’s of this portal', async () => {
    const { admin, teamId, name, embed } = await embeddingTeam()
    const session = await sessionOf(admin)
    expect(session.expiresAt).toBe(inSeconds(900).toISOString())
    expect(await readEmbedToken(session.token, crm, start)).toEqual({
      kind: 'embedded',
      sessionId: session.id,
      embedId: embed.id,
      teamId,
      organisation: name,
      user: rob,
      member: null,
      startedById: admin.userId,
      origins: [crm],
      host: crm,
      expiresAt: inSeconds(900),
    })
  })

  test('of a member’s email is that member, in whatever case it is written, and ends when they are removed', async () => {
    const { admin, agent } = await embeddingTeam()
    const { token } = await sessionOf(admin, { user: { id: '7', email: agent.email.toUpperCase() } })
    const embedded = await readEmbedToken(token, crm, start)
    expect(embedded?.member).toMatchObject({ userId: agent.userId, role: 'agent' })
    await removeMember(admin, { userId: agent.userId })
    expect(await readEmbedToken(token, crm, start)).toBeUndefined()
  })

  test('of the email of another team’s member is not that member', async () => {
    const [{ admin }, other] = [await embeddingTeam(), await createTeam()]
    const { token } = await sessionOf(admin, { user: { id: '7', email: other.agent.email } })
    expect((await readEmbedToken(token, crm, start))?.member).toBeNull()
  })

  test('keeps its token as a hash only', async () => {
    const { admin } = await embeddingTeam()
    const { id, token } = await sessionOf(admin)
    const row = await db().embedSession.findUniqueOrThrow({ where: { id } })
    expect(JSON.stringify(row)).not.toContain(token.slice(-43))
    expect(JSON.stringify(await listEmbedSessions(admin, {}, start))).not.toContain(row.tokenHash)
  })

  test('ends after its time, which is an hour at most', async () => {
    const { admin } = await embeddingTeam()
    const { token } = await sessionOf(admin, { expiresInSeconds: 60 })
    expect(await readEmbedToken(token, crm, inSeconds(59.999))).toBeDefined()
    expect(await readEmbedToken(token, crm, inSeconds(60))).toBeUndefined()
    for (const expiresInSeconds of [59, 3601, 60.5, '60', null])
      expect(createEmbedSessionBody.safeParse({ user: rob, expiresInSeconds }).success).toBe(false)
  })

  test('works for an origin that the embed had then and still has', async () => {
    const { admin } = await embeddingTeam([crm, 'https://old.example.com'])
    const { token } = await sessionOf(admin)
    expect(await readEmbedToken(token, 'https://evil.example.com', start)).toBeUndefined()
    expect(await readEmbedToken(token, '', start)).toBeUndefined()
    expect(await readEmbedToken(token, 'https://old.example.com', start)).toBeDefined()
    await saveEmbed(admin, { origins: [crm, 'https://new.example.com'] })
    expect(await readEmbedToken(token, 'https://old.example.com', start)).toBeUndefined()
    expect(await readEmbedToken(token, 'https://new.example.com', start)).toBeUndefined()
    expect((await readEmbedToken(token, crm, start))?.origins).toEqual([crm])
  })

  test('is ended by an admin of the team only, once, and at the next request', async () => {
    const [{ admin, agent }, other] = [await embeddingTeam(), await embeddingTeam()]
    const { id: sessionId, token } = await sessionOf(admin)
    expect(await codeOf(revokeEmbedSession(agent, { sessionId }, start))).toBe('forbidden')
    expect(await codeOf(revokeEmbedSession(other.admin, { sessionId }, start))).toBe('not_found')
    expect(await codeOf(revokeEmbedSession(admin, { sessionId: 'ems_none' }, start))).toBe('not_found')
    expect(await readEmbedToken(token, crm, start)).toBeDefined()
    const all = Array.from({ length: 5 }, () => revokeEmbedSession(admin, { sessionId }, start))
    expect((await settleAll(all)).won).toBe(5)
    expect(await readEmbedToken(token, crm, start)).toBeUndefined()
    expect(await eventsOf(admin)).toEqual(['embed.session_revoked', 'embed.created'])
    expect((await listEmbedSessions(admin, {}, start)).sessions).toEqual([])
  })

  test('ends with the key that began it', async () => {
    const { admin } = await embeddingTeam()
    const { apiKeyId, key } = await createApiKey(admin, { name: 'CRM' })
    const caller = await readApiKey(key)
    const { token } = await sessionOf(caller?.actor as TeamActor, {}, apiKeyId)
    expect((await readEmbedToken(token, crm, start))?.startedById).toBe(admin.userId)
    expect((await listEmbedSessions(admin, {}, start)).sessions).toHaveLength(1)
    await revokeApiKey(admin, { apiKeyId })
    expect(await readEmbedToken(token, crm, start)).toBeUndefined()
    expect((await listEmbedSessions(admin, {}, start)).sessions).toEqual([])
  })

  test('begins only where some origin may embed, and only for admins', async () => {
    const [none, off, { agent }] = [await createTeam(), await embeddingTeam([]), await embeddingTeam()]
    expect(await codeOf(sessionOf(none.admin))).toBe('wrong_state')
    expect(await codeOf(sessionOf(off.admin))).toBe('wrong_state')
    expect(await codeOf(sessionOf(agent))).toBe('forbidden')
  })

  test('of the test page is the admin’s own, short, and works in no page but the portal’s', async () => {
    const { admin, agent, embed } = await embeddingTeam()
    const { token, expiresAt } = await createTestSession(admin, start)
    expect(expiresAt).toBe(inSeconds(300).toISOString())
    expect(await readEmbedToken(token, env().PORTAL_ORIGIN, start)).toMatchObject({
      embedId: embed.id,
      host: env().PORTAL_ORIGIN,
      user: { id: admin.userId, email: admin.email, name: admin.name },
      member: { userId: admin.userId },
    })
    expect(await readEmbedToken(token, crm, start)).toBeUndefined()
    const ofCrm = await sessionOf(admin)
    expect(await readEmbedToken(ofCrm.token, env().PORTAL_ORIGIN, start)).toBeUndefined()
    expect(await codeOf(createTestSession(agent, start))).toBe('forbidden')
    await saveEmbed(admin, { origins: [] })
    expect(await readEmbedToken(token, env().PORTAL_ORIGIN, start)).toBeUndefined()
    expect(await codeOf(createTestSession(admin, start))).toBe('wrong_state')
  })

  test('is looked for only in a token of the right shape', async () => {
    for (const token of ['', 'fg_embed_', `fg_embed_${'a'.repeat(44)}`, `fg_team_${'a'.repeat(43)}`, '\0'])
      expect(await readEmbedToken(token, crm, start)).toBeUndefined()
  })

  test('is forgotten a day after it expired', async () => {
    const { admin, embed } = await embeddingTeam()
    await sessionOf(admin)
    const left = () => db().embedSession.count({ where: { embedId: embed.id } })
    await pruneEmbedSessions(inSeconds(900 + 24 * 60 * 60))
    expect(await left()).toBe(1)
    await pruneEmbedSessions(inSeconds(900 + 24 * 60 * 60 + 1))
    expect(await left()).toBe(0)
  })

  test('is listed by pages, newest first, for its own team', async () => {
    const [{ admin }, other] = [await embeddingTeam(), await embeddingTeam()]
    const ids: string[] = []
    for (let index = 0; index < 52; index += 1) {
      const body = createEmbedSessionBody.parse({ user: { ...rob, id: `u-${index}` } })
      ids.unshift((await createEmbedSession(admin, body, null, inSeconds(index))).id)
    }
    const first = await listEmbedSessions(admin, {}, inSeconds(60))
    const rest = await listEmbedSessions(admin, { cursor: first.nextCursor }, inSeconds(60))
    expect([...first.sessions, ...rest.sessions].map(({ id }) => id)).toEqual(ids)
    expect(rest.nextCursor).toBeUndefined()
    expect((await listEmbedSessions(other.admin, {}, start)).sessions).toEqual([])
  })
})
