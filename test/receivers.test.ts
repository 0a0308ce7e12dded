import { spawnSync } from 'node:child_process'
import { afterAll, describe, expect, test } from 'vitest'
import type { CertificationTarget } from '@/lib/domain/certification/target'
import { listWrongLaunches, signSampleLaunch } from '@/lib/domain/profiles/sample-launches'
import { factsOf, type ProtocolId, protocolIds } from '@/lib/domain/protocols/facts.schema'
import type { LanguageId } from '@/lib/domain/snippets/languages'
import { framingHeader, receiverFor, receiverLanguages, whyLeftOut } from '@/lib/domain/snippets/receivers'
import { signPostback } from '@/lib/protocols/postback'
import type { SignedRequest } from '@/lib/protocols/protocol'
import { closeReceivers, type OpenedReceiver, openReceiver } from '@/test/open-receiver'
import { certify, idsOf } from '@/test/zoo/certify'
import { zooHost } from '@/test/zoo/pages'

afterAll(closeReceivers)

const commands: Record<LanguageId, readonly [command: string, ...flags: string[]]> = {
  node: [process.execPath, '--version'],
  python: ['python3', '--version'],
  php: ['php', '--version'],
  ruby: ['ruby', '--version'],
  go: ['go', 'version'],
  java: ['javac', '--version'],
  csharp: ['mcs', '--version'],
}

/** Whether every receiver is certified, and not only one of each protocol and one in each language. */
const isDrill = process.env.DRILL === '1'

type Kind = {
  protocol: ProtocolId
  paths: Record<string, string>
  mode?: 'encrypted' | 'plain'
  more?: Partial<CertificationTarget>
}

const slots = ['full_page', 'custom_action', 'email_editor', 'people_page', 'account_page']
const kinds: Kind[] = [
  {
    protocol: 'sure-send',
    // What a language would interpolate or end a text at.
    paths: { person: "/it's/$HOME/pulse?view=a", company: "/it's/$HOME/pulse?view=a" },
  },
  { protocol: 'social-signin', paths: { search: '/search', iframe: '/iframe' } },
  { protocol: 'salesloft', paths: Object.fromEntries(slots.map((slot) => [slot, `/slots/${slot}`])) },
  {
    protocol: 'showpad',
    paths: { recipientsearch: '/base/v1/recipientsearch', activities: '/base/v1/activities' },
    more: { sendsEffects: true },
  },
  { protocol: 'marketplace', mode: 'encrypted', paths: { iframe: '/app' } },
  { protocol: 'marketplace', mode: 'plain', paths: { iframe: '/of/{{contact-id}}?user={{user-id}}' } },
]

const active = 'ActiveSecretOfThirtySixCharacters012'
const staged = 'StagedSecretOfThirtySixCharacters012'
const secrets = [
  { label: 'active' as const, secret: active },
  { label: 'staged' as const, secret: staged },
]

const opened = new Map<string, Promise<OpenedReceiver>>()

function open(language: LanguageId, { protocol, paths, mode }: Kind): Promise<OpenedReceiver> {
  const key = `${language} ${protocol} ${mode}`
  const separator = mode === 'plain' ? '\n' : ', '
  const receiver =
    opened.get(key) ??
    openReceiver(protocol, language, { paths, mode, secrets: [active, staged].join(separator) })
  opened.set(key, receiver)
  return receiver
}

function nameOf({ protocol, mode }: Kind): string {
  return [factsOf(protocol).name, mode].filter(Boolean).join(', ')
}

function send({ url, method, headers, body }: SignedRequest): Promise<Response> {
  return fetch(url, { method, headers, body, redirect: 'manual' })
}

for (const { id, label } of receiverLanguages) {
  const [command, ...flags] = commands[id]
  const isMissing = spawnSync(command, flags, { stdio: 'ignore' }).status !== 0
  const written = kinds.filter(({ protocol }) => !whyLeftOut(protocol, id))

  describe.skipIf(isMissing)(
    `the ${label} receiver${isMissing ? ` (${command} is not installed)` : ''}`,
    () => {
      test.each(written.map((kind) => [nameOf(kind), kind] as const))(
        'for %s shows a valid launch, refuses a tampered one, and sends the header that lets the CRM frame it',
        async (_, kind) => {
          const { protocol, mode } = kind
          const { origin, urls } = await open(id, kind)
          const now = new Date()
          for (const [endpoint, url] of Object.entries(urls)) {
            for (const secret of [active, staged]) {
              const answer = await send(
                await signSampleLaunch({ protocol, endpoint, url, mode, secret, now }),
              )
              expect(answer.status, endpoint).toBe(endpoint === 'activities' ? 201 : 200)
              expect(`Content-Security-Policy: ${answer.headers.get('content-security-policy')}`).toBe(
                framingHeader(zooHost),
              )
              expect(answer.headers.has('x-frame-options')).toBe(false)
            }
          }
          const [[endpoint = '', url = ''] = []] = Object.entries(urls)
          const tampered = listWrongLaunches(protocol, mode).filter(({ check }) =>
            check?.startsWith('refuses-t'),
          )
          for (const wrong of tampered)
            if (wrong.endpoints?.includes(endpoint) ?? true) {
              const request = await wrong.build({ endpoint, url, mode, secret: active, now })
              expect((await send(request)).status, wrong.id).toBe(403)
            }
          if (mode) {
            const location = { id: 'loc', accountNumber: '1', apiId: 'a' }
            const template = `${origin}/postbacks?location={{location.id}}`
            const events = ['registered', 'unregistered'] as const
            for (const event of events) {
              const sign = (secret: string) =>
                signPostback({ template, event, location, id: 'msg_1', secret, now })
              expect(await (await send(sign(staged))).json()).toEqual({ status: event })
              expect((await send(sign('another'))).status).toBe(403)
            }
          }
          const unsigned = { headers: {}, body: null, fields: {} }
          for (const method of ['GET', 'POST', 'PUT', 'DELETE'] as SignedRequest['method'][])
            for (const path of ['/', '/favicon.ico?context=1&data=2'])
              expect((await send({ ...unsigned, method, url: `${origin}${path}` })).status).toBe(403)
        },
        60_000,
      )

      const certified = written.filter(({ protocol }) => isDrill || id === 'node' || protocol === 'sure-send')
      test.each(certified.map((kind) => [nameOf(kind), kind] as const))(
        'for %s passes every check of a certification, by either of two secrets',
        async (_, kind) => {
          const { protocol, mode, more } = kind
          const { origin, urls } = await open(id, kind)
          const location = `${origin}/postbacks/{{location.id}}`
          const postbacks = mode ? { sendsEffects: true, postbackUrls: { location } } : {}
          const target = { protocol, mode, urls, secrets, ...postbacks, ...more }
          // How fast a receiver is depends on what else this machine does.
          const report = await certify(target, { slowMs: 60_000, requestSeconds: 50, totalSeconds: 50 })
          const problems = report.checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'warned')
          expect(problems.map((check) => `${check.id}: ${check.detail}`)).toEqual([])
          // What a run on this machine without a browser cannot show.
          const beyond =
            /^(https$|browser-|bridge-|works-without-storage|secret-stored|loading-states|unsigned-are-hints)/
          expect(idsOf(report, 'skipped').filter((check) => !beyond.test(check))).toEqual([])
          expect(report.passed).toBe(true)
        },
        60_000,
      )
    },
  )
}

const values = {
  variable: 'PULSE_SECRET',
  portalOrigin: zooHost,
  port: 4000,
  urls: { person: `${zooHost}/pulse` },
}

test('each protocol has a receiver in each language, or the reason why not', () => {
  const missing = protocolIds.flatMap((protocol) =>
    receiverLanguages
      .filter(({ id }) => !receiverFor(protocol, id, values))
      .map(({ id }) => `${protocol} ${id}: ${whyLeftOut(protocol, id)}`),
  )
  expect(missing).toEqual([expect.stringMatching(/^salesloft csharp: .* Mono, which has no AES-GCM/)])
})

test.each(receiverLanguages)(
  'the $label receiver has the reader’s own values, and no part of a command line',
  ({ id }) => {
    const { code, run } = receiverFor('sure-send', id, { ...values, widgetId: 'wgt_7' }) ?? {
      code: '',
      run: '',
    }
    for (const text of ['wgt_7', 'PULSE_SECRET', '/pulse', '4000', zooHost, run]) expect(code).toContain(text)
    expect(code).not.toMatch(/\{\{\w+\}\}|From the command line|verify\./)
  },
)

test('a receiver tells which package it needs, where it needs one', () => {
  const install = (protocol: string, mode?: 'plain') =>
    receiverFor(protocol, 'python', { ...values, mode })?.install
  expect([install('sure-send'), install('marketplace', 'plain')]).toEqual([null, null])
  expect([install('salesloft'), install('marketplace')]).toEqual(Array(2).fill('pip install cryptography'))
})

test('nothing but names and an origin becomes code', () => {
  expect(() => receiverFor('sure-send', 'node', { ...values, variable: 'A;B' })).toThrow()
  expect(() => receiverFor('sure-send', 'node', { ...values, portalOrigin: "https://a.test/'" })).toThrow()
  expect(() => receiverFor('sure-send', 'node', { ...values, widgetId: 'a\nb' })).toThrow()
})

test('a receiver without a secret does not start', () => {
  for (const id of ['node', 'python', 'ruby'] as const) {
    const [command] = commands[id]
    const code = receiverFor('sure-send', id, values)?.code
    const { status, stderr } = spawnSync(command, ['-'], { input: code, encoding: 'utf8' })
    expect([status, stderr.trim()], id).toEqual([1, expect.stringMatching(/^Set PULSE_SECRET to the secret/)])
  }
})
