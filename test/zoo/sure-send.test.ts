import { spawn, spawnSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import type { CertificationReport } from '@/lib/domain/certification/checks.schema'
import { certify, idsOf } from '@/test/zoo/certify'
import { closeZoo, openZoo, type ZooAnswer, type ZooKeeper } from '@/test/zoo/open-zoo'
import { page, refusal, zooHost } from '@/test/zoo/pages'
import { computeSignature, keepSureSend, sureSendMistakes, zooSecret } from '@/test/zoo/sure-send'

afterAll(closeZoo)

async function certifyZoo(keep: ZooKeeper, limits = {}): Promise<CertificationReport> {
  const url = `${await openZoo(keep)}/widget?own=1`
  const secrets = [{ label: 'active' as const, secret: zooSecret }]
  return certify({ protocol: 'sure-send', urls: { person: url, company: url }, secrets }, limits)
}

/** What each server fails, and no more. */
const failing: Record<keyof typeof sureSendMistakes, string[]> = {
  'checks no signature': [
    'refuses-tampered-context',
    'refuses-tampered-signature',
    'refuses-wrong-secret',
    'refuses-short-signature',
  ],
  'signs the decoded JSON': ['accepts-valid'],
  'decodes the secret from hex': ['accepts-valid'],
  'keeps a line break after the secret': ['accepts-valid'],
  'throws on a short signature': ['refuses-short-signature'],
  'compares only as much as it was given': ['refuses-short-signature'],
  'takes upper case': [],
  'accepts an empty secret too': ['refuses-wrong-secret'],
  'accepts expired': ['refuses-expired'],
  'accepts the future': ['refuses-future'],
  'accepts what is no time': ['refuses-malformed-timestamp'],
  'takes the first of two': ['refuses-doubled'],
  'throws on a missing signature': ['refuses-missing', 'no-server-error'],
  'accepts what has no signature': ['refuses-missing'],
  'takes UTF-8 for Latin-1 (atob)': ['accepts-unicode'],
  'throws on names beyond ASCII': ['accepts-unicode'],
  'knows no companies': ['accepts-placements'],
  'refuses framing by X-Frame-Options': ['allows-framing'],
  'names another site in frame-ancestors': ['allows-framing'],
  'sends the outdated ALLOW-FROM alone': [],
  'shows its secret in the page': ['no-secret-leak'],
  'shows its secret in base64 on an error page': ['no-secret-leak'],
  'shows its secret in a script': ['no-secret-leak'],
  'gives the context to a third party': ['no-context-leak'],
  'gives the email to a third party': ['no-context-leak'],
  'tells third parties the whole referer': ['no-context-leak'],
  'writes names as markup': ['escapes-markup'],
  'is slow': ['fast-enough'],
  'sends 30 MB': ['fast-enough'],
  'throws on empty fields': ['state-empty-fields'],
  'shows a stack trace': ['error-page-readable'],
  'refuses with nothing': ['error-page-readable'],
  'refuses in JSON': ['error-page-readable'],
  'throws on a signature beyond ASCII': ['no-server-error'],
  'limits the pace of forgeries': [
    'refuses-tampered-context',
    'refuses-tampered-signature',
    'refuses-wrong-secret',
    'refuses-expired',
    'refuses-future',
    'refuses-malformed-timestamp',
    'refuses-missing',
    'refuses-doubled',
    'refuses-short-signature',
    'refuses-raw-plus',
  ],
  'refuses everything': ['accepts-valid'],
  'answers nothing but 500': ['accepts-valid'],
}

test('every mistake of the zoo has its expected checks', () => {
  expect(Object.keys(failing)).toEqual(Object.keys(sureSendMistakes))
})

const script: ZooAnswer = {
  status: 200,
  headers: { 'content-type': 'text/javascript' },
  body: `const k = "${zooSecret.toUpperCase()}"`,
}

describe('a certification fails exactly the checks of the mistake', () => {
  test.concurrent.each(Object.entries(sureSendMistakes))(
    '%s',
    async (name, mistake) => {
      const keep = keepSureSend(mistake)
      const serve: ZooKeeper = (request, response) =>
        new URL(request.url).pathname === '/app.js' ? script : keep(request, response)
      const report = await certifyZoo(serve, name === 'is slow' ? { slowMs: 500 } : {})
      expect(idsOf(report, 'failed')).toEqual(failing[name])
      const passed = failing[name]?.length === 0
      expect(report).toMatchObject({ passed, isComplete: true, wasReached: true })
      expect(JSON.stringify(report)).not.toContain(zooSecret)
    },
    30_000,
  )
})

describe('a server that refuses every valid launch is told why, where that shows', () => {
  const told: [mistake: keyof typeof sureSendMistakes, reason: RegExp | null][] = [
    ['signs the decoded JSON', /over the decoded JSON/],
    ['decodes the secret from hex', /the hex-decoded secret/],
    ['keeps a line break after the secret', /line break after it/],
    ['refuses everything', null],
  ]
  test.concurrent.each(told)('%s', async (mistake, reason) => {
    const report = await certifyZoo(keepSureSend(sureSendMistakes[mistake]))
    const [valid] = report.checks
    expect(valid).toMatchObject({ id: 'accepts-valid', outcome: 'failed' })
    if (reason) expect(valid?.detail).toMatch(reason)
    else expect(valid?.detail).not.toMatch(/It accepts/)
  })
})

describe('a server that does everything right', () => {
  test.concurrent('passes, with both of its secrets, and is told what was not tried', async () => {
    const staged = zooSecret.split('').reverse().join('')
    const keep = keepSureSend({
      isSigned: (context, signature) =>
        [zooSecret, staged].some((secret) => computeSignature(context, secret) === signature),
    })
    const url = await openZoo(keep)
    const secrets = [
      { label: 'active' as const, secret: zooSecret },
      { label: 'staged' as const, secret: staged },
    ]
    const attested = ['secret-stored-safely'] as const
    const report = await certify({
      protocol: 'sure-send',
      urls: { person: url, company: url },
      secrets,
      attested,
    })
    expect(report.passed).toBe(true)
    expect(idsOf(report, 'failed', 'warned')).toEqual([])
    const untried = [
      'https',
      'browser-console',
      'browser-mixed-content',
      'browser-widths',
      'browser-slow-network',
      'browser-accessibility',
      'works-without-storage',
      'bridge-connects',
      'bridge-without',
      'bridge-height',
      'loading-states',
    ]
    expect(idsOf(report, 'skipped')).toEqual(untried)
    expect(idsOf(report, 'attested')).toEqual(attested)
  })

  test.concurrent('fails when it knows only the active one of two secrets', async () => {
    const url = await openZoo(keepSureSend())
    const secrets = [
      { label: 'active' as const, secret: zooSecret },
      { label: 'staged' as const, secret: 'another secret that it does not have' },
    ]
    const report = await certify({ protocol: 'sure-send', urls: { person: url, company: url }, secrets })
    expect(idsOf(report, 'failed')).toEqual(['accepts-staged-secret'])
  })

  test.concurrent('passes behind redirects to declared origins, for refusals too', async () => {
    const keep = keepSureSend()
    const app = await openZoo(keep)
    const front = await openZoo(({ url }) => ({
      status: 302,
      headers: { location: `${app}/app${new URL(url).search}` },
    }))
    const target = {
      protocol: 'sure-send' as const,
      urls: { person: front, company: front },
      secrets: [{ label: 'active' as const, secret: zooSecret }],
    }
    const declared = await certify({ ...target, furtherOrigins: [app] })
    expect(idsOf(declared, 'failed')).toEqual([])
    const undeclared = await certify(target)
    expect(idsOf(undeclared, 'failed')).toEqual(['accepts-valid'])
    expect(undeclared.checks[0]?.detail).toContain('not one of its declared origins')
  })
})

describe('a server that hardly answers ends the run early, with one failed check', () => {
  const broken: [name: string, keep: ZooKeeper, detail: RegExp][] = [
    ['hangs', () => null, /did not answer in time/],
    [
      'drips',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'text/html' })
        const drops = setInterval(() => response.write('.'), 50)
        response.on('close', () => clearInterval(drops))
        return null
      },
      /did not answer in time/,
    ],
    ['loops', ({ url }) => ({ status: 302, headers: { location: url } }), /redirects more than/],
    [
      'cuts the connection',
      (_, response) => {
        response.destroy()
        return null
      },
      /connection broke/,
    ],
    [
      'sends endless headers',
      () => ({ status: 200, headers: { 'x-long': 'x'.repeat(32 * 1024) } }),
      /16 KB of headers/,
    ],
  ]
  test.concurrent.each(broken)('%s', async (_, keep, detail) => {
    const report = await certifyZoo(keep, { requestSeconds: 1 })
    expect(idsOf(report, 'failed')).toEqual(['accepts-valid'])
    expect(report.checks[0]?.detail).toMatch(detail)
    expect(report).toMatchObject({ passed: false })
    expect(report.durationMs).toBeLessThan(3000)
  })

  test.concurrent('hangs on every refusal: the rest is left out, and nothing passes by it', async () => {
    const right = keepSureSend()
    const report = await certifyZoo(
      async (request, response) => {
        const answer = await right(request, response)
        return answer && answer.status < 400 ? answer : null
      },
      { requestSeconds: 0.5 },
    )
    expect(report).toMatchObject({ passed: false, isComplete: false })
    expect(report.durationMs).toBeLessThan(3000)
    const refusals = report.checks.filter(({ id }) => id.startsWith('refuses-'))
    expect(refusals.map(({ outcome }) => outcome)).not.toContain('passed')
  })

  test.concurrent('is too slow for the whole run: the report says that it is not complete', async () => {
    const right = keepSureSend()
    const report = await certifyZoo(
      async (request, response) => {
        await new Promise((settle) => setTimeout(settle, 600))
        return right(request, response)
      },
      { totalSeconds: 4 },
    )
    expect(report).toMatchObject({ passed: false, isComplete: false, wasReached: true })
    expect(idsOf(report, 'failed')).toEqual([])
  })

  test.concurrent('is not there: that is no verdict on the widget', async () => {
    const report = await certify({
      protocol: 'sure-send',
      urls: { person: 'http://127.0.0.1:9' },
      secrets: [{ label: 'active', secret: zooSecret }],
    })
    expect(report).toMatchObject({ passed: false, wasReached: false })
  })
})

describe('receivers that this project did not write for the portal', () => {
  test.concurrent('the Node.js file for partners passes behind a few lines of server', async () => {
    const { readLaunch } = await import(pathToFileURL('docs/snippets/sure-send/verify.mjs').href)
    const report = await certifyZoo(({ url }) =>
      readLaunch(url, [zooSecret]) ? page('<h1>Hello</h1>') : refusal(),
    )
    expect(idsOf(report, 'failed', 'warned')).toEqual([])
  })

  const hasPython = spawnSync('python3', ['--version'], { stdio: 'ignore' }).status === 0
  test.skipIf(!hasPython)(
    `the Python file for partners passes${hasPython ? '' : ' (no python3)'}`,
    async () => {
      const child = spawn('python3', ['-c', pythonServer], { env: { ...process.env, SECRET: zooSecret } })
      try {
        const port = await new Promise<string>((settle) =>
          child.stdout.once('data', (data) => settle(`${data}`.trim())),
        )
        const url = `http://127.0.0.1:${port}/widget`
        const secrets = [{ label: 'active' as const, secret: zooSecret }]
        const report = await certify({ protocol: 'sure-send', urls: { person: url, company: url }, secrets })
        expect(idsOf(report, 'failed', 'warned')).toEqual([])
      } finally {
        child.kill()
      }
    },
  )
})

const pythonServer = `
import os, sys
sys.path.insert(0, 'docs/snippets/sure-send')
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from verify import read_launch

class Widget(BaseHTTPRequestHandler):
    def do_GET(self):
        launch = read_launch('http://widget' + self.path, [os.environ['SECRET']])
        self.send_response(200 if launch else 403)
        self.send_header('content-type', 'text/html; charset=utf-8')
        self.send_header('content-security-policy', 'frame-ancestors ${zooHost}')
        self.end_headers()
        self.wfile.write(b'<h1>Hello</h1>' if launch else b'<p>Open it from your CRM.</p>')

    def log_message(self, *_):
        pass

server = ThreadingHTTPServer(('127.0.0.1', 0), Widget)
print(server.server_port, flush=True)
server.serve_forever()
`
