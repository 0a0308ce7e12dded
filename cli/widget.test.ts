import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { GET, PUT } from '@/app/api/v1/widgets/[widgetId]/route'
import { GET as schema } from '@/app/widget.schema.json/route'
import { runWidget } from '@/cli/widget'
import type { PartnerActor } from '@/lib/auth/permissions'
import { createApiKey } from '@/lib/domain/accounts/api-keys'
import { getWidget } from '@/lib/domain/widgets/read'
import { newId } from '@/lib/ids'
import type { SafeRequest } from '@/lib/server/safe-fetch'
import { createPartner, registerWidget } from '@/test/factories'

const portal = 'http://localhost:3000'

/** The command on a machine whose requests are answered by the portal's own handlers. */
async function open(owner: PartnerActor, widgetId: string) {
  const { key } = await createApiKey(owner, { name: 'CI' })
  const sent: string[] = []
  const fetch = async ({ url, method = 'GET', headers, body }: SafeRequest) => {
    sent.push(method)
    const request = new Request(url, {
      method,
      headers: headers as Record<string, string>,
      body: body ?? null,
    })
    const segment = { params: Promise.resolve({ widgetId: url.split('/').at(-1) ?? '' }) }
    const answer = await (method === 'PUT' ? PUT : GET)(request, segment)
    const bytes = Buffer.from(await answer.arrayBuffer())
    return { status: answer.status, headers: {}, body: bytes, isTruncated: false, durationMs: 1 } as never
  }
  return async (
    verb: string,
    { file, ...more }: { file?: object | string; flags?: string[]; key?: string } = {},
  ) => {
    const said = { out: [] as string[], err: [] as string[] }
    sent.length = 0
    const code = await runWidget(
      [
        verb,
        '--portal',
        portal,
        '--widget',
        widgetId,
        '--key-file',
        'key',
        ...(file === undefined ? [] : ['--file', 'widget.json']),
        ...(more.flags ?? []),
      ],
      {
        print: (text) => said.out.push(text),
        complain: (text) => said.err.push(text),
        readFile: (path) =>
          path === 'key' ? (more.key ?? key) : typeof file === 'string' ? file : JSON.stringify(file),
        fetch,
      },
    )
    return { code, out: said.out.join('\n'), err: said.err.join('\n'), sent: [...sent] }
  }
}

async function opened(fields = {}) {
  const { owner } = await createPartner()
  const { widgetId } = await registerWidget(owner, fields)
  return { owner, widgetId, run: await open(owner, widgetId) }
}

describe('a widget as code', () => {
  test('what is exported is valid by the published schema, has no secret, and changes nothing when it is applied', async () => {
    const { run } = await opened({ furtherOrigins: 'https://cdn.example.com', allow: ['camera'] })
    const { code, out } = await run('export')
    expect(code).toBe(0)
    const manifest = JSON.parse(out)
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(
      await (
        await schema(new Request(`${portal}/widget.schema.json`), { params: Promise.resolve({}) })
      ).json(),
    )
    validate(manifest)
    expect(validate.errors).toBe(null)
    expect(Object.keys(manifest)).not.toContain('secret')
    expect(manifest).toMatchObject({
      protocol: 'sure-send',
      furtherOrigins: ['https://cdn.example.com'],
      allow: ['camera'],
    })
    expect(await run('diff', { file: manifest })).toMatchObject({ code: 0, out: 'No difference.' })
    expect(await run('apply', { file: manifest })).toMatchObject({ code: 0, sent: ['GET'] })
  })

  test('a dry run shows the difference and changes nothing; apply makes it', async () => {
    const { owner, widgetId, run } = await opened()
    const manifest = {
      ...JSON.parse((await run('export')).out),
      name: 'From the code',
      allow: ['microphone'],
    }
    const shown = await run('diff', { file: manifest })
    expect(shown.code).toBe(1)
    expect(shown.out).toContain('+ "From the code"')
    expect(shown.out).toContain('allow')
    expect(await run('apply', { file: manifest, flags: ['--dry-run'] })).toMatchObject({
      code: 0,
      sent: ['GET'],
    })
    expect((await getWidget(owner, { widgetId })).current.name).not.toBe('From the code')
    expect(await run('apply', { file: manifest })).toMatchObject({ code: 0, sent: ['GET', 'PUT'] })
    expect((await getWidget(owner, { widgetId })).current).toMatchObject({
      name: 'From the code',
      allow: ['microphone'],
    })
    expect((await run('diff', { file: manifest })).code).toBe(0)
  })

  test('the addresses of a protocol’s slots travel too', async () => {
    const { run } = await opened({
      protocol: 'salesloft',
      url: undefined,
      placements: [],
      personUrl: 'https://w.example.com/person',
      companyUrl: 'https://w.example.com/company',
      authRedirectUrl: 'https://w.example.com/start',
      redirectUris: 'https://w.example.com/callback',
    })
    const manifest = JSON.parse((await run('export')).out)
    expect(manifest).toMatchObject({
      personUrl: 'https://w.example.com/person',
      companyUrl: 'https://w.example.com/company',
      redirectUris: ['https://w.example.com/callback'],
    })
    expect(
      await run('apply', { file: { ...manifest, companyUrl: 'https://w.example.com/firm' } }),
    ).toMatchObject({
      code: 0,
    })
    expect(JSON.parse((await run('export')).out).companyUrl).toBe('https://w.example.com/firm')
  })

  test('what cannot be applied is said field by field, with exit code 2, and nothing is changed', async () => {
    const { run } = await opened()
    const manifest = JSON.parse((await run('export')).out)
    const refusals: [object | string, RegExp, string[]][] = [
      ['{', /is not JSON/, []],
      [{ ...manifest, secret: 'x' }, /doesn't describe a widget[\s\S]*secret/, []],
      [{ ...manifest, name: '' }, /name: Enter a name/, []],
      [{ ...manifest, protocol: 'showpad' }, /protocol can't change/, ['GET']],
      [
        { ...manifest, url: 'http://plain.example.com/' },
        /The portal refused[\s\S]*\(invalid_input\)[\s\S]*url: /,
        ['GET', 'PUT'],
      ],
    ]
    for (const [file, expected, sent] of refusals) {
      const answer = await run('apply', { file })
      expect([answer.code, answer.sent]).toEqual([2, sent])
      expect(answer.err).toMatch(expected)
    }
    expect((await run('diff', { file: manifest })).code).toBe(0)
  })

  test('a key of nobody and another partner’s widget are refused by their codes, and the key is in no message', async () => {
    const { run } = await opened()
    const nobody = await run('export', { key: 'fg_partner_nobody' })
    expect(nobody).toMatchObject({ code: 2, out: '' })
    expect(nobody.err).toMatch(/\(unauthenticated\)/)
    expect(nobody.err).not.toContain('fg_partner_nobody')
    const { owner } = await createPartner()
    expect((await (await open(owner, newId('wgt')))('export')).err).toMatch(/\(not_found\)/)
  })
})
