import { describeAnswer } from '@/lib/domain/certification/grade-cases'
import { parseJson, textOf } from '@/lib/domain/certification/judge-page'
import type { Grade, Result } from '@/lib/domain/certification/result'
import type { Run } from '@/lib/domain/certification/send-cases'
import type { Exchange } from '@/lib/domain/certification/send-launch'
import { activeSecret, type CertificationTarget } from '@/lib/domain/certification/target'
import { hasEffect } from '@/lib/domain/protocols/places.schema'
import { sampleCast, sampleCode, sampleId, sampleNumber } from '@/lib/domain/samples/people'
import { signPostback } from '@/lib/protocols/postback'

/** The accepted activity once more, byte by byte: refused, or answered with the same id. Null if none was accepted. */
export async function gradeRepeatedActivity(opened: readonly Result[], run: Run): Promise<Grade | null> {
  const first = opened.find(({ case: { endpoint } }) => hasEffect(endpoint))
  if (first?.exchange?.verdict !== 'accepted') return null
  const again = await run.sendMore(first.case.request, first.case.endpoint)
  if (!again) return null
  const idOf = (exchange: Exchange): unknown => Object(parseJson(textOf(exchange))).id
  if (again.verdict === 'refused')
    return { outcome: 'passed', detail: `It was refused with ${again.answer?.status}.`, exchange: again }
  const isSame =
    again.verdict === 'accepted' && idOf(again) !== undefined && idOf(again) === idOf(first.exchange)
  return isSame
    ? { outcome: 'passed', detail: 'Your server returned the first id.', exchange: again }
    : { outcome: 'failed', detail: `${describeSecond(again)}`, exchange: again }
}

/** Registers and unregisters a made-up location, and user, by the given templates. Null unless effects are asked for. */
export async function gradePostbacks(
  target: CertificationTarget,
  run: Run,
  now: Date,
): Promise<Grade | null> {
  if (!target.sendsEffects) return null
  const { location, user } = target.postbackUrls ?? {}
  const places = [
    { template: location, of: 'location', user: undefined },
    { template: user, of: 'user', user: sampleUser(target) },
  ]
  let last: Exchange | undefined
  for (const place of places) {
    if (!place.template) continue
    for (const event of ['registered', 'unregistered'] as const) {
      const request = signPostback({
        template: place.template,
        event,
        location: sampleLocation(target),
        ...(place.user ? { user: place.user } : {}),
        id: `msg_${sampleId(`${place.of} ${event} ${now.toISOString()}`, target.seed)}`,
        secret: activeSecret(target),
        now,
      })
      const exchange = await run.sendMore(request, 'postback')
      if (!exchange) return { outcome: 'skipped', detail: 'Not sent: the run ended early.' }
      if (exchange.verdict !== 'accepted')
        return {
          outcome: 'failed',
          detail: `A ${place.of} was ${event}: ${describeAnswer(exchange)}`,
          exchange,
        }
      last = exchange
    }
  }
  return {
    outcome: 'passed',
    detail: 'A POST and a DELETE for each template, answered with 2xx.',
    exchange: last,
  }
}

function sampleLocation({ seed }: CertificationTarget) {
  return {
    id: sampleCode('location', seed, 'sample-location'),
    accountNumber: String(sampleNumber('account number', seed, 1000)),
    apiId: sampleCode('api', seed, 'sample-api'),
  }
}

function sampleUser({ seed, hostOrigin }: CertificationTarget) {
  const { agentEmail } = sampleCast(seed)
  return {
    id: sampleCode('user', seed, 'sample-user'),
    username: agentEmail.split('@', 1)[0] ?? '',
    email: agentEmail,
    domainUrl: hostOrigin ?? 'https://crm.example.com',
  }
}

function describeSecond(exchange: Exchange): string {
  return exchange.verdict === 'accepted'
    ? 'Your server accepted it again, with another id or none.'
    : `The second time, ${describeAnswer(exchange)}`
}
