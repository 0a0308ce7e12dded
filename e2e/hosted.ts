import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { PartnerActor, TeamActor } from '@/lib/auth/permissions'
import { findActor } from '@/lib/auth/read-actor'
import { connectInstallation } from '@/lib/domain/installations/connection'
import { switchPlacement } from '@/lib/domain/installations/installations'
import { ensureInstalled } from '@/lib/domain/installations/state'
import type { Placement } from '@/lib/domain/protocols/placements.schema'
import { slotFields } from '@/lib/domain/protocols/widget-settings.schema'
import { answerTesting, requestTesting } from '@/lib/domain/review/team-testing'
import { createWidget } from '@/lib/domain/widgets/widgets'
import { createWidgetInput } from '@/lib/domain/widgets/widgets.schema'
import { verifySalesloft } from '@/lib/protocols/salesloft'
import { inTransaction } from '@/lib/server/db'
import type { PrismaClient } from '@/lib/server/prisma/client'

/** A demo account as the domain knows it. */
export async function actorOf(db: PrismaClient, email: string) {
  const { id } = await db.user.findFirstOrThrow({ where: { email, removedAt: null } })
  return findActor(id)
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
