import { createDecipheriv, createHash } from 'node:crypto'

/** The decrypted payload of a launch, or null. `body` is the form as it was posted, `secrets` those of its tenant and integration. */
export function readLaunch(body, secrets) {
  const form = new URLSearchParams(body)
  const names = ['payload', 'tenant_id', 'integration_id']
  if (names.some((name) => form.getAll(name).length !== 1)) return null
  const token = form.get('payload')
  if (token.length > 65_536) return null

  const keys = secrets.map((secret) => createHash('sha256').update(secret).digest())
  const data = keys.map((key) => decrypt(token, key)).find(Boolean)
  const isSame = (name) => data?.[name] !== undefined && String(data[name]) === form.get(name)
  return isSame('tenant_id') && isSame('integration_id') ? data : null
}

function decrypt(token, key) {
  try {
    const [protectedHeader, wrapped, iv, content, tag, ...more] = token.split('.')
    const header = JSON.parse(decode(protectedHeader).toString())
    if (more.length > 0 || header.alg !== 'A256GCMKW' || header.enc !== 'A256GCM') return null
    if ('zip' in header || 'crit' in header) return null
    const contentKey = openGcm(key, header.iv, decode(wrapped, 32), header.tag, '')
    const plain = openGcm(contentKey, iv, decode(content), tag, protectedHeader)
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plain))
  } catch {
    return null
  }
}

function openGcm(key, iv, content, tag, associated) {
  // A shorter tag would prove less.
  const decipher = createDecipheriv('aes-256-gcm', key, decode(iv, 12), { authTagLength: 16 })
  decipher.setAAD(Buffer.from(associated)).setAuthTag(decode(tag, 16))
  return Buffer.concat([decipher.update(content), decipher.final()])
}

function decode(text, size) {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.toString('base64url') !== text || bytes.length !== (size ?? bytes.length)) throw new Error('not base64url')
  return bytes
}

// From the command line: node verify.mjs < body, with SECRETS (one per line) in the environment.
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const secrets = (process.env.SECRETS ?? '').split('\n').filter(Boolean)
  const data = readLaunch(readFileSync(0, 'utf8'), secrets)
  console.log(data ? JSON.stringify(data) : 'refused')
  process.exitCode = data ? 0 : 1
}
