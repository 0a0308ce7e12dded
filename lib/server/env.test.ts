import { describe, expect, test } from 'vitest'
import { parseEnv } from '@/lib/server/env'

const usable = {
  DATABASE_URL: 'postgresql://portal@db.example.com/portal',
  SESSION_SECRET: 'long enough for a session secret, this',
}

describe('parseEnv', () => {
  test('fills in what an operator may leave out', () => {
    expect(parseEnv(usable)).toMatchObject({
      PORT: 3000,
      PORTAL_ORIGIN: 'http://localhost:3000',
      OUTBOUND_ALLOW_ORIGINS: [],
      ALLOW_LOOPBACK_WIDGETS: false,
      OUTBOUND_ALLOW_LOOPBACK: false,
      SEED_DEMO: false,
      TRUST_PROXY: 0,
      JOBS: 'beside',
      LOG_LEVEL: 'info',
    })
  })

  test('derives the portal’s origin from the port unless it is set', () => {
    expect(parseEnv({ ...usable, PORT: '4100' }).PORTAL_ORIGIN).toBe('http://localhost:4100')
    const PORTAL_ORIGIN = 'https://portal.example.com'
    expect(parseEnv({ ...usable, PORT: '4100', PORTAL_ORIGIN }).PORTAL_ORIGIN).toBe(PORTAL_ORIGIN)
  })

  test('reads a list of exact origins', () => {
    const parsed = parseEnv({ ...usable, OUTBOUND_ALLOW_ORIGINS: ' http://127.0.0.1:1, https://a.example ,' })
    expect(parsed.OUTBOUND_ALLOW_ORIGINS).toEqual(['http://127.0.0.1:1', 'https://a.example'])
  })

  test.each([
    ['DATABASE_URL', undefined],
    ['DATABASE_URL', ''],
    ['PORT', '0'],
    ['PORT', '70000'],
    ['PORT', 'http'],
    ['PORTAL_ORIGIN', 'https://portal.example.com/'],
    ['PORTAL_ORIGIN', 'portal.example.com'],
    ['WIDGET_ORIGIN', 'null'],
    ['SESSION_SECRET', undefined],
    ['SESSION_SECRET', 'hunter2hunter2'],
    ['OUTBOUND_ALLOW_ORIGINS', 'https://a.example/path'],
    ['OUTBOUND_ALLOW_ORIGINS', '*'],
    ['ALLOW_LOOPBACK_WIDGETS', 'yes'],
    ['TRUST_PROXY', '-1'],
    ['JOBS', 'elsewhere'],
    ['LOG_LEVEL', 'loud'],
  ])('names %s when it is %j', (name, value) => {
    expect(() => parseEnv({ ...usable, [name]: value })).toThrow(
      new RegExp(`Fix the environment: ${name}\\b`),
    )
  })

  test('names every problem at once and repeats no secret', () => {
    const parse = () => parseEnv({ ...usable, SESSION_SECRET: 'hunter2', PORT: 'x' })
    expect(parse).toThrow(/PORT .*SESSION_SECRET/)
    expect(parse).not.toThrow(/hunter2/)
  })
})

test('nothing can change the settings that were read', () => {
  const settings = parseEnv(usable)
  expect(() => Object.assign(settings, { PORT: 1 })).toThrow(TypeError)
  expect(() => Object.assign(settings.OUTBOUND_ALLOW_ORIGINS, { 0: 'https://a.example' })).toThrow(TypeError)
})
