import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '@playwright/test'
import { encodeSession, sessionCookieName } from '@/lib/auth/session'
import { type FreezableCluster, startFreezableCluster } from '@/test/frozen-cluster'

// One statement, then one wait for a connection: what a request meets at worst, and room for a busy machine.
const boundMs = 20_000
const record = 'e1e4a000-0000-4000-8000-000000000001'
const token = 'Zk3vQ0y8Xb1nTqWc7RrJ5uHsLe2MfPdAoG9iKx4wVtE'

test('while the database hangs every address answers 503 with Retry-After, and recovers without a restart', async () => {
  test.setTimeout(240_000)
  const cluster = await startFreezableCluster('frozen-portal')
  const portal = await startPortal(cluster)
  try {
    // Its first connection may take a moment beside the other tests.
    await expect
      .poll(async () => (await statusOf(`${portal.origin}/sign-in`)).status, { timeout: boundMs })
      .toBe(200)
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const requests: [string, RequestInit?][] = [
      ['/sign-in'],
      ['/sign-up'],
      [`/reset/${token}`],
      [`/join/${token}`],
      ['/people'],
      [`/people/${record}`],
      ['/partner/widgets'],
      ['/review'],
      ['/docs/api'],
      ['/nowhere'],
      [`/frames/wgt_none?placement=person&record=${record}`, { headers: { cookie: portal.cookie } }],
      ['/people', { headers: { cookie: portal.cookie, rsc: '1' } }],
      ['/api/v1/me', { headers: { authorization: `Bearer fg_team_${token}` } }],
      [
        '/api/v1/widgets',
        { method: 'POST', headers: { authorization: `Bearer fg_team_${token}` }, body: '{}' },
      ],
      [
        '/api/session',
        {
          method: 'POST',
          headers: { ...form, accept: 'text/html', origin: portal.origin },
          body: 'email=ann%40example.com&password=x',
        },
      ],
      [
        '/api/oauth/token',
        { method: 'POST', headers: form, body: 'grant_type=refresh_token&refresh_token=x&client_id=x' },
      ],
      ['/api/oauth/authorize?client_id=x&response_type=code'],
      ['/api/connectors/social-signin/con_x/search?q=a&expires=1&sig=x'],
      ['/api/connectors/showpad/con_x/v1/recipientsearch', { method: 'POST', body: '{}' }],
      ['/api/connectors/marketplace/con_x/postbacks', { method: 'POST', body: '{}' }],
    ]
    await cluster.freeze()
    // What was answered a moment ago counts for a moment.
    await expect
      .poll(async () => (await statusOf(`${portal.origin}/sign-in`)).status, { timeout: boundMs })
      .toBe(503)
    for (const [path, init] of requests) {
      const answer = await statusOf(portal.origin + path, init)
      expect([answer.status, answer.retryAfter], path).toEqual([503, '5'])
      expect(answer.ms, path).toBeLessThan(boundMs)
    }
    expect(await statusOf(`${portal.origin}/api/health/ready`)).toMatchObject({ status: 503 })
    expect(await statusOf(`${portal.origin}/api/health/live`)).toMatchObject({ status: 200 })
    await cluster.thaw()
    await expect
      .poll(async () => (await statusOf(`${portal.origin}/sign-in`)).status, { timeout: 20_000 })
      .toBe(200)
    await expect
      .poll(async () => (await statusOf(`${portal.origin}/api/health/ready`)).status, { timeout: 20_000 })
      .toBe(200)
    expect(portal.output()).toContain('/reset/[redacted]')
    await expectNoErrorLine(portal)
    expect(portal.output()).not.toContain(token)
  } finally {
    await cluster.thaw()
    await portal.stop()
    await cluster.stop()
  }
})

/** A stranger's malformed request is not an error in our log. */
async function expectNoErrorLine({
  origin,
  output,
}: {
  origin: string
  output: () => string
}): Promise<void> {
  const before = output().length
  const same = { origin, 'sec-fetch-site': 'same-origin' }
  const action = { 'next-action': '0'.repeat(42) }
  const parts = { 'content-type': 'multipart/form-data; boundary=x' }
  const text = { 'content-type': 'text/plain;charset=UTF-8' }
  const half = '--x\r\ncontent-disposition: form-data; name="$ACTION_ID_00"\r\n\r\n'
  for (const path of ['/sign-up', '/sign-in', `/join/${token}`, '/nowhere', '/api/session', '/api/v1/me'])
    for (const [headers, body] of [
      [parts, ''],
      [parts, half],
      [{ ...parts, ...action }, half],
      [{ ...text, ...action }, '["$F1"'],
      [{ 'content-type': 'application/json' }, '{'],
    ] as const) {
      const { status } = await statusOf(origin + path, {
        method: 'POST',
        headers: { ...same, ...headers },
        body,
      })
      expect(status, path).toBeLessThan(500)
    }
  const errors = output()
    .slice(before)
    .split('\n')
    .filter((line) => /"level":[56]0/.test(line))
  expect(errors).toEqual([])
}

async function startPortal(cluster: FreezableCluster) {
  const port = await findFreePort()
  const origin = `http://localhost:${port}`
  const env = {
    ...process.env,
    DATABASE_URL: cluster.url,
    PORT: String(port),
    PORTAL_ORIGIN: origin,
    SESSION_SECRET: process.env.SESSION_SECRET ?? 'a session secret for a frozen database',
    MASTER_KEYS: `1:${Buffer.alloc(32, 1).toString('base64')}`,
    SEED_DEMO: '0',
    DATA_DIR: mkdtempSync(join(tmpdir(), 'framegate-frozen-')),
    LOG_LEVEL: 'info',
  }
  const child = spawn(process.execPath, ['scripts/server/serve.mjs'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk))
  await once(child, 'message')
  return {
    origin,
    // Of nobody: whose it is has to be asked all the same.
    cookie: `${sessionCookieName()}=${await encodeSession({ userId: record, tokenVersion: 0, sessionId: 'ses_nobodys' })}`,
    output: () => output,
    stop: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await Promise.race([ended, sleep(10_000)])
      child.kill('SIGKILL')
    },
  }
}

async function statusOf(url: string, init: RequestInit = {}) {
  const start = performance.now()
  const response = await fetch(url, { redirect: 'manual', ...init })
  await response.arrayBuffer()
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    ms: performance.now() - start,
  }
}

function findFreePort(): Promise<number> {
  return new Promise((settle, fail) => {
    const probe = createServer()
    probe.once('error', fail)
    probe.listen(0, () => {
      const address = probe.address()
      probe.close(() => settle(address && typeof address === 'object' ? address.port : 0))
    })
  })
}
