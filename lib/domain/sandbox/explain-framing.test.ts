import { expect, test } from 'vitest'
import { explainFraming } from '@/lib/domain/sandbox/explain-framing'

const portalOrigin = 'https://crm.example.com'
const url = 'https://widgets.example.com/show'
const declared = ['https://widgets.example.com', 'https://cdn.example.com']

function explain(headers: Record<string, string | string[]>, { status = 200, from = url } = {}) {
  const listed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat()]))
  return explainFraming({ status, headers: listed }, { url: from, portalOrigin }, declared)
}

test('each frame-ancestors has a verdict of its own, and X-Frame-Options beside it is ignored', () => {
  const { lines, mayFrame, send } = explain({
    'content-security-policy': [
      "default-src 'self'; frame-ancestors https://crm.example.com",
      "frame-ancestors 'self'",
    ],
    'x-frame-options': 'DENY',
  })
  expect(lines.map(({ value, verdict }) => [value, verdict])).toEqual([
    ['frame-ancestors https://crm.example.com', 'ok'],
    ["frame-ancestors 'self'", 'bad'],
    ['DENY', 'skip'],
  ])
  expect(mayFrame).toBe(false)
  expect(send).toBe('Content-Security-Policy: frame-ancestors https://crm.example.com')
})

test.each([
  ['DENY', 'bad', false],
  ['SAMEORIGIN', 'bad', false],
  ['ALLOW-FROM https://crm.example.com', 'skip', true],
  ['SAMEORIGIN; DENY', 'skip', true],
  ['SAMEORIGIN; https://crm.example.com', 'skip', true],
  ['DENY, ALLOW-FROM https://crm.example.com', 'bad', false],
  ['ALLOWALL', 'ok', true],
])('X-Frame-Options alone: %s', (value, verdict, mayFrame) => {
  const explained = explain({ 'x-frame-options': value })
  expect(explained.lines[0]?.verdict).toBe(verdict)
  expect(explained.mayFrame).toBe(mayFrame)
})

test('an answer that lets anybody frame it is shown, and told to name who may', () => {
  const { lines, mayFrame } = explain({})
  expect(lines).toMatchObject([{ verdict: 'warn', value: 'no frame-ancestors' }])
  expect(mayFrame).toBe(true)
})

test.each([
  ['/show/', 'info', true, '/show/'],
  ['https://cdn.example.com/app', 'info', true, 'https://cdn.example.com/app'],
  ['/users/sign_in?next=%2F', 'warn', true, '/users/sign_in'],
  ['https://login.example.net/authorize?state=x', 'bad', false, 'https://login.example.net/authorize'],
])('a redirect to %s', (location, verdict, mayFrame, value) => {
  const explained = explain({ location, 'x-frame-options': 'DENY' }, { status: 302 })
  // Browsers judge only the last response.
  expect(explained.lines).toMatchObject([{ name: 'Location', value, verdict }])
  expect(explained.mayFrame).toBe(mayFrame)
})

test('plain http in a page of https is blocked, but for this machine’s own addresses', () => {
  expect(explain({}, { from: 'http://widgets.example.com/' })).toMatchObject({
    mayFrame: false,
    lines: [{ name: 'Mixed content', verdict: 'bad' }, {}],
  })
  expect(explain({}, { from: 'http://127.0.0.1:4000/' }).mayFrame).toBe(true)
})
