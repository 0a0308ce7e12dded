import { z } from 'zod'
import { parseBoundedJson } from '@/lib/bounded-json'
import type { MarketplaceEncryptedData } from '@/lib/protocols/marketplace'
import { safeFetch } from '@/lib/server/safe-fetch'

/** What the marketplace's API says of the contact that is open; `failure` where it said nothing usable. */
export type PlatformContact = {
  email: string | undefined
  facts: { label: string; value: string }[]
  failure: string | undefined
}

const text = z.union([z.string(), z.number()]).transform(String).optional().catch(undefined)

/** The API's contact (assumed: the platform publishes the token and not this resource), bare or inside `contact`. */
const contactAnswer = z.object({
  email: text,
  account_number: text,
  balance: text,
  city: text,
  state: text,
})

const labels = {
  email: 'Email',
  account_number: 'Account number',
  balance: 'Balance',
  city: 'City',
  state: 'State',
} as const

/** Reads the contact with the launch's own access token, which lives 15 minutes and is kept nowhere. Without a base nothing is called. */
export async function readPlatformContact(
  apiBase: string | null,
  data: MarketplaceEncryptedData,
): Promise<PlatformContact | undefined> {
  const token = data['access-token']
  const id = data.contact_id
  if (!apiBase || typeof token !== 'string' || !token || (typeof id !== 'string' && typeof id !== 'number'))
    return undefined
  try {
    const { status, body } = await safeFetch({
      url: `${apiBase.replace(/\/+$/, '')}/contacts/${encodeURIComponent(String(id))}`,
      headers: { accept: 'application/json', 'access-token': token },
      timeoutSeconds: 3,
    })
    if (status !== 200) return unread(`The platform’s API answered ${status}.`)
    const answer = parseBoundedJson(body.toString('utf8'), 'outbound_failed') as { contact?: unknown }
    const contact = contactAnswer.parse(answer?.contact ?? answer)
    const facts = Object.entries(labels).flatMap(([name, label]) => {
      const value = contact[name as keyof typeof labels]
      return value ? [{ label, value: value.slice(0, 200) }] : []
    })
    return { email: contact.email, facts, failure: undefined }
  } catch {
    return unread('We couldn’t read the response of the platform’s API.')
  }
}

function unread(failure: string): PlatformContact {
  return { email: undefined, facts: [], failure }
}
