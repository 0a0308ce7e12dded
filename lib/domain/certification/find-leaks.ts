import { createHash } from 'node:crypto'
import { listProofs } from '@/lib/domain/certification/describe-exchange'
import { textOf, typeOf } from '@/lib/domain/certification/judge-page'
import type { Grade, Result } from '@/lib/domain/certification/result'
import type { Exchange } from '@/lib/domain/certification/send-launch'
import { type CertificationTarget, declaredOrigins } from '@/lib/domain/certification/target'
import { sampleCast } from '@/lib/domain/samples/people'

/** A script of the widget's own that a page loads, with its text. */
export type LoadedScript = { url: string; text: string }

/** Looks for every live secret, as it is and as it may be written, in all answers and the scripts that came with them. */
export function gradeSecretLeak(
  results: readonly Result[],
  scripts: readonly LoadedScript[],
  target: CertificationTarget,
): Grade {
  const forms = target.secrets.flatMap(({ secret }) => secretForms(secret)).map((form) => form.toLowerCase())
  const holds = (text: string) => {
    const lower = text.toLowerCase()
    return forms.some((form) => lower.includes(form))
  }
  const exchanges = results.flatMap(({ exchange }) => (exchange ? [exchange] : []))
  const leaking = exchanges.find((exchange) => holds(textOf(exchange)) || holds(headersOf(exchange)))
  if (leaking) return { outcome: 'failed', detail: 'A response contains the secret.', exchange: leaking }
  const script = scripts.find(({ text }) => holds(text))
  if (script) return { outcome: 'failed', detail: `The secret is in the script ${withoutQuery(script.url)}.` }
  const looked = scripts.length > 0 ? ` and ${scripts.length} scripts` : ''
  return { outcome: 'passed', detail: `Not found in ${exchanges.length} responses${looked}.` }
}

/** A secret as source or page may have it: its text, what hex decodes to, base64 of either, and the key that follows from it. */
export function secretForms(secret: string): string[] {
  const bytes = [Buffer.from(secret, 'utf8'), createHash('sha256').update(secret, 'utf8').digest()]
  if (/^(?:[0-9a-f]{2})+$/i.test(secret)) bytes.push(Buffer.from(secret, 'hex'))
  const encoded = bytes.flatMap((value) => [
    value.toString('hex'),
    value.toString('base64').replace(/=+$/, ''),
    value.toString('base64url'),
  ])
  const escaped = [JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), escapeText(secret)]
  return [...new Set([secret, ...escaped, ...encoded])].filter((form) => form.length >= 6)
}

/** Looks for addresses of third parties that carry the launch or the person's data, and for a Referer that would. */
export function gradeContextLeak(openers: readonly Result[], target: CertificationTarget): Grade {
  const pages = openers.flatMap(({ exchange }) =>
    exchange?.verdict === 'accepted' && typeOf(exchange).startsWith('text/html') ? [exchange] : [],
  )
  const own = [...declaredOrigins(target), ...(target.hostOrigin ? [target.hostOrigin] : [])]
  for (const exchange of pages) {
    const foreign = listResources(exchange).filter(({ origin }) => !own.includes(origin))
    const needles = [...listProofs(exchange.request), ...listPersonal(target)]
    const leaking = foreign.find(({ href }) => carries(href, needles))
    if (leaking)
      return {
        outcome: 'failed',
        detail: `The page loads ${leaking.origin}${leaking.pathname} with launch data in its URL.`,
        exchange,
      }
    if (foreign[0] && sendsWholeReferer(exchange) && exchange.request.method === 'GET')
      return {
        outcome: 'failed',
        detail: `Its referrer policy sends the launch’s full URL to ${foreign[0].origin}.`,
        exchange,
      }
  }
  if (pages.length === 0) return { outcome: 'skipped', detail: 'No HTML page was opened.' }
  return {
    outcome: 'passed',
    detail: 'No third-party resource has the launch or the person in its URL.',
  }
}

/** The scripts of a page that come from the widget's own origins. */
export function listOwnScripts(exchange: Exchange, target: CertificationTarget): string[] {
  const own = [...declaredOrigins(target), new URL(exchange.finalUrl).origin]
  const tags = textOf(exchange).match(/<(?:script|link)\b[^<>]{0,4096}>/gi) ?? []
  const loaded = tags.filter((tag) => /^<script/i.test(tag) || /modulepreload|as=["']?script/i.test(tag))
  return loaded
    .flatMap((tag) => readAddresses(tag, exchange.finalUrl))
    .filter(({ origin }) => own.includes(origin))
    .map(({ href }) => href)
}

// Bounded repetitions: a hostile page must not keep this process busy.
const loading =
  /<(?:img|script|iframe|frame|link|source|video|audio|track|embed|object|input|image|use|meta)\b[^<>]{0,65536}>|url\([^()]{0,4096}\)/gi

function listResources(exchange: Exchange): URL[] {
  const found = textOf(exchange).match(loading) ?? []
  return found
    .filter((markup) => !/^<meta/i.test(markup) || /http-equiv=["']?refresh/i.test(markup))
    .flatMap((markup) => readAddresses(markup, exchange.finalUrl))
}

function readAddresses(markup: string, base: string): URL[] {
  const attributes = [
    ...markup.matchAll(/\b(?:src|href|data|poster|srcset|content)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/gi),
  ].map(([, double, single, bare]) => double ?? single ?? bare ?? '')
  const styles = [...markup.matchAll(/url\(\s*["']?([^"')]*)/gi)].map(([, address]) => address ?? '')
  return [...attributes, ...styles]
    .flatMap((text) => text.replace(/^\s*\d+\s*;\s*url=/i, '').split(/,\s+/))
    .map((text) => unescapeText(text.trim().split(/\s/, 1)[0] ?? ''))
    .filter((address) => URL.canParse(address, base))
    .map((address) => new URL(address, base))
    .filter(({ protocol }) => protocol === 'http:' || protocol === 'https:')
}

function carries(href: string, needles: readonly string[]): boolean {
  const spellings = [href, decode(href), decode(href.replaceAll('+', ' '))].map((text) => text.toLowerCase())
  return needles.some((needle) => spellings.some((text) => text.includes(needle.toLowerCase())))
}

function sendsWholeReferer(exchange: Exchange): boolean {
  const meta = /<meta\b[^<>]{0,300}name=["']?referrer["']?[^<>]{0,300}content=["']?([\w-]{1,40})/i.exec(
    textOf(exchange),
  )?.[1]
  const policies = [
    ...(exchange.answer?.headers['referrer-policy'] ?? []).flatMap((value) => value.split(',')),
    meta ?? '',
  ]
  return policies.some((policy) => policy.trim().toLowerCase() === 'unsafe-url')
}

/** Of the made-up person what nobody would put into an address by chance, and the like of one's own record. */
function listPersonal({ record = {}, seed }: CertificationTarget): string[] {
  const { firstName, lastName, email, phone, agentEmail } = sampleCast(seed)
  const given = JSON.stringify(record).match(/[^"\s:]+@[^"\s]+|\+?\d[\d -]{6,}\d/g) ?? []
  return [email.value, agentEmail, phone.shown, phone.normalized, `${firstName} ${lastName}`, ...given]
}

function headersOf({ answer }: Exchange): string {
  return Object.values(answer?.headers ?? {})
    .flat()
    .join('\n')
}

function withoutQuery(url: string): string {
  return url.split('?', 1)[0] ?? ''
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

function unescapeText(text: string): string {
  return text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Math.min(Number(code), 0x10ffff)))
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}
