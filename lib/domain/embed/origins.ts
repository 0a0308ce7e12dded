import { isLoopbackUrl } from '@/lib/domain/protocols/widget-url'
import { describeHostFault } from '@/lib/domain/text/host-spelling.schema'
import { invalidField } from '@/lib/errors'
import { env } from '@/lib/server/env'

/**
 * The origins that may embed, each exactly as a browser sends it, since headers and messages are compared with them. Plain http is only for
 * a developer's own machine, where the operator allows it.
 * @throws AppError invalid_input on `origins`, naming the one and the fix
 */
export function requireEmbedOrigins(texts: readonly string[]): string[] {
  return [...new Set(texts.map(requireOrigin))]
}

function requireOrigin(text: string): string {
  const fault = describeFault(text)
  if (fault) throw invalidField('origins', `${text}: ${fault}`)
  return text
}

function describeFault(text: string): string | null {
  if (text.includes('*')) return 'Write each origin in full, without wildcards.'
  if (!/^https?:\/\/[\x21-\x7e]+$/i.test(text) || !URL.canParse(text))
    return 'Write an origin such as https://crm.example.com. Write an international name as xn--….'
  const url = new URL(text)
  if (url.username || url.password) return 'Remove the user name and password.'
  // A policy has no way to write an IPv6 address, and reads other characters as its own.
  if (!/^[a-z0-9.-]+$/.test(url.hostname)) return 'Use only letters, digits, dots and hyphens in the host.'
  const fault = describeHostFault(url)
  if (fault) return fault
  if (url.protocol === 'http:' && !(env().ALLOW_LOOPBACK_WIDGETS && isLoopbackUrl(text)))
    return env().ALLOW_LOOPBACK_WIDGETS
      ? 'Use https://. Plain http works only for 127.0.0.1 and localhost.'
      : 'Use https://.'
  if (url.origin === env().PORTAL_ORIGIN) return 'This is the portal itself. Enter the origin of your CRM.'
  return url.origin === text ? null : `Write the origin only, in lower case: ${url.origin}.`
}
