import { createHmac, timingSafeEqual } from 'node:crypto'

/** The signed context of a launch, or null. `secrets` holds every live secret, `now` is in Unix seconds. */
export function readLaunch(url, secrets, now = Date.now() / 1000) {
  const query = new URLSearchParams(url.split('#')[0].split('?').slice(1).join('?'))
  const [context, ...more] = query.getAll('context')
  const [signature, ...others] = query.getAll('signature')
  if (!context || !signature || more.length > 0 || others.length > 0) return null

  const given = Buffer.from(signature)
  const isSigned = secrets.some((secret) => {
    const expected = Buffer.from(createHmac('sha256', secret).update(context).digest('hex'))
    return expected.length === given.length && timingSafeEqual(expected, given)
  })
  if (!isSigned) return null

  try {
    const bytes = Buffer.from(context, 'base64')
    const data = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(data.timestamp)) return null
    if (!data.team || !data.user || Boolean(data.person) === Boolean(data.company)) return null
    const ageSeconds = now - Date.parse(data.timestamp) / 1000
    return ageSeconds <= 300 && ageSeconds >= -60 ? data : null
  } catch {
    return null
  }
}

// From the command line: node verify.mjs URL, with SECRETS (one per line) and NOW (Unix seconds) in the environment.
import { pathToFileURL } from 'node:url'

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const secrets = (process.env.SECRETS ?? '').split('\n').filter(Boolean)
  const data = readLaunch(process.argv[2] ?? '', secrets, Number(process.env.NOW ?? Date.now() / 1000))
  console.log(data ? JSON.stringify(data) : 'refused')
  process.exitCode = data ? 0 : 1
}
