import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * The body of a call, or null. `body` is the raw bytes, before any JSON parser. `signatures` and `timestamp` are the values of
 * x-showpad-signature-v1 and x-showpad-signature-timestamp. `secrets` holds every live secret, `now` is in Unix seconds.
 */
export function readCall(body, signatures, timestamp, secrets, now = Date.now() / 1000) {
  if (!/^[0-9]{10}$/.test(timestamp)) return null
  const ageSeconds = Math.floor(now) - Number(timestamp)
  if (ageSeconds > 300 || ageSeconds < -60) return null

  const given = signatures.split(',', 11).map((signature) => Buffer.from(signature.trim()))
  if (given.length > 10) return null
  const isSigned = secrets.some((secret) => {
    const expected = createHmac('sha256', secret).update(body).update(`.${timestamp}`).digest('base64')
    const bytes = Buffer.from(expected)
    return given.some((one) => one.length === bytes.length && timingSafeEqual(one, bytes))
  })
  if (!isSigned) return null

  try {
    const data = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body))
    return typeof data?.showpadInfo === 'object' && data.showpadInfo ? data : null
  } catch {
    return null
  }
}

// From the command line: node verify.mjs SIGNATURES TIMESTAMP < body,
// with SECRETS (one per line) and NOW (Unix seconds) in the environment.
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [signatures = '', timestamp = ''] = process.argv.slice(2)
  const secrets = (process.env.SECRETS ?? '').split('\n').filter(Boolean)
  const body = readFileSync(0)
  const data = readCall(body, signatures, timestamp, secrets, Number(process.env.NOW ?? Date.now() / 1000))
  console.log(data ? JSON.stringify(data) : 'refused')
  process.exitCode = data ? 0 : 1
}
