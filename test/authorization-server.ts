import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import OAuth2Server from '@node-oauth/oauth2-server'

const { Request, Response } = OAuth2Server
const client = { id: 'crm', grants: ['authorization_code', 'refresh_token'] }
const user = { id: 'u1' }

type TokenRequest = { form: Record<string, string>; contentType: string }

/** A platform's authorization server, by an independent library; the test decides what it adds to its response. */
export class AuthorizationServer {
  /** What the token answer has beside OAuth's own. */
  extra: Record<string, unknown> = { secret: 'a secret of the platform', integration_id: 42, tenant_id: 4711 }
  /** Fields of OAuth's own that its token answer leaves out. */
  omits: string[] = []
  offersPkce = true
  /** Answers the token endpoint with this status instead. */
  failsWith: number | undefined
  /** What the user says on the consent page. */
  agrees = true
  readonly tokenRequests: TokenRequest[] = []
  /** The parameters of each visit to the consent page. */
  readonly visits: URLSearchParams[] = []
  private readonly codes = new Map<string, OAuth2Server.AuthorizationCode>()
  private readonly tokens = new Map<string, OAuth2Server.Token>()
  private readonly oauth: OAuth2Server

  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    readonly origin: string,
    readonly clientSecret: string,
    redirectUris: string[],
  ) {
    this.redirectUris = redirectUris
    this.oauth = new OAuth2Server({
      allowExtendedTokenAttributes: true,
      alwaysIssueNewRefreshToken: true,
      model: this.model() as OAuth2Server.AuthorizationCodeModel & OAuth2Server.RefreshTokenModel,
    })
    server.on('request', (request, response) => void this.answer(request, response))
  }

  redirectUris: string[]

  static async start(clientSecret: string, port = 0): Promise<AuthorizationServer> {
    const server = createServer()
    await new Promise<void>((settle, fail) => {
      server.once('error', fail)
      server.listen(port, '127.0.0.1', settle)
    })
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    return new AuthorizationServer(server, origin, clientSecret, [])
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((settle) => this.server.close(settle))
  }

  private model() {
    return {
      getClient: async (id: string, secret: string | null) =>
        id === client.id && (secret === null || secret === this.clientSecret)
          ? { ...client, redirectUris: this.redirectUris }
          : false,
      saveAuthorizationCode: async (code: OAuth2Server.AuthorizationCode) => {
        const saved = { ...code, client, user }
        this.codes.set(code.authorizationCode, saved)
        return saved
      },
      getAuthorizationCode: async (code: string) => this.codes.get(code) ?? false,
      revokeAuthorizationCode: async (code: OAuth2Server.AuthorizationCode) =>
        this.codes.delete(code.authorizationCode),
      saveToken: async (token: OAuth2Server.Token) => {
        const saved = { ...token, client, user, ...this.extra }
        this.tokens.set(token.refreshToken ?? '', saved)
        return saved
      },
      getRefreshToken: async (token: string) => this.tokens.get(token) ?? false,
      revokeToken: async (token: OAuth2Server.RefreshToken) => this.tokens.delete(token.refreshToken),
      getAccessToken: async () => false,
      validateScope: async () => [],
    }
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.origin)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()))
    if (url.pathname === '/.well-known/oauth-authorization-server' && this.offersPkce) {
      const metadata = { issuer: this.origin, code_challenge_methods_supported: ['S256'] }
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(metadata))
      return
    }
    if (url.pathname === '/authorize') return this.authorize(url.searchParams, response)
    if (url.pathname !== '/token') {
      response.writeHead(404).end()
      return
    }
    this.tokenRequests.push({ form, contentType: String(request.headers['content-type']) })
    if (this.failsWith) {
      response.writeHead(this.failsWith, { 'content-type': 'text/plain' }).end('not now')
      return
    }
    const headers = request.headers as Record<string, string>
    const reply = new Response()
    await this.oauth
      .token(new Request({ headers, method: 'POST', query: {}, body: form }), reply)
      .catch(() => undefined)
    const fields = Object.entries(reply.body ?? {}).filter(([name]) => !this.omits.includes(name))
    response
      .writeHead(reply.status ?? 500, { 'content-type': 'application/json' })
      .end(JSON.stringify(Object.fromEntries(fields)))
  }

  private async authorize(query: URLSearchParams, response: ServerResponse): Promise<void> {
    this.visits.push(query)
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const asked = Object.fromEntries(query)
    const body = { ...asked, allowed: String(this.agrees) }
    const reply = new Response()
    const request = new Request({ headers, method: 'POST', query: body, body })
    const options = { authenticateHandler: { handle: () => user } }
    await this.oauth.authorize(request, reply, options).catch(() => undefined)
    const location = reply.headers?.location
    if (location) response.writeHead(302, { location }).end()
    else response.writeHead(reply.status ?? 400).end(JSON.stringify(reply.body))
  }
}
