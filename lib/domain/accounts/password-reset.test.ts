import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { readActor } from '@/lib/auth/read-actor'
import { createTeam, issueResetLink } from '@/lib/domain/accounts/admin-commands'
import { createResetLink, removeMember } from '@/lib/domain/accounts/members'
import { getPasswordReset, resetPassword } from '@/lib/domain/accounts/password-reset'
import { authenticate } from '@/lib/domain/accounts/sign-in'
import { fromNewAddress, password, tokenOf } from '@/test/accounts'
import { createPartner } from '@/test/factories'
import { codeOf, refusalOf, settleAll } from '@/test/refusals'

const days = (count: number) => new Date(Date.now() + count * 86_400_000)

describe('a reset link', () => {
  test('sets a new password once and ends the older links', async () => {
    const { owner, developer } = await createPartner()
    const [older, token] = [
      tokenOf(await createResetLink(owner, { userId: developer.userId })),
      tokenOf(await createResetLink(owner, { userId: developer.userId })),
    ]
    await resetPassword(fromNewAddress({ token, password }))
    await expect(authenticate(fromNewAddress({ email: developer.email, password }))).resolves.toBeDefined()
    for (const spent of [token, older]) {
      expect(
        await codeOf(resetPassword(fromNewAddress({ token: spent, password: 'some other password' }))),
      ).toBe('link_expired')
    }
  })

  test('is spent by one of twenty at once', async () => {
    const { owner, developer } = await createPartner()
    const token = tokenOf(await createResetLink(owner, { userId: developer.userId }))
    const calls = Array.from({ length: 20 }, (_, index) =>
      resetPassword(fromNewAddress({ token, password: `password number ${index}` })),
    )
    expect(await settleAll(calls)).toEqual({ won: 1, codes: ['link_expired'] })
  })

  test('ends after a day, and with its member', async () => {
    const { owner, developer } = await createPartner()
    const token = tokenOf(await createResetLink(owner, { userId: developer.userId }))
    expect(await codeOf(resetPassword(fromNewAddress({ token, password }), days(1.01)))).toBe('link_expired')
    await removeMember(owner, { userId: developer.userId })
    expect(await codeOf(resetPassword(fromNewAddress({ token, password })))).toBe('link_expired')
  })

  test('names its account, and tells a first password from a new one', async () => {
    const email = `${randomUUID()}@reset.example`
    const { link } = await createTeam({ kind: 'system' }, { team: 'Reset Homes', email, name: 'Ada Admin' })
    const token = tokenOf({ link })
    expect(await getPasswordReset(token)).toMatchObject({
      email,
      name: 'Ada Admin',
      organisation: 'Reset Homes',
      isFirst: true,
    })
    const claims = await resetPassword(fromNewAddress({ token, password }))
    expect(await readActor(claims)).toMatchObject({ email, organisation: 'Reset Homes' })
    expect(await codeOf(getPasswordReset(token))).toBe('link_expired')
    const again = await issueResetLink({ kind: 'system' }, { email })
    expect(await getPasswordReset(tokenOf(again))).toMatchObject({ isFirst: false })
  })

  test('is made for members of the own organisation alone', async () => {
    const [mine, other] = [await createPartner(), await createPartner()]
    const stranger = await refusalOf(createResetLink(other.owner, { userId: mine.qa.userId }))
    const random = await refusalOf(createResetLink(other.owner, { userId: randomUUID() }))
    expect(stranger).toMatchObject({ code: 'not_found' })
    expect(String(stranger)).toBe(String(random))
    expect(await codeOf(createResetLink(mine.developer, { userId: mine.qa.userId }))).toBe('forbidden')
  })
})
