import { parseBoundedJson } from '@/lib/bounded-json'
import type { Result } from '@/lib/domain/certification/result'
import type { Exchange } from '@/lib/domain/certification/send-launch'
import { type CertificationTarget, isFrame } from '@/lib/domain/certification/target'
import { profileOf } from '@/lib/domain/profiles/registry'
import type { Endpoint } from '@/lib/domain/samples/launches'

// Lines of traces as the common runtimes write them. Each repetition is bounded: a hostile page must not keep this process busy.
const traces = [
  /\bat (?:[^\n()]{1,300} \()?(?:file:|node:|\/|[A-Za-z]:\\|[\w.-]{1,100}\.[cm]?[jt]sx?:)[^\n()]{0,300}:\d+/,
  /Traceback \(most recent call last\)/,
  /\.php(?: on line |:)\d+/,
  /\.rb:\d+:in /,
  /\bat [\w.$]{1,300}\(\w{1,100}\.java:\d+\)/,
  /\bgoroutine \d+ \[|\bSystem\.\w{0,100}Exception\b/,
]

const traceLengthMax = 64 * 1024
const textLengthMax = 256 * 1024

/** Why a page is unsuitable for a person; null if it is fine. An accepted page may be an empty shell that a script fills. */
export function describeUnreadable(
  exchange: Exchange,
  target: CertificationTarget,
  endpoint: Endpoint,
): string | null {
  const text = textOf(exchange)
  const beginning = text.slice(0, traceLengthMax)
  if (traces.some((trace) => trace.test(beginning))) return 'the response shows a stack trace.'
  if (!isFrame(target, endpoint))
    return isJson(text) ? null : 'the response is not JSON, which an API should return.'
  if (exchange.verdict === 'accepted') return null
  const type = typeOf(exchange)
  if (profileOf(target.protocol).certification.refusesInJson && isJson(text)) return null
  if (!/^text\/(html|plain)/.test(type))
    return `the refusal is ${type || 'without a content type'}, not a page (text/html).`
  return visibleText(text).length >= 3 ? null : 'the refusal has no text.'
}

/** A refusal of which it can only be said that it is not nice. */
export function describePoor(
  exchange: Exchange,
  target: CertificationTarget,
  endpoint: Endpoint,
): string | null {
  const { describePoorRefusal } = profileOf(target.protocol).certification
  if (describePoorRefusal) return describePoorRefusal(parseJson(textOf(exchange)))
  if (!isFrame(target, endpoint) || typeOf(exchange).startsWith('text/html')) return null
  return 'A refusal in the frame is plain text or JSON. An HTML page can tell the user what to do.'
}

/** Whether the markup in the sample's name is in the page as markup, outside of scripts. */
export function showsMarkup({ exchange }: Result, markup: string): boolean {
  if (!exchange?.answer || !typeOf(exchange).startsWith('text/html')) return false
  return dropElements(textOf(exchange), 'script').includes(markup)
}

/** What the page's own scripts have in them. Linear, whatever the page. */
export function inlineScripts(exchange: Exchange): string {
  const parts = textOf(exchange)
    .split(/<script\b/i)
    .slice(1)
  return parts.map((part) => part.split(/<\/script/i, 1)[0] ?? '').join('\n')
}

/** The same text for two answers that only differ in an id, a time or a nonce. */
export function comparableText(exchange: Exchange): string {
  return visibleText(textOf(exchange)).replace(/[0-9a-f-]{8,}|\d+/gi, '#')
}

/** The policies in the page's own meta tags, in which browsers ignore frame-ancestors. */
export function readMetaPolicies(exchange: Exchange): string[] {
  const tags =
    textOf(exchange)
      .slice(0, textLengthMax)
      .match(/<meta\b[^<>]{0,4096}>/gi) ?? []
  return tags
    .filter((tag) => /http-equiv\s*=\s*["']?content-security-policy\b/i.test(tag))
    .map((tag) => /\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)')/i.exec(tag))
    .map((found) => found?.[1] ?? found?.[2] ?? '')
}

export function textOf({ answer }: Exchange): string {
  return answer?.body.toString('utf8') ?? ''
}

export function typeOf({ answer }: Exchange): string {
  return (answer?.headers['content-type']?.[0] ?? '').toLowerCase()
}

export function parseJson(text: string): unknown {
  try {
    return parseBoundedJson(text, 'outbound_failed')
  } catch {
    return undefined
  }
}

function isJson(text: string): boolean {
  const value = parseJson(text)
  return typeof value === 'object' && value !== null
}

function visibleText(html: string): string {
  const shown = ['head', 'title', 'script', 'style'].reduce(dropElements, html.slice(0, textLengthMax))
  return shown
    .replace(/<[^<>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

/** The markup without these elements; one that never closes takes the rest with it. Linear, whatever the page. */
function dropElements(html: string, name: string): string {
  const lower = html.toLowerCase()
  const kept: string[] = []
  let from = 0
  for (;;) {
    const open = lower.indexOf(`<${name}`, from)
    if (open < 0) return [...kept, html.slice(from)].join(' ')
    // <header> is no <head>.
    if (/[a-z]/.test(lower.charAt(open + name.length + 1))) {
      kept.push(html.slice(from, open + 1))
      from = open + 1
      continue
    }
    kept.push(html.slice(from, open))
    const close = lower.indexOf(`</${name}`, open)
    const end = close < 0 ? -1 : lower.indexOf('>', close)
    if (end < 0) return kept.join(' ')
    from = end + 1
  }
}
