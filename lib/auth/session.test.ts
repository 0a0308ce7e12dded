import { randomUUID } from 'node:crypto'
import { encode } from 'next-auth/jwt'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { hashPassword } from '@/lib/auth/password'
import { findActor, readActor } from '@/lib/auth/read-actor'
import { decodeSession, encodeSession, sessionCookieName, sessionCookieOptions } from '@/lib/auth/session'
import { changeRole, createResetLink, removeMember } from '@/lib/domain/accounts/members'
import { changePassword } from '@/lib/domain/accounts/own-account'
import { resetPassword } from '@/lib/domain/accounts/password-reset'
import { db } from '@/lib/server/db'
import { env } from '@/lib/server/env'
import { tokenOf } from '@/test/accounts'
import { createPartner, createReviewer, createTeam } from '@/test/factories'
import { openSession } from '@/test/sessions'

afterEach(() => vi.resetModules())

const claims = { userId: randomUUID(), tokenVersion: 3, sessionId: 'ses_1' }

function forge(overrides: Partial<Parameters<typeof encode>[0]> = {}): Promise<string> {
  const token = { sub: claims.userId, tokenVersion: 3, sessionId: 'ses_1' }
  return encode({ token, secret: env().SESSION_SECRET, maxAge: 60, ...overrides })
}

describe('a session token', () => {
  test('says who it was made for, and nothing of it can be read', async () => {
    const token = await encodeSession(claims)
    expect(await decodeSession(token)).toEqual(claims)
    const parts = token.split('.').map((part) => Buffer.from(part, 'base64url').toString())
    expect(parts.join(' ')).not.toContain(claims.userId)
  })

  test('is believed from no other secret', async () => {
    expect(await decodeSession(await forge({ secret: 'x'.repeat(40) }))).toBeUndefined()
  })

  test('is not believed once it expired', async () => {
    expect(await decodeSession(await forge({ maxAge: -120 }))).toBeUndefined()
  })

  test('is not believed for another purpose', async () => {
    expect(await decodeSession(await forge({ salt: 'another cookie' }))).toBeUndefined()
  })

  test('is not believed with any part changed', async () => {
    const token = await encodeSession(claims)
    for (let index = 0; index < token.length; index += 9) {
      // The last character of a part has bits that mean nothing.
      if (token[index] === '.' || token[index + 1] === '.' || index + 1 === token.length) continue
      const flipped = token.slice(0, index) + (token[index] === 'A' ? 'B' : 'A') + token.slice(index + 1)
      const read = await decodeSession(flipped)
      expect(read).toBeUndefined()
    }
  })

  test.each([
    { token: { sub: claims.userId, sessionId: 'ses_1' } },
    { token: { sub: claims.userId, tokenVersion: 3 } },
    { token: { tokenVersion: 3, sessionId: 'ses_1' } },
    { token: { sub: claims.userId, tokenVersion: '3', sessionId: 'ses_1' } },
    { token: { sub: claims.userId, tokenVersion: 3, sessionId: 1 } },
    { token: {} },
  ])('is not believed without its claims: %j', async (overrides) => {
    expect(await decodeSession(await forge(overrides))).toBeUndefined()
  })

  test.each([
    undefined,
    '',
    'a.b.c',
    'null',
    // The signed but unencrypted and the unsigned form of a JSON web token.
    'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIiwidG9rZW5WZXJzaW9uIjoxfQ.',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIiwidG9rZW5WZXJzaW9uIjoxfQ.AAAA',
    `${'A'.repeat(10_000)}`,
  ])('is not believed when forged: %#', async (token) => {
    expect(await decodeSession(token)).toBeUndefined()
  })
})

describe('the session cookie', () => {
  test('is kept from scripts and from other sites', () => {
    expect(sessionCookieOptions()).toEqual({ httpOnly: true, sameSite: 'lax', secure: false, path: '/' })
    expect(sessionCookieName()).toBe('framegate.session')
  })

  test('is bound to host and TLS on an https portal', async () => {
    vi.resetModules()
    vi.stubEnv('PORTAL_ORIGIN', 'https://portal.example.com')
    const secure = await import('@/lib/auth/session')
    expect(secure.sessionCookieName()).toBe('__Host-framegate.session')
    expect(secure.sessionCookieOptions()).toMatchObject({ secure: true, path: '/' })
  })
})

describe('readActor', () => {
  test('is the member with role and organisation as the database has them', async () => {
    const [partner, team, reviewer] = [await createPartner(), await createTeam(), await createReviewer()]
    for (const member of [partner.owner, partner.qa, team.admin, team.agent, reviewer]) {
      expect(await readActor(await openSession(member.userId))).toEqual(member)
      expect(await findActor(member.userId)).toEqual(member)
    }
  })

  test('is nobody for claims of nobody', async () => {
    const { owner, qa } = await createPartner()
    const nobody = { kind: 'anonymous' }
    const own = await openSession(owner.userId)
    const forged = [
      undefined,
      { ...own, userId: randomUUID() },
      { ...own, userId: 'not-a-uuid' },
      { ...own, userId: qa.userId },
      { ...own, tokenVersion: 0 },
      { ...own, tokenVersion: 2 },
      { ...own, sessionId: 'ses_unknown' },
    ]
    for (const given of forged) expect(await readActor(given)).toEqual(nobody)
    expect(await findActor(randomUUID())).toEqual(nobody)
    expect(await findActor('not-a-uuid')).toEqual(nobody)
  })

  test('is nobody from the request after the member was removed', async () => {
    const { owner, developer } = await createPartner()
    const open = await openSession(developer.userId)
    await removeMember(owner, { userId: developer.userId })
    for (const claims of [open, { ...open, tokenVersion: 2 }, await openSession(developer.userId)])
      expect(await readActor(claims)).toEqual({ kind: 'anonymous' })
    expect(await findActor(developer.userId)).toEqual({ kind: 'anonymous' })
  })

  test('has a changed role from the next request on', async () => {
    const { admin, agent } = await createTeam()
    const open = await openSession(agent.userId)
    await changeRole(admin, { userId: agent.userId, role: 'admin' })
    expect(await readActor(open)).toMatchObject({ role: 'admin' })
  })

  test('ends every session when the password changes or is reset', async () => {
    const { owner, developer } = await createPartner()
    const passwordHash = await hashPassword('the present password')
    await db().user.update({ where: { id: developer.userId }, data: { passwordHash } })
    const old = await openSession(developer.userId)
    const fresh = await changePassword(developer, {
      current: 'the present password',
      password: 'another long password',
      device: 'Test browser',
      address: '192.0.2.1',
    })
    expect(await readActor(old)).toEqual({ kind: 'anonymous' })
    expect(await readActor(fresh)).toMatchObject({ userId: developer.userId })

    const token = tokenOf(await createResetLink(owner, { userId: developer.userId }))
    await resetPassword({
      token,
      password: 'a third long password',
      clientAddress: randomUUID(),
      address: '192.0.2.1',
      device: 'Test browser',
    })
    expect(await readActor(fresh)).toEqual({ kind: 'anonymous' })
  })
})
