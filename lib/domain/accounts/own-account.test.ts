import { describe, expect, test } from 'vitest'
import { createResetLink } from '@/lib/domain/accounts/members'
import { changePassword, updateAccount } from '@/lib/domain/accounts/own-account'
import { resetPassword } from '@/lib/domain/accounts/password-reset'
import { authenticate } from '@/lib/domain/accounts/sign-in'
import { db } from '@/lib/server/db'
import { fromNewAddress, password, signUpGuessed, tokenOf } from '@/test/accounts'
import { createPartner } from '@/test/factories'
import { codeOf } from '@/test/refusals'

describe('the own account', () => {
  test('changes its password with the present one alone, and failures are limited', async () => {
    const email = await signUpGuessed()
    const { userId } = await authenticate(fromNewAddress({ email, password }))
    const { owner } = await createPartner()
    const actor = { ...owner, userId, email }
    const change = (current: string) =>
      changePassword(actor, fromNewAddress({ current, password: 'a fresh password' }))
    for (let tries = 0; tries < 10; tries += 1) expect(await codeOf(change('a guess'))).toBe('invalid_input')
    expect(await codeOf(change(password))).toBe('rate_limited')
    await expect(db().user.findUnique({ where: { id: userId } })).resolves.toMatchObject({ tokenVersion: 1 })
  })

  test('ends open reset links with a new password', async () => {
    const { owner, developer } = await createPartner()
    const first = tokenOf(await createResetLink(owner, { userId: developer.userId }))
    await resetPassword(fromNewAddress({ token: first, password }))
    const open = tokenOf(await createResetLink(owner, { userId: developer.userId }))
    await changePassword(developer, fromNewAddress({ current: password, password: 'a fresh password' }))
    expect(await codeOf(resetPassword(fromNewAddress({ token: open, password })))).toBe('link_expired')
  })

  test('changes its name for nobody else', async () => {
    const { owner, qa } = await createPartner()
    await updateAccount(qa, { name: 'Q', singleKeys: false })
    const rows = await db().user.findMany({ where: { id: { in: [owner.userId, qa.userId] } } })
    expect(rows.map((row) => row.name).sort()).toEqual(['Q', owner.name].sort())
    expect(await codeOf(updateAccount({ kind: 'anonymous' }, { name: 'X', singleKeys: true }))).toBe(
      'unauthenticated',
    )
  })
})
