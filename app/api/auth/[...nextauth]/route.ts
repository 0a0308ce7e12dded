import { NextRequest } from 'next/server'
import NextAuth from 'next-auth'
import { deviceCookieName } from '@/lib/auth/known-device'
import { authOptions } from '@/lib/auth/options'
import { type AppError, notFound } from '@/lib/errors'
import { clientOf, readJson, readText, requireSameOrigin } from '@/lib/http/request'
import { route } from '@/lib/http/route'

type Params = { nextauth: string[] }

/** What of next-auth is open: its own pages, its log and the ways in that we do not offer are not. */
const open = {
  GET: new Set(['csrf', 'providers', 'session', 'signin', 'error']),
  POST: new Set(['callback/credentials', 'signout']),
}

/** Signing in and out by next-auth's own protocol, with the limits and the origin check of our own route. */
const handle = route<Params>({ access: 'public' }, async ({ request, params }) => {
  const method = request.method === 'POST' ? 'POST' : 'GET'
  if (!open[method].has(params.nextauth.join('/'))) throw notFound('address')
  if (method === 'POST') requireSameOrigin(request.headers)
  let refusal: AppError | undefined
  const options = authOptions({
    ...clientOf(request.headers),
    knownDevice: new NextRequest(request.url, { headers: request.headers }).cookies.get(deviceCookieName())
      ?.value,
    onRefusal: (error) => {
      refusal = error
    },
  })
  const response: Response = await NextAuth(options)(await readWhole(request), {
    params: Promise.resolve(params),
  })
  if (refusal && refusal.code !== 'invalid_credentials') throw refusal
  return response
})

/** The request with its body read and found to be a form or an object: next-auth answers anything else with 500. */
async function readWhole(request: Request): Promise<NextRequest> {
  const { url, method, headers } = request
  if (method !== 'POST') return new NextRequest(url, { headers })
  const isForm = headers.get('content-type')?.startsWith('application/x-www-form-urlencoded')
  const body = isForm ? await readText(request) : JSON.stringify(await readJson(request))
  return new NextRequest(url, { method, headers, body })
}

export { handle as GET, handle as POST }
