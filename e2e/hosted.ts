import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { PartnerActor, TeamActor } from '@/lib/auth/permissions'
import { findActor } from '@/lib/auth/read-actor'
import { contentHashOf } from '@/lib/domain/certification/target-of-widget'
import { connectInstallation } from '@/lib/domain/installations/connection'
import { switchPlacement } from '@/lib/domain/installations/installations'
import { ensureInstalled } from '@/lib/domain/installations/state'
import type { Placement } from '@/lib/domain/protocols/placements.schema'
import { slotFields } from '@/lib/domain/protocols/widget-settings.schema'
import { answerTesting, requestTesting } from '@/lib/domain/review/team-testing'
import { createWidget } from '@/lib/domain/widgets/widgets'
import { createWidgetInput } from '@/lib/domain/widgets/widgets.schema'
import { newId } from '@/lib/ids'
import { verifySalesloft } from '@/lib/protocols/salesloft'
import { inTransaction } from '@/lib/server/db'
import type { PrismaClient } from '@/lib/server/prisma/client'
import type { Receiver } from './receiver'

/** A demo account as the domain knows it. */
export async function actorOf(db: PrismaClient, email: string) {
  const { id } = await db.user.findFirstOrThrow({ where: { email, removedAt: null } })
  return findActor(id)
}

type Accounts = { partner: { email: string }; admin: { email: string } }
type TestedWidget = { name: string; receiver: Receiver; placements: ('person' | 'company')[] }

/**
 * A widget on the receiver that a team tests: registered, its secret deployed, accepted, on wherever it is offered. Done by the domain:
 * e2e/journey.spec.ts does all of it on the pages.
 */
export async function startTest(
  db: PrismaClient,
  accounts: Accounts,
  { name, receiver, placements }: TestedWidget,
): Promise<{ widgetId: string; secret: string }> {
  const admin = (await actorOf(db, accounts.admin.email)) as TeamActor
  const { widgetId, secret } = await registerOn(db, accounts.partner, { name, receiver, placements })
  const partner = await actorOf(db, accounts.partner.email)
  await requestTesting(partner, { widgetId, teamId: admin.teamId })
  await answerTesting(admin, { widgetId, accept: true })
  for (const placement of placements) await switchPlacement(admin, { widgetId, placement, enabled: true })
  return { widgetId, secret }
}

/** A draft on the receiver, its secret deployed. */
export async function registerOn(
  db: PrismaClient,
  partner: { email: string },
  { name, receiver, placements }: TestedWidget,
): Promise<{ widgetId: string; secret: string }> {
  const fields = {
    name,
    description: 'Shows what the partner knows of the **record**.',
    protocol: 'sure-send',
    url: `${receiver.origin}/widget`,
    placements,
    icon: 'box',
    colour: 'slate',
  }
  const { widgetId, secret = '' } = await createWidget(
    await actorOf(db, partner.email),
    createWidgetInput.parse(fields),
  )
  receiver.secrets = [secret]
  return { widgetId, secret }
}

/** Keeps a passing run of the working version, as the worker does after it measured a correct server: e2e/certification.spec.ts waits for one. */
export async function keepPassingRun(db: PrismaClient, widgetId: string): Promise<void> {
  const { workingVersion } = await db.widget.findUniqueOrThrow({
    where: { id: widgetId },
    select: { workingVersion: true },
  })
  if (!workingVersion) throw new Error('There is no working version to certify')
  const at = new Date()
  const report = { passed: true, isComplete: true, wasReached: true, checks: [], durationMs: 1 }
  await db.certificationRun.create({
    data: {
      id: newId('crt'),
      widgetId,
      versionId: workingVersion.id,
      versionNumber: workingVersion.number,
      state: 'done',
      passed: true,
      wasReached: true,
      contentHash: contentHashOf(workingVersion),
      report: { ...report, startedAt: at.toISOString() },
      createdAt: at,
      startedAt: at,
      finishedAt: at,
    },
  })
}

/** A salesloft widget of one slot that a team tests, connected and on, as the consent page would have done it. */
export async function hostSalesloft(
  { partner, admin }: { partner: PartnerActor; admin: TeamActor },
  { name, origin, placement }: { name: string; origin: string; placement: Placement },
): Promise<{ widgetId: string; secret: string }> {
  const fields = {
    name,
    description: 'A widget of one slot.',
    protocol: 'salesloft',
    icon: 'box',
    colour: 'slate',
    authRedirectUrl: `${origin}/auth`,
    redirectUris: `${origin}/callback`,
    [slotFields[placement]]: `${origin}/slot`,
  }
  const { widgetId } = await createWidget(partner, createWidgetInput.parse(fields))
  await requestTesting(partner, { widgetId, teamId: admin.teamId })
  await answerTesting(admin, { widgetId, accept: true })
  const now = new Date()
  const { secret } = await inTransaction(async (tx) => {
    const installationId = await ensureInstalled(tx, admin, widgetId, now)
    return connectInstallation(tx, admin, { installationId, now })
  })
  await switchPlacement(admin, { widgetId, placement, enabled: true })
  return { widgetId, secret }
}

type Launched = Awaited<ReturnType<typeof verifySalesloft>>

/** A partner's server for one slot: it decrypts each post and answers with a page of the test's. */
export class SlotServer {
  secret = ''
  readonly launches: Launched[] = []
  /** The body of the page and the script of it, for what was decrypted. */
  page: (launched: Launched) => { body: string; script: string } = () => ({ body: '', script: '' })

  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  static async start(port: number): Promise<SlotServer> {
    const server = createServer((request, response) => void slots.answer(request, response))
    await new Promise<void>((settle) => server.listen(port, '127.0.0.1', settle))
    const address = server.address()
    const slots = new SlotServer(
      server,
      `http://127.0.0.1:${address && typeof address === 'object' ? address.port : port}`,
    )
    return slots
  }

  stop(): Promise<void> {
    this.server.closeAllConnections()
    return new Promise((settle) => this.server.close(() => settle()))
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    try {
      const body = Buffer.concat(chunks)
      const launched = await verifySalesloft({ body, secrets: [this.secret], now: new Date() })
      this.launches.push(launched)
      const { body: html, script } = this.page(launched)
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end(`<!doctype html><title>Slot</title><h1>Opened</h1>${html}<script>${script}</script>`)
    } catch {
      response.writeHead(403, { 'content-type': 'text/html' }).end('<!doctype html><h1>Refused</h1>')
    }
  }
}
