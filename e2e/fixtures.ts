import { readFileSync } from 'node:fs'
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test'
import { sessionCookieName } from '@/lib/auth/session'
import { createClient } from '@/lib/server/db'
import type { PrismaClient } from '@/lib/server/prisma/client'
import { AuthorizationServer } from '@/test/authorization-server'
import { PostbackReceiver } from '@/test/postback-receiver'
import { SlotServer } from './hosted'
import { Receiver } from './receiver'
import { sessionTokenOf } from './session-token'

type DemoUser = { email: string; password: string; role: string; organisation: string }
type DemoWidget = {
  id: string
  name: string
  protocol: string
  placements: string[]
  secret: string
  tenantId?: string
  integrationId?: string
  locationId?: string
  userId?: string
}
type DemoConnector = {
  id: string
  protocol: string
  url: string
  secret: string
  tenantId?: string
  integrationId?: string
}
export type Demo = {
  url: string
  users: DemoUser[]
  apiKeys: { team: string; partner: string; reviewer: string }
  widgets: DemoWidget[]
  connectors: DemoConnector[]
}

export const portalOrigin = process.env.E2E_PORTAL_ORIGIN ?? 'http://localhost:3000'
const receiverPorts = (process.env.E2E_RECEIVER_PORTS ?? '').split(',').filter(Boolean).map(Number)

/** What a page may say on its console because the test provoked it. Anything else fails the test. */
type Tolerated = { pattern: RegExp }[]

type Fixtures = {
  demo: Demo
  db: PrismaClient
  receiver: Receiver
  /** A partner's server for postbacks, on the same port. */
  postbacks: PostbackReceiver
  /** A platform's authorization server, on the port that this worker's outbound calls may reach. */
  authorization: AuthorizationServer
  /** A partner's server for one salesloft slot, on the same port. */
  slots: SlotServer
  tolerated: Tolerated
  /** A separate browser for this account, signed in by writing its session. */
  signedIn: (email: string) => Promise<Page>
  /** A separate browser that is not signed in. */
  visitor: () => Promise<Page>
}

export const test = base.extend<Fixtures, { workerDb: PrismaClient }>({
  workerDb: [
    async ({}, use) => {
      const client = createClient(process.env.E2E_DATABASE_URL ?? process.env.DATABASE_URL ?? '')
      await use(client)
      await client.$disconnect()
    },
    { scope: 'worker' },
  ],
  db: async ({ workerDb }, use) => use(workerDb),
  demo: async ({}, use) => {
    await use(JSON.parse(readFileSync(process.env.E2E_DEMO_FILE ?? '.data/demo.json', 'utf8')) as Demo)
  },
  receiver: async ({}, use, info) => {
    const receiver = await Receiver.start(receiverPorts[info.parallelIndex] ?? 0)
    await use(receiver)
    await receiver.stop()
  },
  postbacks: async ({}, use, info) => {
    const receiver = await PostbackReceiver.start(receiverPorts[info.parallelIndex] ?? 0)
    await use(receiver)
    await receiver.stop()
  },
  authorization: async ({}, use, info) => {
    const server = await AuthorizationServer.start(
      'a client secret of the platform',
      receiverPorts[info.parallelIndex] ?? 0,
    )
    await use(server)
    await server.stop()
  },
  slots: async ({}, use, info) => {
    const server = await SlotServer.start(receiverPorts[info.parallelIndex] ?? 0)
    await use(server)
    await server.stop()
  },
  tolerated: async ({}, use) => use([]),
  visitor: async ({ browser, tolerated }, use) => {
    const contexts: BrowserContext[] = []
    const complaints: string[] = []
    await use(async () => {
      const context = await browser.newContext()
      contexts.push(context)
      const page = await context.newPage()
      watchConsole(page, tolerated, complaints)
      return page
    })
    for (const context of contexts) await context.close()
    expect(complaints, 'unexpected console errors').toEqual([])
  },
  signedIn: async ({ visitor, db }, use) => {
    await use(async (email) => {
      const page = await visitor()
      await signInAs(page.context(), db, email)
      return page
    })
  },
})

export { expect }

/** Writes the session cookie of an account, as signing in would. */
export async function signInAs(context: BrowserContext, db: PrismaClient, email: string): Promise<void> {
  const value = await sessionTokenOf(db, email)
  await context.addCookies([
    { name: sessionCookieName(), value, url: portalOrigin, httpOnly: true, sameSite: 'Lax' },
  ])
}

/** The first demo user of a role in an organisation. */
export function userOf(demo: Demo, role: string, organisation?: string): DemoUser {
  const user = demo.users.find(
    (entry) => entry.role === role && (!organisation || entry.organisation === organisation),
  )
  if (!user) throw new Error(`The demo has no ${role} of ${organisation ?? 'any organisation'}`)
  return user
}

export function unique(name: string): string {
  return `${name} ${Math.random().toString(36).slice(2, 8)}`
}

function watchConsole(page: Page, tolerated: Tolerated, complaints: string[]): void {
  const complain = (text: string) => {
    if (!tolerated.some(({ pattern }) => pattern.test(text))) complaints.push(text)
  }
  page.on('console', (message) => {
    if (message.type() === 'error') complain(`${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => complain(`${error.name}: ${error.message}`))
}
