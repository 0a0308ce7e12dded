import { expect, test } from 'vitest'
import { answerStage } from '@/lib/http/stage-document'

const hostile = `"><script>alert(1)</script>'\u2028</script><!--`
const frame = {
  title: hostile,
  request: { method: 'GET', url: 'https://widgets.example.com/?context=a&signature=b', body: null },
  origins: ['https://widgets.example.com', 'https://login.example.com'],
  allow: ['camera', 'geolocation'],
}

function directives(response: Response): Record<string, string> {
  const policy = response.headers.get('content-security-policy') ?? ''
  return Object.fromEntries(
    policy.split('; ').map((part) => [part.split(' ')[0], part.split(' ').slice(1).join(' ')]),
  )
}

test('the stage’s policy names exactly the declared origins, and the portal alone may frame it', () => {
  const policy = directives(answerStage(200, {}, frame))
  expect(policy).toMatchObject({
    'default-src': "'none'",
    'frame-src': 'https://widgets.example.com https://login.example.com',
    'form-action': 'https://widgets.example.com https://login.example.com',
    'frame-ancestors': "'self'",
    'base-uri': "'none'",
    'connect-src': "'self'",
  })
  expect(policy['script-src']).toMatch(/^'nonce-[A-Za-z0-9+/]{22}=='$/)
})

test('without a widget nothing may be framed or posted to', () => {
  const policy = directives(answerStage(404, { refused: { code: 'not_found', detail: 'x', requestId: 'r' } }))
  expect(policy).toMatchObject({ 'frame-src': "'none'", 'form-action': "'none'" })
})

test('a hostile name stays text, in markup and in the data', async () => {
  const refused = { code: 'wrong_state', detail: hostile, requestId: 'r' }
  for (const response of [answerStage(200, {}, frame), answerStage(409, { refused })]) {
    const html = await response.text()
    expect(html).not.toContain('<script>alert(1)')
    expect(html).not.toContain('<!--')
    expect(html.match(/<script/g)).toHaveLength(2)
    const [, json = ''] = /<script type="application\/json"[^>]*>(.*)<\/script>\n/.exec(html) ?? []
    expect(json).not.toMatch(/[<>&\u2028]/)
    expect(() => JSON.parse(json)).not.toThrow()
  }
})

test('the widget’s frame is sandboxed and never navigates the top', async () => {
  const html = await answerStage(200, {}, frame).text()
  const [, sandbox = ''] = /sandbox="([^"]*)"/.exec(html) ?? []
  expect(sandbox.split(' ')).toEqual([
    'allow-scripts',
    'allow-same-origin',
    'allow-forms',
    'allow-popups',
    'allow-popups-to-escape-sandbox',
  ])
  expect(html).toContain('allow="camera; geolocation"')
  expect(await answerStage(200, {}, { ...frame, allow: [] }).text()).not.toContain(' allow="')
})

test('the stage is stored nowhere and tells others no more than its origin', () => {
  const { headers } = answerStage(200, {}, frame)
  expect(headers.get('cache-control')).toBe('private, no-store')
  expect(headers.get('referrer-policy')).toBe('strict-origin')
  expect(headers.get('x-frame-options')).toBe('SAMEORIGIN')
})

test('in an embedding page the stage is framed by that origin and the portal, and calls by a token', async () => {
  const embedded = answerStage(200, {}, frame, { host: 'https://crm.example.com' })
  expect(directives(embedded)['frame-ancestors']).toBe("'self' https://crm.example.com")
  expect(embedded.headers.get('x-frame-options')).toBeNull()
  expect(await embedded.text()).toContain('"isEmbedded":true')
  expect(await answerStage(200, {}, frame).text()).not.toContain('isEmbedded')
})

test('every stage has a nonce of its own', () => {
  const nonces = [1, 2, 3].map(() => directives(answerStage(200, {}, frame))['script-src'])
  expect(new Set(nonces).size).toBe(3)
})

test('the sandbox shows a frame in its theme, without an origin or without cookies', async () => {
  const origins = ['https://widgets.example.com']
  const data = {
    sandbox: {
      launchId: 'sbx_1',
      placement: 'person',
      protocol: 'sure-send',
      nonce: null,
      origins,
      host: 'answers' as const,
    },
  }
  const strict = await answerStage(200, data, frame, { look: { frame: 'strict', theme: 'dark' } }).text()
  expect(/sandbox="([^"]*)"/.exec(strict)?.[1]).toBe('allow-scripts allow-forms')
  expect(strict).toContain('color-scheme:dark')
  expect(strict).toContain('src="/sandbox-stage.js"')
  expect(strict).not.toContain(' credentialless')
  const bare = await answerStage(200, data, frame, {
    look: { frame: 'credentialless', theme: 'light' },
  }).text()
  expect(bare).toContain(' credentialless')
  expect(bare).toContain('allow-same-origin')
})

test('a form posts each of its fields, also one that is there twice', async () => {
  const request = { method: 'POST', url: 'https://widgets.example.com/', body: 'payload=a&payload=%22b&x=' }
  const html = await answerStage(200, {}, { ...frame, request }).text()
  const inputs = [...html.matchAll(/name="([^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [name, value])
  expect(inputs).toEqual([
    ['payload', 'a'],
    ['payload', '&#34;b'],
    ['x', ''],
  ])
})
