import { createDecipheriv, createHash, createHmac, timingSafeEqual } from 'node:crypto'

/**
 * What a launch proves, or null: the decrypted object, or from a plain URL only location and timestamp. The rest of the URL is a
 * hint without a signature. Look up decrypted ids in your own data only: the encryption has no MAC.
 * `secrets` holds every live secret, `now` is in Unix seconds.
 */
export function readLaunch(url, secrets, now = Date.now() / 1000) {
  const query = new URLSearchParams(url.split('#')[0].split('?').slice(1).join('?'))
  if (query.has('data') === query.has('hmac')) return null
  const names = query.has('data') ? ['data'] : ['location_id', 'timestamp', 'hmac']
  if (names.some((name) => query.getAll(name).length !== 1)) return null
  if (!query.has('data')) return readPlain(query.get('location_id'), query.get('timestamp'), query.get('hmac'), secrets, now)
  return secrets.map((secret) => decrypt(query.get('data'), secret)).find(Boolean) ?? null
}

function readPlain(location_id, timestamp, hmac, secrets, now) {
  // The signed text has no separator, so both parts have a strict format.
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(location_id) || !/^[0-9]{10}$/.test(timestamp)) return null
  const given = Buffer.from(hmac)
  const isSigned = secrets.some((secret) => {
    const expected = Buffer.from(createHmac('sha256', secret).update(location_id + timestamp).digest('hex'))
    return expected.length === given.length && timingSafeEqual(expected, given)
  })
  const ageSeconds = Math.floor(now) - Number(timestamp)
  return isSigned && ageSeconds <= 300 && ageSeconds >= -60 ? { location_id, timestamp } : null
}

function decrypt(text, secret) {
  try {
    const bytes = Buffer.from(text, 'base64')
    if (bytes.toString('base64') !== text || bytes.subarray(0, 8).toString('latin1') !== 'Salted__') return null
    const digest = (previous) => createHash('md5').update(previous).update(secret).update(bytes.subarray(8, 16)).digest()
    const first = digest('')
    const second = digest(first)
    const decipher = createDecipheriv('aes-256-cbc', Buffer.concat([first, second]), digest(second))
    const plain = Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()])
    const data = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plain))
    return typeof data?.location_id === 'string' && typeof data.user_id === 'string' ? data : null
  } catch {
    return null
  }
}

/** Whether a postback was signed, by its headers webhook-id, webhook-timestamp and webhook-signature. Its URL is a hint. */
export function isPostback(id, timestamp, signatures, secrets, now = Date.now() / 1000) {
  if (!/^[0-9]{10}$/.test(timestamp) || Math.abs(Math.floor(now) - Number(timestamp)) > 300) return false
  const given = signatures.split(' ', 10).map((signature) => Buffer.from(signature))
  return secrets.some((secret) => {
    const expected = Buffer.from(`v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.`).digest('base64')}`)
    return given.some((one) => one.length === expected.length && timingSafeEqual(one, expected))
  })
}

// From the command line: node verify.mjs URL, with SECRETS (one per line) and NOW (Unix seconds) in the environment.
import { pathToFileURL } from 'node:url'

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const secrets = (process.env.SECRETS ?? '').split('\n').filter(Boolean)
  const data = readLaunch(process.argv[2] ?? '', secrets, Number(process.env.NOW ?? Date.now() / 1000))
  console.log(data ? JSON.stringify(data) : 'refused')
  process.exitCode = data ? 0 : 1
}
