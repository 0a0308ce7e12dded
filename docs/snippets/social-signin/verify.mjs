import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * The signed parameters of a request, or null. `secrets` holds every live secret, `now` is in Unix seconds.
 * The platform signs what PHP's http_build_query writes. Names with brackets need all of PHP's rules and are refused here.
 */
export function readRequest(url, secrets, now = Date.now() / 1000) {
  const parameters = new Map()
  for (const [name, value] of new URLSearchParams(url.split('#')[0].split('?').slice(1).join('?'))) {
    if (/[[\]\0]/.test(name)) return null
    parameters.set(name.replace(/^ +/, '').replace(/[ .]/g, '_'), value)
  }
  const signature = parameters.get('sig')
  const expires = parameters.get('expires')
  if (signature === undefined || !/^[0-9]{1,10}$/.test(expires ?? '')) return null

  parameters.delete('sig')
  const base = [...parameters].map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')
  const given = Buffer.from(signature)
  const isSigned = secrets.some((secret) => {
    const expected = Buffer.from(createHmac('sha256', secret).update(base).digest('hex'))
    return expected.length === given.length && timingSafeEqual(expected, given)
  })
  return isSigned && Math.floor(now) <= Number(expires) ? Object.fromEntries(parameters) : null
}

// PHP encodes everything except letters, digits, - _ and . and writes a space as +.
function encode(text) {
  const toHex = (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  return encodeURIComponent(text).replace(/[!~*'()]/g, toHex).replaceAll('%20', '+')
}

// From the command line: node verify.mjs URL, with SECRETS (one per line) and NOW (Unix seconds) in the environment.
import { pathToFileURL } from 'node:url'

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const secrets = (process.env.SECRETS ?? '').split('\n').filter(Boolean)
  const data = readRequest(process.argv[2] ?? '', secrets, Number(process.env.NOW ?? Date.now() / 1000))
  console.log(data ? JSON.stringify(data) : 'refused')
  process.exitCode = data ? 0 : 1
}
