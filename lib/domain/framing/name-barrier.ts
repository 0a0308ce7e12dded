import type { SafeResponse } from '@/lib/server/safe-fetch'

type Answer = Pick<SafeResponse, 'status' | 'headers'>

/**
 * Who answered instead of the widget, if that shows. A `challenge` says nothing about the launch; a `protection` refuses anyone not
 * signed in at the host.
 */
export type Barrier = { kind: 'challenge' | 'protection'; sentence: string }

/** By which header a firewall in front of the server says that it answered itself. */
const challenges: { name: string; header: string; value?: RegExp }[] = [
  { name: 'Cloudflare', header: 'cf-mitigated' },
  { name: 'Vercel', header: 'x-vercel-mitigated' },
  { name: 'Vercel', header: 'x-vercel-challenge-token' },
  { name: 'AWS WAF', header: 'x-amzn-waf-action' },
  { name: 'DataDome', header: 'x-dd-b' },
  { name: 'Sucuri', header: 'x-sucuri-block' },
  { name: 'Akamai', header: 'server', value: /^AkamaiGHost$/i },
]

/** Names what is in front of the widget and refused a request: a firewall, or the sign-in of a host's deployment protection. */
export function nameBarrier(answer: Answer): Barrier | null {
  if (answer.status < 400) return null
  const found = challenges.find(({ header, value }) =>
    (answer.headers[header] ?? []).some((text) => value?.test(text) ?? text.trim() !== ''),
  )
  if (found)
    return {
      kind: 'challenge',
      sentence: `A firewall (${found.name}, by its header ${found.header}) answered ${answer.status} instead of the widget. It challenges browsers, and no challenge can be solved in a frame. Let requests to this address through, and verify the signature in the widget.`,
    }
  return nameProtection(answer)
}

function nameProtection({ status, headers }: Answer): Barrier | null {
  if (status !== 401) return null
  const cookies = headers['set-cookie'] ?? []
  const isVercel = cookies.some((cookie) => cookie.startsWith('_vercel_sso_nonce='))
  const refusal = headers['x-frame-options']?.[0]
  const asks = headers['www-authenticate']?.[0]?.split(/\s/, 1)[0]
  if (!isVercel && !refusal && !asks) return null
  const shown = [
    ...(isVercel ? ['Vercel’s sign-in'] : []),
    ...(asks ? [`WWW-Authenticate: ${asks}`] : []),
    ...(refusal ? [`X-Frame-Options: ${refusal}`] : []),
  ]
  return {
    kind: 'protection',
    sentence: `It looks like the host’s deployment protection (401 with ${shown.join(', ')}), which allows only people who are signed in there. Turn it off for this address.`,
  }
}
