import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const portalOrigin = process.env.E2E_PORTAL_ORIGIN ?? 'http://localhost:3000'

export type ReceiverMode =
  | 'verify'
  | 'forget-the-future'
  | 'refuse-framing'
  | 'refuse-everybody'
  | 'hang'
  | 'reload-loop'
  | 'redirect-away'
  | 'attack'
  | 'sign-in'
  | 'wire'

/**
 * A partner's server on another host name than the portal, written from the seed's Node sample: it shares no code with the portal.
 * What the certification finds in the sample is fixed: timingSafeEqual throws on unequal lengths, a launch from the future stays fresh,
 * and of a doubled parameter the first is taken.
 */
export class Receiver {
  readonly origin: string
  secrets: string[] = []
  mode: ReceiverMode = 'verify'
  /** Whose pages may frame it. */
  ancestors: string[] = [portalOrigin]
  /** Every launch that a browser or the portal's probe sent, in order. */
  readonly launches: { status: number; context: Context | undefined; referer: string | undefined }[] = []

  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    port: number,
  ) {
    this.origin = `http://127.0.0.1:${port}`
    server.on('request', (request, response) => this.answer(request, response))
  }

  static async start(port: number): Promise<Receiver> {
    const server = createServer()
    await new Promise<void>((settle, fail) => {
      server.once('error', fail)
      server.listen(port, '127.0.0.1', settle)
    })
    return new Receiver(server, (server.address() as AddressInfo).port)
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((settle) => this.server.close(settle))
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', this.origin)
    if (url.pathname === '/sign-in') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(signInWindow)
      return
    }
    if (url.pathname === '/keeper') {
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end('<!doctype html><html lang="en"><title>Keeper</title><h1>Keeper</h1>')
      return
    }
    if (url.pathname !== '/widget') {
      response.writeHead(404).end()
      return
    }
    const context = this.mode === 'refuse-everybody' ? undefined : this.verify(url.searchParams)
    const status = context ? 200 : 403
    this.launches.push({ status, context, referer: request.headers.referer })
    if (this.mode === 'hang') return
    if (this.mode === 'redirect-away') {
      response.writeHead(302, { location: 'http://127.0.0.2:1/elsewhere' }).end()
      return
    }
    response.writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      ...(this.mode === 'refuse-framing'
        ? { 'x-frame-options': 'SAMEORIGIN' }
        : { 'content-security-policy': `frame-ancestors ${this.ancestors.join(' ')}` }),
    })
    response.end(this.page(context))
  }

  private verify(query: URLSearchParams): Context | undefined {
    const [context, ...furtherContexts] = query.getAll('context')
    const [signature, ...furtherSignatures] = query.getAll('signature')
    if (!context || !signature || furtherContexts.length + furtherSignatures.length > 0) return undefined
    const isGood = this.secrets.some((secret) => verifySignature(context, signature, secret))
    if (!isGood) return undefined
    const data = JSON.parse(Buffer.from(context, 'base64').toString('utf-8')) as Context
    const ageSeconds = (Date.now() - new Date(data.timestamp).getTime()) / 1000
    const isPast = ageSeconds >= -60 || this.mode === 'forget-the-future'
    return ageSeconds <= 300 && isPast ? data : undefined
  }

  private page(context: Context | undefined): string {
    if (!context) return '<!doctype html><html lang="en"><title>Refused</title><h1>Invalid signature</h1>'
    const name = context.person
      ? `${context.person.firstName} ${context.person.lastName}`
      : context.company?.name
    const script = scripts[this.mode] ?? ''
    return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Widget</title><h1>Verified</h1>
      <p id="name">${escapeHtml(name ?? '')}</p><p id="agent">${escapeHtml(context.user.email)}</p><p id="team">${escapeHtml(context.team.name)}</p>
      <script>${script}</script>`
  }
}

export type Context = {
  team: { id: string; name: string }
  user: { id: string; email: string }
  person?: { id: string; firstName: string; lastName: string }
  company?: { id: string; name: string }
  timestamp: string
}

/** What a provider's window does at the end: it tells the widget that opened it, and closes. */
const signInWindow = `<!doctype html><html lang="en"><title>Sign in</title><h1>Sign in</h1>
  <script>if (opener) { opener.postMessage('signed in', location.origin); close() }</script>`

const scripts: Partial<Record<ReceiverMode, string>> = {
  'reload-loop': 'addEventListener("load", () => setTimeout(() => location.reload(), 20))',
  'sign-in': `
    const button = Object.assign(document.createElement('button'), { textContent: 'Sign in' })
    button.onclick = () => open('/sign-in', 'sign-in', 'width=400,height=400')
    addEventListener('message', ({ data }) => { if (data === 'signed in') button.replaceWith('Signed in') })
    document.body.append(button)`,
  wire: `
    const say = (id, text) => {
      const said = document.getElementById(id) ?? document.body.appendChild(Object.assign(document.createElement('p'), { id }))
      said.textContent = text
    }
    const ask = document.body.appendChild(Object.assign(document.createElement('input'), { ariaLabel: 'Ask' }))
    const send = document.body.appendChild(Object.assign(document.createElement('button'), { textContent: 'Send' }))
    let count = 0
    import('${portalOrigin}/widget/v1.mjs').then(async ({ connect }) => {
      const host = (window.host = await connect({ origins: ['${portalOrigin}'] }))
      const show = () => say('host', JSON.stringify(host))
      show()
      host.onChange(show)
      console.log('without a click: ' + (await host.navigate({ person: 'anyone' }).catch(({ code }) => code)))
      send.onclick = async () => {
        const [name, value] = JSON.parse(ask.value)
        const answer = await host[name](value).then((value) => value ?? 'done', ({ code }) => code)
        say('answer', JSON.stringify([++count, answer]))
      }
    }, (error) => say('host', String(error)))`,
  attack: `
    const tried = {}
    try { top.location = 'https://example.com/' } catch (error) { tried.top = error.name }
    try { parent.document.title } catch (error) { tried.parent = error.name }
    try { alert('storm') } catch {}
    for (let count = 0; count < 10000; count += 1) parent.postMessage({ type: 'framegate.shown', ms: 1 }, '*')
    top.postMessage({ type: 'framegate.failed', reason: 'unreachable', report: { verdict: 'unreachable', detail: 'forged' }, ms: 1 }, '*')
    document.body.append(Object.assign(document.createElement('p'), { id: 'tried', textContent: JSON.stringify(tried) }))`,
}

function verifySignature(context: string, signature: string, secretKey: string): boolean {
  const computed = Buffer.from(createHmac('sha256', secretKey).update(context).digest('hex'))
  const given = Buffer.from(signature)
  return computed.length === given.length && timingSafeEqual(given, computed)
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
