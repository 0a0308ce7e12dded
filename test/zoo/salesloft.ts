import { createDecipheriv, createHash } from 'node:crypto'
import { compactDecrypt } from 'jose'
import { html, scriptJson } from '@/lib/html'
import type { ZooAnswer, ZooKeeper } from '@/test/zoo/open-zoo'
import { page, refusal } from '@/test/zoo/pages'

export const zooSecret = 'an installation secret of salesloft'

type Payload = {
  tenant_id: unknown
  integration_id: unknown
  origin: string
  person?: { display_name: string; email_address?: string }
}

export type SalesloftSteps = {
  read: (form: URLSearchParams, name: string) => string | null
  decrypt: (token: string) => Payload | Promise<Payload>
  isTenant: (payload: Payload, form: URLSearchParams) => boolean
  render: (payload: Payload, form: URLSearchParams, path: string) => ZooAnswer
}

/** What the mistake of a server throws, beside what any decryption may throw. */
class ZooFault extends Error {}

const key = createHash('sha256').update(zooSecret).digest()

/** RFC 7516 by hand, as a partner without a library reads it. */
function decryptByHand(token: string, tagBytes: number | null = 16): Payload {
  const [header = '', wrapped = '', iv = '', content = '', tag = ''] = token.split('.')
  const parameters = JSON.parse(Buffer.from(header, 'base64url').toString()) as Record<string, string>
  if (parameters.alg !== 'A256GCMKW' || parameters.enc !== 'A256GCM' || parameters.zip) throw new RangeError()
  const contentKey = open(key, parameters.iv ?? '', wrapped, parameters.tag ?? '', null, 16)
  const plaintext = open(contentKey, iv, content, tag, Buffer.from(header, 'latin1'), tagBytes)
  return JSON.parse(plaintext.toString('utf8')) as Payload
}

function open(
  by: Buffer,
  iv: string,
  text: string,
  tag: string,
  associated: Buffer | null,
  tagBytes: number | null,
) {
  const options = tagBytes === null ? {} : { authTagLength: tagBytes }
  const decipher = createDecipheriv('aes-256-gcm', by, Buffer.from(iv, 'base64url'), options)
  if (associated) decipher.setAAD(associated)
  decipher.setAuthTag(Buffer.from(tag, 'base64url'))
  return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()])
}

const right: SalesloftSteps = {
  read: (form, name) => {
    const values = form.getAll(name)
    return values.length === 1 && values[0] ? values[0] : null
  },
  decrypt: (token) => decryptByHand(token),
  isTenant: (payload, form) =>
    payload.tenant_id === form.get('tenant_id') && payload.integration_id === form.get('integration_id'),
  render: ({ person, origin }) =>
    page(
      html`<h1>${person?.display_name ?? 'Nobody'}</h1><script>const origin = ${scriptJson(origin)}</script>`,
    ),
}

export function keepSalesloft(mistake: Partial<SalesloftSteps> = {}): ZooKeeper {
  const steps = { ...right, ...mistake }
  return async ({ method, url, body }) => {
    if (method !== 'POST') return refusal(405)
    const form = new URLSearchParams(body)
    const token = steps.read(form, 'payload')
    if (!token || !steps.read(form, 'tenant_id') || !steps.read(form, 'integration_id')) return refusal(400)
    const payload = await decryptOrNull(steps, token)
    if (!payload || !steps.isTenant(payload, form)) return refusal()
    return steps.render(payload, form, new URL(url).pathname)
  }
}

async function decryptOrNull({ decrypt }: SalesloftSteps, token: string): Promise<Payload | null> {
  try {
    return await decrypt(token)
  } catch (thrown) {
    if (thrown instanceof ZooFault) throw thrown
    return null
  }
}

export const salesloftMistakes: Record<
  string,
  { mistake: Partial<SalesloftSteps>; failed: string[]; warned?: string[] }
> = {
  nothing: { mistake: {}, failed: [] },
  'trusts the payload and not the ids beside it': {
    mistake: { isTenant: () => true },
    failed: ['refuses-wrong-tenant'],
  },
  'takes a tag of any length': {
    mistake: { decrypt: (token) => decryptByHand(token, null) },
    failed: ['refuses-short-signature'],
  },
  'lets the library take any algorithm': {
    mistake: {
      decrypt: async (token) =>
        JSON.parse(new TextDecoder().decode((await compactDecrypt(token, key)).plaintext)),
    },
    failed: [],
    warned: ['refuses-other-algorithms'],
  },
  'takes the first payload of two': {
    mistake: { read: (form, name) => form.get(name) || null },
    failed: ['refuses-doubled'],
  },
  'posts to the origin in clear': {
    mistake: {
      render: (payload, form) => right.render({ ...payload, origin: form.get('origin') ?? '' }, form, ''),
    },
    failed: [],
    warned: ['ignores-clear-origin'],
  },
  'sends the launch again from a form in its page': {
    mistake: {
      render: (_, form) =>
        page(
          html`<form method="post"><input type="hidden" value="${form.get('origin') ?? ''}"><p>Hello</p></form>`,
        ),
    },
    failed: [],
  },
  'lacks a slot': {
    mistake: {
      render: (payload, form, path) =>
        path === '/account_page' ? refusal(404) : right.render(payload, form, path),
    },
    failed: ['accepts-placements'],
  },
  'needs an email': {
    mistake: {
      render: (payload, form, path) => {
        payload.person?.email_address?.toLowerCase() ?? (payload.person ? JSON.parse('') : null)
        return right.render(payload, form, path)
      },
    },
    failed: ['state-record-not-found', 'state-empty-fields'],
  },
  'throws on what is no token': {
    mistake: {
      decrypt: (token) => {
        if (token.split('.').length < 5) throw new ZooFault('not five parts')
        return decryptByHand(token)
      },
    },
    failed: ['no-server-error'],
  },
  'writes names as markup': {
    mistake: { render: ({ person }) => page(`<h1>${person?.display_name ?? ''}</h1>`) },
    failed: ['escapes-markup'],
  },
  'answers GET alone': { mistake: { read: () => null }, failed: ['accepts-valid'] },
}
