import type { Hop } from '@/lib/domain/framing/follow-hops'
import { readLocation } from '@/lib/domain/framing/follow-hops'
import { listAncestors } from '@/lib/domain/framing/framing'
import type { FramingReport, LaunchProbe, ProbeHop } from '@/lib/domain/framing/framing.schema'

const textLengthMax = 300
const headersMax = 6
const hopsMax = 6

/** What is stored of a probe: little enough for every launch, and nothing signed. */
export function describeProbe(report: FramingReport, hops: readonly Hop[], at: Date): LaunchProbe {
  return {
    at: at.toISOString(),
    verdict: report.verdict,
    detail: cut(report.detail),
    ...(report.status === undefined ? {} : { status: report.status }),
    ...(report.received ? { received: report.received.slice(0, headersMax).map(cut) } : {}),
    ...(report.send ? { send: cut(report.send) } : {}),
    hops: hops.slice(0, hopsMax).map(describeHop),
  }
}

function describeHop({ request, answer }: Hop): ProbeHop {
  const location = readLocation(answer, request.url)
  const headers = [
    ...listAncestors(answer).map((directive) => `Content-Security-Policy: ${directive}`),
    ...(answer.headers['x-frame-options'] ?? []).map((value) => `X-Frame-Options: ${value}`),
    ...(location ? [`Location: ${withoutQuery(location)}`] : []),
  ]
  return {
    method: request.method,
    url: cut(withoutQuery(new URL(request.url))),
    status: answer.status,
    headers: headers.slice(0, headersMax).map(cut),
    times: {
      ...milliseconds('resolved', answer.resolvedMs),
      ...milliseconds('connected', answer.connectedMs),
      ...milliseconds('firstByte', answer.firstByteMs),
      done: Math.round(answer.durationMs),
    },
  }
}

function milliseconds<Name extends string>(name: Name, ms: number | undefined) {
  return (ms === undefined ? {} : { [name]: Math.round(ms) }) as { [Key in Name]?: number }
}

function withoutQuery({ origin, pathname }: URL): string {
  return `${origin}${pathname}`
}

function cut(text: string): string {
  return text.length > textLengthMax ? `${text.slice(0, textLengthMax)}…` : text
}
