import { randomBytes } from 'node:crypto'
import { type NextRequest, NextResponse } from 'next/server'
import { toAppError } from '@/lib/errors'
import { contentPolicy, nonceSource } from '@/lib/http/content-policy'
import { frameStyleSource } from '@/lib/http/frame-style'
import { pagePermissions } from '@/lib/http/permissions-policy'
import { requireSameOrigin } from '@/lib/http/request'
import { answerUnavailable } from '@/lib/http/unavailable-page'
import { newId } from '@/lib/ids'
import { isDatabaseAnswering } from '@/lib/server/database-answers'
import { env } from '@/lib/server/env'
import { log } from '@/lib/server/log'

// Next keeps a body that passes through here, and cuts it at 10 MB: a file of records goes past.
export const config = { matcher: ['/((?!_next/static/|api/v1/imports$|api/record-imports$).*)'] }

/** More than any of our forms sends; Next itself would answer a larger one with 500. */
const formBytesMax = 128 * 1024

const unavailable = { code: 'database_unavailable', status: 503 }

/** Headers, hosts and whether there is a database at all. Who may see what is decided where it is read: nothing here is a lock. */
export async function proxy(request: NextRequest): Promise<Response> {
  const { pathname } = request.nextUrl
  const misdirected = refuseHost(request.headers.get('host') ?? '', pathname)
  if (misdirected) return misdirected
  const isHandler = /^\/(api|demo|frames)\//.test(pathname)
  const refused = isHandler ? undefined : refuseWrite(request)
  if (refused) return refused
  const nonce = randomBytes(16).toString('base64')
  const requestId = newId('req')
  const headers = new Headers(request.headers)
  headers.set('x-request-id', requestId)
  headers.set('x-nonce', nonce)
  headers.set('x-path', `${pathname}${request.nextUrl.search}`)
  // The stage, connectors and the demo widgets say themselves who may frame them; embedding scripts are no pages.
  const isPage =
    !/^\/(demo\/|embed\/|widget\/|api\/connectors\/|api\/oauth\/authorize$|frames\/(?:(?:sandbox|embed)\/)?[^/]+$|frames\/embed\/[^/]+\/stage$)/.test(
      pathname,
    )
  const policy = pagePolicy(nonce)
  // Some pages would answer without the database, and one that begins to answer cannot say 503 any more.
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  if (!isHandler && isRead && !(await isDatabaseAnswering())) {
    log.error({ requestId, method: request.method, path: pathname, ...unavailable }, 'page refused')
    return answerUnavailable({ nonce, requestId, policy })
  }
  // Next takes the nonce for its own scripts from the request's policy.
  if (isPage) headers.set('content-security-policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('x-request-id', requestId)
  response.headers.set('x-content-type-options', 'nosniff')
  // A script's handler says itself how long it may be kept; what is set here would win.
  if (!pathname.startsWith('/embed/')) response.headers.set('cache-control', 'private, no-store')
  if (env().PORTAL_ORIGIN.startsWith('https:'))
    response.headers.set('strict-transport-security', 'max-age=31536000')
  if (isPage) {
    response.headers.set('content-security-policy', policy)
    response.headers.set('x-frame-options', 'DENY')
    response.headers.set('referrer-policy', 'strict-origin')
    response.headers.set('permissions-policy', pagePermissions)
    response.headers.set('cross-origin-resource-policy', 'same-origin')
    // A widget's sign-in window keeps its opener; a page that opens one of ours gets none.
    response.headers.set('cross-origin-opener-policy', 'same-origin-allow-popups')
  }
  return response
}

/** Portal and demo widgets answer on their own host each, and on no other name that somebody points here. */
function refuseHost(host: string, pathname: string): NextResponse | undefined {
  const { PORTAL_ORIGIN, WIDGET_ORIGIN } = env()
  const isDemo = pathname.startsWith('/demo/')
  if (host === new URL(PORTAL_ORIGIN).host)
    return isDemo ? answerPlain(404, 'Demo widgets are not served by the portal.') : undefined
  if (WIDGET_ORIGIN && host === new URL(WIDGET_ORIGIN).host) {
    return isDemo
      ? undefined
      : answerPlain(404, `This host serves the demo widgets alone. The portal is at ${PORTAL_ORIGIN}.`)
  }
  // Health checks come by address, not by name.
  if (pathname.startsWith('/api/health/')) return undefined
  return answerPlain(421, `This portal is at ${PORTAL_ORIGIN}.`)
}

/**
 * Pages take writes from their own forms and actions alone. The actions check the origin again: this only answers early
 * what Next would turn into 500.
 */
function refuseWrite({ method, headers, nextUrl }: NextRequest): NextResponse | undefined {
  if (method === 'GET' || method === 'HEAD') return undefined
  const isFile = /\.\w+$/.test(nextUrl.pathname)
  if (method !== 'POST' || isFile) {
    const allow = isFile ? 'GET, HEAD' : 'GET, HEAD, POST'
    return answerPlain(405, `${method} is no method of this address.`, { allow })
  }
  try {
    requireSameOrigin(headers)
  } catch (thrown) {
    const error = toAppError(thrown)
    return answerPlain(error.status, error.publicDetail)
  }
  if (Number(headers.get('content-length') ?? 0) > formBytesMax)
    return answerPlain(413, `A form is no larger than ${formBytesMax / 1024} KB.`)
  const type = headers.get('content-type')?.toLowerCase() ?? ''
  const isForm = /^multipart\/form-data;.*boundary=/.test(type)
  const isCall = headers.has('next-action') && type.startsWith('text/plain')
  return isForm || isCall ? undefined : answerPlain(415, 'This page takes its own forms alone.')
}

function answerPlain(status: number, text: string, headers: Record<string, string> = {}): NextResponse {
  return new NextResponse(`${text}\n`, {
    status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
  })
}

function pagePolicy(nonce: string): string {
  const isDevelopment = env().NODE_ENV === 'development'
  return contentPolicy({
    'default-src': ["'self'"],
    'script-src': [
      "'self'",
      nonceSource(nonce),
      "'strict-dynamic'",
      ...(isDevelopment ? ["'unsafe-eval'"] : []),
    ],
    'style-src': [
      "'self'",
      ...(isDevelopment ? ["'unsafe-inline'"] : [nonceSource(nonce), frameStyleSource]),
    ],
    'style-src-attr': ["'unsafe-inline'"],
    'img-src': ["'self'", 'data:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'"],
    'frame-src': ["'self'"],
    'form-action': ["'self'"],
    'frame-ancestors': [],
    'base-uri': [],
    'object-src': [],
  })
}
