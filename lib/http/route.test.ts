import { describe, expect, test } from 'vitest'
import { AppError, notFound } from '@/lib/errors'
import { route } from '@/lib/http/route'
import { answerSignInError } from '@/lib/http/sign-in-error'

const url = 'http://localhost:3000/api/x'
const segment = { params: Promise.resolve({}) }

function fail(thrown: unknown): Promise<Response> {
  const handle = route({ access: 'public' }, () => Promise.reject(thrown))
  return handle(new Request(url, { headers: { 'x-request-id': 'req_1' } }), segment)
}

describe('a route', () => {
  test('answers an error as problem details that nobody stores', async () => {
    const response = await fail(notFound('widget'))
    expect(response.status).toBe(404)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(await response.json()).toMatchObject({ code: 'not_found', requestId: 'req_1' })
  })

  test('says when to try again', async () => {
    const response = await fail(new AppError('rate_limited', 'Too many.', { retryAfterSeconds: 7 }))
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7'])
  })

  test('says nothing of an unknown fault', async () => {
    const response = await fail(new Error('password=hunter2'))
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('hunter2')
  })

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'with a session refuses a %s of another site before it asks who calls',
    async (method) => {
      let wasHandled = false
      const handle = route({ access: 'session' }, async () => {
        wasHandled = true
        return new Response()
      })
      const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
      const response = await handle(new Request(url, { method, headers }), segment)
      expect(response.status).toBe(403)
      expect(wasHandled).toBe(false)
    },
  )

  test('that is public knows nobody', async () => {
    const handle = route({ access: 'public' }, async ({ actor }) => Response.json(actor))
    const response = await handle(new Request(url, { headers: { cookie: 'framegate.session=x' } }), segment)
    expect(await response.json()).toEqual({ kind: 'anonymous' })
  })
})

describe('a failed sign-in', () => {
  const page = new Request(url, { headers: { accept: 'text/html,*/*' } })
  const wrong = new AppError('invalid_credentials', 'Email and password don’t match an account.')
  const limited = new AppError('rate_limited', 'Too many attempts.', { retryAfterSeconds: 60 })

  test('sends a browser back to the form with the code alone', () => {
    const response = answerSignInError(page, wrong, 'req_1')
    expect([response.status, response.headers.get('location')]).toEqual([
      303,
      '/sign-in?error=invalid_credentials',
    ])
  })

  test('over the limit is 429 for a browser too, with the way back', async () => {
    const response = answerSignInError(page, limited, 'req_1')
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '60'])
    expect(await response.text()).toContain('url=/sign-in?error=rate_limited&amp;wait=60')
  })

  test('is problem details for a program', () => {
    const response = answerSignInError(new Request(url), wrong, 'req_1')
    expect([response.status, response.headers.get('content-type')]).toEqual([401, 'application/problem+json'])
  })
})
