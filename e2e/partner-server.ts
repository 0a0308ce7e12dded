import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as oauth from 'oauth4webapi'
import { AppError } from '@/lib/errors'
import { html } from '@/lib/html'
import { verifySalesloft } from '@/lib/protocols/salesloft'

type Held = { tokens: oauth.TokenEndpointResponse; returnTo: string }

/**
 * A partner's server on another host name than the portal, whose OAuth is a library that knows nothing of this portal: it discovers the
 * authorization server, and goes through the flow as the seed tells.
 */
export class PartnerServer {
  readonly origin: string
  /** Given when the widget is registered. */
  client: { clientId: string; clientSecret: string } = { clientId: '', clientSecret: '' }
  /** Of the sandbox, where the portal certifies its slots. */
  sandboxSecret = ''
  scope = 'profile people:read activities:write'
  /** Shows its own page first, as some partners do. */
  hasInterstitial = false
  /** What the token endpoint answered, in order. */
  readonly held: Held[] = []
  /** OAuth errors that came back instead of a code. */
  readonly errors: string[] = []
  private readonly begun = new Map<string, { verifier: string; returnTo: string }>()
  private metadata: oauth.AuthorizationServer | undefined

  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    port: number,
    private readonly issuer: string,
  ) {
    this.origin = `http://127.0.0.1:${port}`
    server.on('request', (request, response) => void this.answer(request, response))
  }

  static async start(port: number, issuer: string): Promise<PartnerServer> {
    const server = createServer()
    await new Promise<void>((settle, fail) => {
      server.once('error', fail)
      server.listen(port, '127.0.0.1', settle)
    })
    return new PartnerServer(server, (server.address() as AddressInfo).port, issuer)
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((settle) => this.server.close(settle))
  }

  /** The widget's settings that lead here. */
  get settings() {
    return {
      authRedirectUrl: `${this.origin}/start?plan=pro`,
      redirectUris: [`${this.origin}/callback`],
      personUrl: `${this.origin}/slots/person`,
      emailEditorUrl: `${this.origin}/slots/email`,
    }
  }

  /** The metadata, as the library reads and checks them. */
  async discover(): Promise<oauth.AuthorizationServer> {
    const issuer = new URL(this.issuer)
    this.metadata ??= await oauth.processDiscoveryResponse(
      issuer,
      await oauth.discoveryRequest(issuer, { ...insecure, algorithm: 'oauth2' }),
    )
    return this.metadata
  }

  /** New tokens for the last ones. */
  async refresh(): Promise<oauth.TokenEndpointResponse> {
    const metadata = await this.discover()
    const token = this.held.at(-1)?.tokens.refresh_token ?? ''
    const response = await oauth.refreshTokenGrantRequest(metadata, this.me, this.proof, token, insecure)
    return oauth.processRefreshTokenResponse(metadata, this.me, response)
  }

  async revoke(token: string): Promise<void> {
    const response = await oauth.revocationRequest(
      await this.discover(),
      this.me,
      this.proof,
      token,
      insecure,
    )
    await oauth.processRevocationResponse(response)
  }

  private get me(): oauth.Client {
    return { client_id: this.client.clientId }
  }

  private get proof(): oauth.ClientAuth {
    return oauth.ClientSecretBasic(this.client.clientSecret)
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.origin)
    try {
      if (url.pathname === '/start' && this.hasInterstitial && !url.searchParams.has('go')) {
        const on = `/start?go=1&return_to=${encodeURIComponent(url.searchParams.get('return_to') ?? '')}`
        const page = `<!doctype html><title>Set up</title><h1>Set up</h1><a href="${on.replaceAll('&', '&amp;')}">Go on</a>`
        response.writeHead(200, { 'content-type': 'text/html' }).end(page)
      } else if (url.pathname === '/start') {
        goTo(response, await this.begin(url.searchParams.get('return_to') ?? ''))
      } else if (url.pathname === '/callback') {
        goTo(response, await this.complete(url))
      } else if (url.pathname.startsWith('/slots/')) {
        await this.show(request, response)
        // A browser asks for its icon too.
      } else response.writeHead(url.pathname === '/favicon.ico' ? 204 : 404).end()
    } catch (thrown) {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(`The partner failed: ${thrown}`)
    }
  }

  /** A slot, as the seed tells it: the person whom the payload names. */
  private async show(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body: Uint8Array[] = []
    for await (const chunk of request) body.push(chunk)
    let [status, text] = [200, '']
    try {
      const secrets = [...this.held.flatMap(({ tokens }) => String(tokens.secret)), this.sandboxSecret]
      const { data } = await verifySalesloft({ body: Buffer.concat(body), secrets, now: new Date() })
      text = String(data.person?.display_name ?? 'No one')
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown
      ;[status, text] = [403, 'This launch could not be verified.']
    }
    const frames = `frame-ancestors ${this.issuer}`
    response
      .writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': frames })
      .end(
        html`<!doctype html><html lang="en"><meta charset="utf-8"><title>Slot</title><main><h1>${text}</h1></main>`
          .text,
      )
  }

  private async begin(returnTo: string): Promise<string> {
    const { authorization_endpoint = '' } = await this.discover()
    const [state, verifier] = [oauth.generateRandomState(), oauth.generateRandomCodeVerifier()]
    this.begun.set(state, { verifier, returnTo })
    const next = new URL(authorization_endpoint)
    next.search = new URLSearchParams({
      response_type: 'code',
      client_id: this.client.clientId,
      redirect_uri: `${this.origin}/callback`,
      scope: this.scope,
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }).toString()
    return next.href
  }

  private async complete(url: URL): Promise<string> {
    const metadata = await this.discover()
    const state = url.searchParams.get('state') ?? ''
    const begun = this.begun.get(state)
    if (!begun) throw new Error('a state that was not begun here')
    this.begun.delete(state)
    const { verifier, returnTo } = begun
    try {
      // It checks state and iss too.
      const answer = oauth.validateAuthResponse(metadata, this.me, url, state)
      const redirectUri = `${this.origin}/callback`
      const response = await oauth.authorizationCodeGrantRequest(
        metadata,
        this.me,
        this.proof,
        answer,
        redirectUri,
        verifier,
        insecure,
      )
      const tokens = await oauth.processAuthorizationCodeResponse(metadata, this.me, response)
      this.held.push({ tokens, returnTo })
    } catch (thrown) {
      if (!(thrown instanceof oauth.AuthorizationResponseError)) throw thrown
      this.errors.push(thrown.error)
    }
    return returnTo
  }
}

/** The tests' portal is plain http on this machine. */
const insecure = { [oauth.allowInsecureRequests]: true }

function goTo(response: ServerResponse, location: string): void {
  response.writeHead(303, { location }).end()
}
