import NextAuth from 'next-auth'
import { authOptions } from '@/lib/auth/options'
import { type AppError, notFound } from '@/lib/errors'
import { clientAddress, readJson, readText, requireSameOrigin } from '@/lib/http/request'
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
  if (method === 'POST') {
    requireSameOrigin(request.headers)
    await checkBody(request.clone())
  }
  let refusal: AppError | undefined
  const options = authOptions({
    clientAddress: clientAddress(request.headers),
    onRefusal: (error) => {
      refusal = error
    },
  })
  const response: Response = await NextAuth(options)(request, { params: Promise.resolve(params) })
  if (refusal && refusal.code !== 'invalid_credentials') throw refusal
  return response
})

/** next-auth answers a body that it cannot read with 500. */
async function checkBody(request: Request): Promise<void> {
  if (request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded'))
    await readText(request)
  else await readJson(request)
}

export { handle as GET, handle as POST }
