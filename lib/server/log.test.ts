import { describe, expect, test } from 'vitest'
import { createLogger } from '@/lib/server/log'

function capture(fields: Record<string, unknown>, message = 'said', level = 'info'): string {
  let written = ''
  const logger = createLogger(level, { write: (line) => (written += line) })
  logger.info(fields, message)
  return written
}

describe('a log entry', () => {
  test('is one JSON line with time and message', () => {
    const line = capture({ requestId: 'req_1' })
    expect(JSON.parse(line)).toMatchObject({ level: 30, requestId: 'req_1', msg: 'said' })
    expect(JSON.parse(line).time).toMatch(/^\d{4}-\d\d-\d\dT/)
  })

  test.each([
    'a\nb',
    'a\r\nb',
    'a\rb',
    'a\u2028b',
    'a\u2029b',
    'a\u0085b',
    'a\0b',
    '"}\n{"level":60,"msg":"forged"}',
    '\ud800',
  ])('stays one line and keeps its text for %j', (text) => {
    const line = capture({ path: text }, text)
    // Every character at which some reader of logs begins a new line.
    expect(line.split(/[\n\r\u0085\u2028\u2029]/)).toHaveLength(2)
    const entry = JSON.parse(line)
    if (text !== '\ud800') expect(entry).toMatchObject({ path: text, msg: text, level: 30 })
  })

  test.each(['secret', 'password', 'token', 'authorization', 'cookie', 'context', 'signature'])(
    'never holds a %s, up to three levels down',
    (name) => {
      const line = capture({ [name]: 'hunter2', a: { [name]: 'hunter2', b: { [name]: 'hunter2' } } })
      expect(line).not.toContain('hunter2')
      expect(line.match(/\[redacted\]/g)).toHaveLength(3)
    },
  )

  const token = 'Zk3vQ0y8Xb1nTqWc7RrJ5uHsLe2MfPdAoG9iKx4wVtE'

  test.each([
    `/reset/${token}`,
    `/join/${token}`,
    `/JOIN/${token}/`,
    '/reset/short',
    `/api/connectors/marketplace/con_1/${token}`,
    `/somewhere/${encodeURIComponent(`${token}=`)}`,
  ])('holds no token of a link in the path %s', (path) => {
    const entry = JSON.parse(capture({ path }))
    expect(entry.path).toContain('/[redacted]')
    expect(entry.path).not.toContain(path.split('/').find((part) => part === 'short' || part.length > 40))
  })

  test.each([
    '/partner/widgets/wgt_5tN2xR8kQ1aBcDeFgHiJ/secrets',
    '/people/e1e4a000-0000-4000-8000-000000000001',
    '/api/v1/widgets/wgt_5tN2xR8kQ1aBcDeFgHiJ/certifications/crt_5tN2xR8kQ1aBcDeFgHiJ',
  ])('keeps the ids of the path %s', (path) => {
    expect(JSON.parse(capture({ path })).path).toBe(path)
  })

  test.each([
    `GET http://localhost/reset/${token} failed`,
    `next=%2Fjoin%2F${token}`,
    `Authorization: Bearer ${token}`,
    `key fg_team_${token}`,
    `token fga_${token} or fgr_${token}`,
    `https://crm.example.com/callback?code=${token}&state=${token}`,
  ])('holds no secret that a library put into its text: %s', (text) => {
    const line = capture({ cause: text }, text)
    expect(line).not.toContain(token)
    expect(JSON.parse(line).msg).toContain('[redacted]')
  })

  test('is left out below the level', () => {
    expect(capture({}, 'said', 'warn')).toBe('')
  })
})
