import { describe, expect, test } from 'vitest'
import { acceptInvitation, inviteMember } from '@/lib/domain/accounts/invitations'
import { removeMember } from '@/lib/domain/accounts/members'
import { authenticate } from '@/lib/domain/accounts/sign-in'
import { fromNewAddress, newEmail, password, signUp, signUpGuessed, tokenOf } from '@/test/accounts'
import { createPartner } from '@/test/factories'
import { codeOf, refusalOf } from '@/test/refusals'

describe('sign-in', () => {
  test('tells neither by code nor by words which addresses exist', async () => {
    const email = await signUp()
    const wrong = await refusalOf(authenticate(fromNewAddress({ email, password: 'not the password' })))
    const unknown = await refusalOf(authenticate(fromNewAddress({ email: newEmail(), password })))
    expect(wrong).toMatchObject({ code: 'invalid_credentials', status: 401 })
    expect(String(unknown)).toBe(String(wrong))
  })

  test('refuses a client after ten failures at an address, the right password too, while its owner elsewhere still gets in', async () => {
    const email = await signUpGuessed()
    const { clientAddress } = fromNewAddress({})
    for (let tries = 0; tries < 10; tries += 1) {
      const guess = authenticate({ email, password: 'not the password', clientAddress })
      expect(await codeOf(guess)).toBe('invalid_credentials')
    }
    const error = await refusalOf(authenticate({ email, password, clientAddress }))
    expect(error).toMatchObject({ code: 'rate_limited', status: 429 })
    expect((error as { retryAfterSeconds: number }).retryAfterSeconds).toBeGreaterThan(0)
    await expect(authenticate(fromNewAddress({ email, password }))).resolves.toBeDefined()
  })

  test('refuses an address after a hundred failures from wherever they come', async () => {
    const email = await signUpGuessed()
    for (let round = 0; round < 10; round += 1) {
      const guesses = Array.from({ length: 10 }, () =>
        authenticate(fromNewAddress({ email, password: 'a guess' })),
      )
      expect(new Set(await Promise.all(guesses.map(codeOf)))).toEqual(new Set(['invalid_credentials']))
    }
    expect(await codeOf(authenticate(fromNewAddress({ email, password })))).toBe('rate_limited')
  })

  test('lets no more guesses through when they come at once', async () => {
    const email = await signUpGuessed()
    const { clientAddress } = fromNewAddress({})
    const guesses = Array.from({ length: 30 }, () =>
      authenticate({ email, password: 'a guess', clientAddress }),
    )
    const codes = await Promise.all(guesses.map((guess) => codeOf(guess)))
    expect(codes.filter((code) => code === 'invalid_credentials')).toHaveLength(10)
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(20)
  })

  test('counts failures of an address that does not exist alike', async () => {
    const email = newEmail()
    const { clientAddress } = fromNewAddress({})
    const codes = new Set<string>()
    for (let tries = 0; tries < 11; tries += 1)
      codes.add(await codeOf(authenticate({ email, password, clientAddress })))
    expect([...codes]).toEqual(['invalid_credentials', 'rate_limited'])
  })

  test('does not count success', async () => {
    const email = await signUpGuessed()
    for (let tries = 0; tries < 12; tries += 1) await authenticate(fromNewAddress({ email, password }))
  })

  test('is over for a removed member, whose address is free again', async () => {
    const { owner } = await createPartner()
    const email = newEmail()
    const invitation = await inviteMember(owner, { email, role: 'qa' })
    await acceptInvitation(fromNewAddress({ token: tokenOf(invitation), name: 'Kim', password }))
    const { userId } = await authenticate(fromNewAddress({ email, password }))
    await removeMember(owner, { userId })
    expect(await codeOf(authenticate(fromNewAddress({ email, password })))).toBe('invalid_credentials')
    await signUp(email)
    expect((await authenticate(fromNewAddress({ email, password }))).userId).not.toBe(userId)
  })
})
