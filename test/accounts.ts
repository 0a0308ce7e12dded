import { randomUUID } from 'node:crypto'
import { signUpPartner } from '@/lib/domain/accounts/sign-up'
import '@/test/database'
import { setCheapPassword } from '@/test/passwords'

/** What `signUp` sets. */
export const password = 'a long enough password'

export function newEmail(): string {
  return `person-${randomUUID()}@example.com`
}

/** Adds an address to each call, a new one each time, so that limits by address stay out of the way. */
export function fromNewAddress<T>(input: T) {
  return { ...input, clientAddress: randomUUID(), address: '192.0.2.1', device: 'Test browser' }
}

/** The address of a new partner's owner. */
export async function signUp(email = newEmail(), organisation = 'Acme'): Promise<string> {
  await signUpPartner(fromNewAddress({ email, password, organisation }))
  return email
}

/** The address of one that may be guessed at many times. */
export async function signUpGuessed(): Promise<string> {
  const email = await signUp()
  await setCheapPassword(email, password)
  return email
}

/** The token of a link to join or to set a password. */
export function tokenOf({ link }: { link: string }): string {
  return link.split('/').at(-1) ?? ''
}
