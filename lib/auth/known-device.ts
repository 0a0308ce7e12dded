import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { sessionCookieOptions } from '@/lib/auth/session'
import { env } from '@/lib/server/env'

/** A browser that signed in before: its random name, and the accounts it signed in to, which only this portal can tell. */
const knownDevice = z.object({ id: z.string().length(22), accounts: z.array(z.string().length(22)).max(5) })
type KnownDevice = z.infer<typeof knownDevice>

const accountsMax = 5

export const deviceSeconds = 180 * 24 * 60 * 60

export function deviceCookieName(): string {
  return sessionCookieOptions().secure ? '__Host-framegate.device' : 'framegate.device'
}

/**
 * The name of a browser that signed in to this account before, by its cookie; undefined for one that did not, or whose cookie is not
 * ours. It proves nothing but that: the password is asked for all the same.
 */
export function findKnownDevice(cookie: string | undefined, email: string): string | undefined {
  const device = readDevice(cookie)
  return device?.accounts.includes(nameAccount(email)) ? device.id : undefined
}

/** The cookie of a browser that has just signed in to this account. */
export function rememberDevice(cookie: string | undefined, email: string): string {
  const before = readDevice(cookie)
  const account = nameAccount(email)
  const others = (before?.accounts ?? []).filter((other) => other !== account)
  const device: KnownDevice = {
    id: before?.id ?? randomBytes(16).toString('base64url'),
    accounts: [account, ...others].slice(0, accountsMax),
  }
  const text = Buffer.from(JSON.stringify(device)).toString('base64url')
  return `${text}.${macOf(text)}`
}

function readDevice(cookie: string | undefined): KnownDevice | undefined {
  const [, text, mac] = /^([\w-]{1,400})\.([\w-]{43})$/.exec(cookie ?? '') ?? []
  if (!text || !mac || !timingSafeEqual(Buffer.from(macOf(text)), Buffer.from(mac))) return undefined
  return knownDevice.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))).data
}

function nameAccount(email: string): string {
  return macOf(`account ${email.trim().toLowerCase()}`).slice(0, 22)
}

function macOf(text: string): string {
  const key = hkdfSync('sha256', env().SESSION_SECRET, '', 'framegate known device v1', 32)
  return createHmac('sha256', Buffer.from(key)).update(text).digest('base64url')
}
