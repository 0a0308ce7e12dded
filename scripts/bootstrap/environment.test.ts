import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readDemoAddress, resolveSettings } from './environment'

let dataDir = ''
const operator = {
  DATABASE_URL: 'postgresql://portal@db.example.com/portal',
  MASTER_KEYS: '1:a2V5',
  SESSION_SECRET: 'a secret of the operator, long enough',
  PORTAL_ORIGIN: 'https://portal.example.com',
}

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'framegate-settings-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

describe('without DATABASE_URL', () => {
  test('fills in the demo for the port in use', () => {
    const settings = resolveSettings({ DATA_DIR: dataDir, PORT: '4100' })
    expect(settings).toMatchObject({
      SEED_DEMO: '1',
      PORTAL_ORIGIN: 'http://localhost:4100',
      WIDGET_ORIGIN: 'http://127.0.0.1:4100',
      OUTBOUND_ALLOW_ORIGINS: 'http://127.0.0.1:4100',
      ALLOW_LOOPBACK_WIDGETS: '1',
      OUTBOUND_ALLOW_LOOPBACK: '1',
    })
  })

  test('a command beside it takes the address that it was started with', () => {
    writeFileSync(join(dataDir, 'demo.json'), JSON.stringify({ url: 'http://localhost:4100' }))
    const beside = (given: Record<string, string>) =>
      resolveSettings({ ...readDemoAddress({ DATA_DIR: dataDir, ...given }), DATA_DIR: dataDir, ...given })
    expect(beside({})).toMatchObject({ PORT: '4100', PORTAL_ORIGIN: 'http://localhost:4100' })
    expect(beside({ PORT: '4200' })).toMatchObject({ PORTAL_ORIGIN: 'http://localhost:4200' })
    writeFileSync(join(dataDir, 'demo.json'), '{')
    expect(beside({})).toMatchObject({ PORT: '3000', PORTAL_ORIGIN: 'http://localhost:3000' })
  })

  test('keeps its generated keys, readable by their owner alone', () => {
    const first = resolveSettings({ DATA_DIR: dataDir })
    const second = resolveSettings({ DATA_DIR: dataDir })
    expect(second.MASTER_KEYS).toBe(first.MASTER_KEYS)
    expect(second.SESSION_SECRET).toBe(first.SESSION_SECRET)
    expect(Buffer.from(first.MASTER_KEYS?.split(':')[1] ?? '', 'base64')).toHaveLength(32)
    expect(statSync(join(dataDir, 'keys.json')).mode & 0o777).toBe(0o600)
  })

  test('does not replace a keys file that it cannot read', () => {
    writeFileSync(join(dataDir, 'keys.json'), '{"MASTER_')
    expect(() => resolveSettings({ DATA_DIR: dataDir })).toThrow(/keys\.json doesn't contain valid keys/)
    expect(readFileSync(join(dataDir, 'keys.json'), 'utf8')).toBe('{"MASTER_')
  })

  test('lets what the operator set win', () => {
    const settings = resolveSettings({
      DATA_DIR: dataDir,
      SESSION_SECRET: 'mine',
      WIDGET_ORIGIN: 'https://w.example',
    })
    expect(settings.SESSION_SECRET).toBe('mine')
    expect(settings.OUTBOUND_ALLOW_ORIGINS).toBe('https://w.example')
  })
})

describe('with DATABASE_URL', () => {
  test.each(['MASTER_KEYS', 'SESSION_SECRET', 'PORTAL_ORIGIN'])(
    'refuses to start without %s and names it',
    (name) => {
      expect(() => resolveSettings({ ...operator, DATA_DIR: dataDir, [name]: ' ' })).toThrow(
        new RegExp(`^${name} must be set`),
      )
    },
  )

  test('adds nothing of the demo', () => {
    const settings = resolveSettings({ ...operator, DATA_DIR: dataDir })
    expect(settings).not.toHaveProperty('SEED_DEMO')
    expect(settings).not.toHaveProperty('ALLOW_LOOPBACK_WIDGETS')
    expect(settings).not.toHaveProperty('OUTBOUND_ALLOW_LOOPBACK')
    expect(settings).not.toHaveProperty('OUTBOUND_ALLOW_ORIGINS')
  })

  test('demonstrates on that server when asked', () => {
    const { DATABASE_URL } = operator
    const settings = resolveSettings({ DATABASE_URL, SEED_DEMO: '1', DATA_DIR: dataDir })
    expect(settings).toMatchObject({ DATABASE_URL, SEED_DEMO: '1', PORTAL_ORIGIN: 'http://localhost:3000' })
    expect(settings.MASTER_KEYS).toBeTruthy()
  })
})

test('refuses a port that is none', () => {
  expect(() => resolveSettings({ DATA_DIR: dataDir, PORT: '70000' })).toThrow(/PORT must be/)
})
