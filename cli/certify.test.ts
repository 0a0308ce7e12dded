import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { runCertify } from '@/cli/certify'
import { fetchFromHere } from '@/cli/fetch-from-here'
import { checkCatalog } from '@/lib/domain/certification/check-catalog'
import { certificationReport } from '@/lib/domain/certification/checks.schema'
import { writeCertifyCommand } from '@/lib/domain/certification/write-command'
import { profileOf } from '@/lib/domain/profiles/registry'
import { endpointsOf } from '@/lib/domain/profiles/sample-launches'
import { checkIds } from '@/lib/domain/samples/check-ids.schema'
import type { SafeRequest } from '@/lib/server/safe-fetch'
import * as marketplace from '@/test/zoo/marketplace'
import { closeZoo, openZoo } from '@/test/zoo/open-zoo'
import { zooHost } from '@/test/zoo/pages'
import * as salesloft from '@/test/zoo/salesloft'
import * as showpad from '@/test/zoo/showpad'
import * as socialSignin from '@/test/zoo/social-signin'
import { keepSureSend, sureSendMistakes, zooSecret } from '@/test/zoo/sure-send'

afterAll(closeZoo)

const files: Record<string, string> = {
  secret: `${zooSecret}\n`,
  social: socialSignin.zooSecret,
  salesloft: salesloft.zooSecret,
  showpad: showpad.zooSecret,
  marketplace: marketplace.zooSecret,
  empty: '\n',
  known: '{"id":7}',
}

async function run(argv: string[]) {
  const said = {
    out: '',
    err: '',
    called: new Set<string>(),
    progress: 0,
    written: {} as Record<string, string>,
  }
  const code = await runCertify(argv, {
    print: (text) => {
      said.out += text
    },
    complain: (text) => {
      said.err += text
    },
    readFile: (path) => {
      const content = files[path]
      if (content === undefined) throw new Error('no such file')
      return content
    },
    writeFile: (path, content) => {
      said.written[path] = content
    },
    fetch: (request: SafeRequest) => {
      said.called.add(new URL(request.url).pathname)
      return fetchFromHere(request)
    },
    showProgress: () => {
      said.progress += 1
    },
    openBrowser: async () => ({ inspect: 'Could not run: no browser (a test).', close: async () => {} }),
  })
  return { code, ...said }
}

describe('npx framegate certify', () => {
  test('passes the right server with exit code 0, without a database or an environment', async () => {
    const url = await openZoo(keepSureSend())
    const argv = [
      '--protocol',
      'sure-send',
      '--url',
      url,
      '--secret-file',
      'secret',
      '--host-origin',
      zooHost,
    ]
    const { code, out, err, progress } = await run([...argv, '--attest', 'loading-states', '--browser'])
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^passed {4}accepts-valid/)
    expect(out).toMatch(/skipped {3}browser-console +Could not run: no browser/)
    expect(out).toMatch(/attested {2}loading-states/)
    expect(out).toMatch(/Passed: \d+ passed, 12 skipped, 1 attested, in \d/)
    expect(progress).toBeGreaterThan(20)
  })

  test('fails a wrong one with exit code 1, and says what was sent, what came and what to do', async () => {
    const url = await openZoo(keepSureSend(sureSendMistakes['accepts the future']))
    const { code, out } = await run(['--protocol', 'sure-send', '--url', url, '--secret-file', 'secret'])
    expect(code).toBe(1)
    expect(out).toContain('FAILED    refuses-future')
    const { why, fix } = checkCatalog['refuses-future']
    for (const text of [why, fix, 'GET ', 'context=[', 'signature=[64 characters]', '200 in '])
      expect(out).toContain(text)
    expect(out).not.toContain(zooSecret)
    expect(out).not.toContain('eyJ')
  })

  test('prints a report by its schema with --json', async () => {
    const url = await openZoo(keepSureSend())
    const argv = ['--protocol', 'sure-send', '--url', url, '--secret-file', 'secret', '--json']
    const { out } = await run([...argv, '--placement', 'company'])
    const report = certificationReport.parse(JSON.parse(out))
    expect(report.passed).toBe(true)
    expect(report.checks.find(({ id }) => id === 'accepts-placements')?.outcome).toBe('skipped')
    expect(report.checks.map(({ id }) => id)).toEqual(
      checkIds.filter((id) => profileOf('sure-send').certification.checks(undefined).includes(id)),
    )
  })

  test('reaches every protocol’s endpoints', async () => {
    const social = await openZoo(socialSignin.keepSocialSignin())
    const slots = await openZoo(salesloft.keepSalesloft())
    const calls = await openZoo(showpad.keepShowpad())
    const app = await openZoo(marketplace.keepEncrypted())
    const plain = await openZoo(marketplace.keepPlain())
    const runs: [string[], string[]][] = [
      [
        ['social-signin', `${social}/iframe`, 'social', '--search-url', `${social}/search`],
        ['/search', '/iframe'],
      ],
      [['social-signin', `${social}/iframe`, 'social', '--record', 'known'], ['/iframe']],
      [
        [
          'salesloft',
          `${slots}/full_page`,
          'salesloft',
          '--slot',
          'full_page',
          ...endpointsOf('salesloft')
            .slice(1)
            .flatMap((slot) => ['--slot-url', `${slot}=${slots}/${slot}`]),
        ],
        endpointsOf('salesloft').map((slot) => `/${slot}`),
      ],
      [['showpad', `${calls}/find`, 'showpad', '--activities-url', `${calls}/activities`], ['/find']],
      [
        ['showpad', `${calls}/find`, 'showpad', '--activities-url', `${calls}/activities`, '--with-effects'],
        ['/find', '/activities'],
      ],
      [
        ['marketplace', app, 'marketplace', '--location-postback-url', `${app}/postback`, '--with-effects'],
        ['/', '/postback'],
      ],
      [['marketplace', `${plain}/app`, 'marketplace', '--mode', 'plain'], ['/app']],
    ]
    for (const [[protocol = '', url = '', secret = '', ...more], paths] of runs) {
      const { code, called, out } = await run([
        '--protocol',
        protocol,
        '--url',
        url,
        '--secret-file',
        secret,
        ...more,
      ])
      expect([code, protocol, out.includes('FAILED')]).toEqual([0, protocol, false])
      expect(called).toEqual(new Set(paths))
    }
  })

  test('the command that the portal writes for a widget reaches the same endpoints', async () => {
    const social = await openZoo(socialSignin.keepSocialSignin())
    const slots = await openZoo(salesloft.keepSalesloft())
    const calls = await openZoo(showpad.keepShowpad())
    const plain = await openZoo(marketplace.keepPlain())
    const own = await openZoo(keepSureSend())
    const slotUrls = Object.fromEntries(endpointsOf('salesloft').map((slot) => [slot, `${slots}/${slot}`]))
    const targets: [Parameters<typeof writeCertifyCommand>[0], string, string[]][] = [
      [
        { protocol: 'sure-send', urls: { person: own, company: own }, hostOrigin: null, allow: ['camera'] },
        'secret',
        ['/'],
      ],
      [
        {
          protocol: 'social-signin',
          urls: { iframe: `${social}/iframe`, search: `${social}/search` },
          hostOrigin: null,
        },
        'social',
        ['/search', '/iframe'],
      ],
      [
        { protocol: 'salesloft', urls: slotUrls, hostOrigin: null },
        'salesloft',
        endpointsOf('salesloft').map((slot) => `/${slot}`),
      ],
      [
        {
          protocol: 'showpad',
          urls: { recipientsearch: `${calls}/find`, activities: `${calls}/activities` },
          hostOrigin: null,
        },
        'showpad',
        ['/find'],
      ],
      [
        { protocol: 'marketplace', urls: { iframe: `${plain}/app` }, mode: 'plain', hostOrigin: null },
        'marketplace',
        ['/app'],
      ],
    ]
    for (const [target, secret, paths] of targets) {
      const command = writeCertifyCommand(target, { portal: 'https://portal.example.com' })
      const words = spawnSync('sh', ['-c', `printf '%s\\0' ${command}`])
        .stdout.toString()
        .split('\0')
      const argv = words.slice(3, -1).map((word) => (word === '-' ? secret : word))
      const { called, out, err } = await run(argv)
      expect([target.protocol, err, out.includes('FAILED')]).toEqual([target.protocol, '', false])
      expect(called).toEqual(new Set(paths))
    }
  })

  test('could not run: every mistake in the arguments is said, without the secret, with exit code 2', async () => {
    const base = ['--protocol', 'sure-send', '--url', 'http://127.0.0.1:9', '--secret-file', 'secret']
    const without = (name: string) =>
      base.filter((_, index) => base[index] !== name && base[index - 1] !== name)
    const mistakes: [string[], RegExp][] = [
      [[], /--protocol is missing/],
      [without('--url'), /--url is missing/],
      [without('--secret-file'), /--secret-file is missing/],
      [[...base, '--protocol', 'soap'], /--protocol must be one of/],
      [[...base, '--url', 'ftp://x'], /--url must be an http/],
      [[...base, '--secret-file', 'nowhere'], /can't be read/],
      [[...base, '--staged-secret-file', 'empty'], /is empty/],
      [[...base, '--record', 'secret'], /is not JSON/],
      [[...base, '--record', '{'], /--record is not JSON/],
      [[...base, '--host-origin', 'https://crm.example.com/path'], /--host-origin must be an origin/],
      [[...base, '--further-origin', 'crm'], /--further-origin must be an origin/],
      [[...base, '--placement', 'full_page'], /--placement must be one of person, company/],
      [[...base, '--attest', 'everything'], /no check named everything/],
      [[...base, '--loud'], /Unknown option/],
      [[...base, '--protocol', 'marketplace', '--mode', 'odd'], /--mode must be/],
      [[...base, '--protocol', 'salesloft', '--slot', 'odd'], /--slot must be one of/],
      [[...base, '--protocol', 'salesloft', '--slot-url', 'http://x'], /--slot-url as SLOT=URL/],
      [[...base, '--protocol', 'salesloft', '--slot-url', 'odd=http://x'], /--slot-url must be one of/],
      [
        [...base, '--protocol', 'marketplace', '--url', 'http://127.0.0.1:9/?{{user-id}}'],
        /can't be signed: .*\(invalid_template\)/,
      ],
    ]
    for (const [argv, expected] of mistakes) {
      const { code, out, err } = await run(argv)
      expect([code, out]).toEqual([2, ''])
      expect(err).toMatch(expected)
      expect(err).not.toContain(zooSecret)
    }
  })

  test('could not run: a server that is not there ends with exit code 2', async () => {
    const { code, err } = await run([
      '--protocol',
      'sure-send',
      '--url',
      'http://127.0.0.1:9',
      '--secret-file',
      'secret',
    ])
    expect(code).toBe(2)
    expect(err).toMatch(/could not be reached: .*refused the connection/)
  })

  test('runs by its name from a clone, the secret on standard input', async () => {
    const url = await openZoo(keepSureSend())
    const argv = [
      'cli/framegate.mjs',
      'certify',
      '--protocol',
      'sure-send',
      '--url',
      url,
      '--secret-file',
      '-',
    ]
    const child = spawn(process.execPath, [...argv, '--json'], {
      env: { NODE_ENV: 'production', PATH: process.env.PATH ?? '' },
    })
    const said: string[] = []
    child.stdout.on('data', (data) => said.push(`${data}`))
    child.stdin.end(`${zooSecret}\n`)
    const code = await new Promise((settle) => child.on('close', settle))
    expect(code).toBe(0)
    expect(JSON.parse(said.join(''))).toMatchObject({ passed: true })
  })
})

test('the document says of every check what the reports say', () => {
  const document = readFileSync('docs/certification.md', 'utf8').replace(/\s+/g, ' ')
  for (const id of checkIds) {
    const { title, why, fix } = checkCatalog[id]
    for (const text of [`\`${id}\``, title, why, fix]) expect(document).toContain(text)
  }
})
