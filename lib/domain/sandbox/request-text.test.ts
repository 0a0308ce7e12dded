import { expect, test } from 'vitest'
import { parseRequestText, writeRequestText } from '@/lib/domain/sandbox/request-text'
import { codeOf } from '@/test/refusals'

const origins = ['https://widgets.example.com']
const get = {
  method: 'GET' as const,
  url: 'https://widgets.example.com/show?context=a%2Bb&signature=c',
  headers: {},
  body: null,
  fields: {},
}
const post = {
  method: 'POST' as const,
  url: 'https://widgets.example.com/slot',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: 'payload=a.b.c&payload=d&tenant_id=1',
  fields: { payload: 'd', tenant_id: '1' },
}

test('what was written reads as the same request', () => {
  for (const request of [get, post])
    expect(parseRequestText(writeRequestText(request), { method: request.method, origins })).toEqual(request)
})

test('a body keeps its own empty lines', () => {
  const text = 'POST https://widgets.example.com/\ncontent-type: application/json\n\n{\n\n}\n'
  expect(parseRequestText(text, { method: 'POST', origins }).body).toBe('{\n\n}\n')
})

test.each([
  'POST https://widgets.example.com/',
  'GET https://elsewhere.example.com/',
  'GET https://widgets.example.com.evil.example/',
  'GET javascript:alert(1)',
  'GET http://127.0.0.1/',
  'GET',
  '',
  'GET https://widgets.example.com/\nhost: 127.0.0.1',
  'GET https://widgets.example.com/\ncookie: a=b',
  'GET https://widgets.example.com/\nno header',
  'GET https://widgets.example.com/\nx: a\u0000b',
])('refuses what would go elsewhere or is no request: %j', async (text) => {
  expect(await codeOf(() => parseRequestText(text, { method: 'GET', origins }))).toBe('malformed_request')
})
