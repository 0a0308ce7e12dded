import { type IncomingHttpHeaders, request } from 'node:http'
import type { Page } from '@playwright/test'
import { sessionCookieName } from '@/lib/auth/session'
import type { PrismaClient } from '@/lib/server/prisma/client'
import { portalOrigin } from './fixtures'
import { sessionTokenOf } from './session-token'

export type Answer = { status: number; headers: IncomingHttpHeaders; body: string }
type Sent = { method?: string; headers?: Record<string, string>; body?: string; origin?: string }

/** One request exactly as given: no cookie jar, no redirect followed, no spelling of the path fixed. */
export function send(path: string, sent: Sent = {}): Promise<Answer> {
  const { hostname, port, host } = new URL(sent.origin ?? portalOrigin)
  const { method = 'GET', body } = sent
  return new Promise((settle, fail) => {
    const outgoing = request(
      { hostname, port, method, path, headers: { host, ...sent.headers } },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () =>
          settle({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        )
      },
    )
    outgoing.on('error', fail)
    outgoing.setTimeout(10_000, () => outgoing.destroy(new Error(`${method} ${path.slice(0, 80)} hangs`)))
    outgoing.end(body)
  })
}

/** What a browser would send for this account. */
export async function cookieOf(db: PrismaClient, email: string): Promise<string> {
  return `${sessionCookieName()}=${await sessionTokenOf(db, email)}`
}

export type Captured = { path: string; headers: Record<string, string>; body: string }

/** The request of the next server action that `act` makes the page send. */
export async function captureAction(page: Page, act: () => Promise<void>): Promise<Captured> {
  const [sent] = await Promise.all([
    page.waitForRequest((candidate) => candidate.method() === 'POST' && 'next-action' in candidate.headers()),
    act(),
  ])
  const given = await sent.allHeaders()
  const kept = [
    'accept',
    'content-type',
    'cookie',
    'next-action',
    'next-router-state-tree',
    'origin',
    'sec-fetch-site',
  ]
  const headers = Object.fromEntries(
    kept.flatMap((name) => (given[name] ? [[name, given[name]] as const] : [])),
  )
  return { path: new URL(sent.url()).pathname, headers, body: sent.postData() ?? '' }
}

/** A form as a browser without scripts posts it. */
export function encodeForm(fields: Record<string, string>): {
  headers: Record<string, string>
  body: string
} {
  const boundary = 'attacker-boundary'
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: `${parts.join('')}--${boundary}--\r\n`,
  }
}

/** Marks of another site on a request that carries our cookie. */
export const foreignMarks: Record<string, string>[] = [
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { origin: 'http://127.0.0.1:1' },
  { origin: `${portalOrigin}.evil.example` },
  { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' },
  { origin: portalOrigin, 'sec-fetch-site': 'cross-site' },
  { origin: portalOrigin, 'sec-fetch-site': 'same-site' },
]
