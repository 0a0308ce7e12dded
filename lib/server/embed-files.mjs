import { createHash } from 'node:crypto'

// What pages of other sites load: scripts and their types. The server's own files and the scripts of earlier versions have the same headers.

const types = {
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  mts: 'text/plain; charset=utf-8',
}

/** The name of a script that never changes, of its content: a page may write down its integrity hash. */
export function pinnedNameOf(content) {
  return `v1.${createHash('sha256').update(content).digest('hex').slice(0, 16)}.js`
}

/** As `integrity` of a script element has it. */
export function integrityOf(content) {
  return `sha384-${createHash('sha384').update(content).digest('base64')}`
}

/** The headers of a file below /embed/; undefined for what is none. They are the same for everybody. */
export function embedFileHeaders(name) {
  const [, pin, ending] = /^v1(\.[0-9a-f]{16}(?=\.js$))?\.(?:d\.)?(js|mjs|mts)$/.exec(name) ?? []
  if (!ending) return undefined
  return {
    'content-type': types[ending],
    'x-content-type-options': 'nosniff',
    // A module, and a script with an integrity hash, are only taken with CORS.
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': pin
      ? 'public, max-age=31536000, immutable'
      : 'public, max-age=3600, stale-while-revalidate=86400',
  }
}
