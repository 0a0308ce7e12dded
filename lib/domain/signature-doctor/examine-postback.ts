import { charsetForms, lineForms } from '@/lib/domain/signature-doctor/axes/text-forms'
import { judgeUnixSeconds } from '@/lib/domain/signature-doctor/judge-time'
import { searchSignature } from '@/lib/domain/signature-doctor/search-signature'
import { lackingSpecimen, type Pasted, type Specimen } from '@/lib/domain/signature-doctor/specimen'
import type { Form, Route } from '@/lib/domain/signature-doctor/variant'
import { signPostbackHeaders, verifyPostback } from '@/lib/protocols/postback'

const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const

/** Whether a request has the headers of Standard Webhooks, with which this portal's postbacks come. */
export function isPostback({ headers }: Pasted): boolean {
  return names.some((name) => headers[name] !== undefined)
}

/** A postback of the marketplace: padded base64 over id, timestamp and body, keyed with the secret's own characters. */
export function openPostback(pasted: Pasted): Specimen {
  const { url, body, now } = pasted
  const [id = '', timestamp = '', given = ''] = names.map((name) => pasted.headers[name])
  const own = pasted.ownSignature && `v1,${pasted.ownSignature.replace(/^v1,/, '')}`
  const signature = own ?? given
  const headers: Record<string, string> = { ...pasted.headers, 'webhook-signature': signature }
  const parts = { url, body, headers }
  if (!id || !timestamp || !signature)
    return lackingSpecimen(parts, `A postback needs the headers ${names.join(', ')}.`, true)
  const signatures = signature
    .split(' ')
    .slice(0, 10)
    .map((one) => one.replace(/^v1,/, ''))
  return {
    parts,
    verify: verifyPostback,
    beside: judgeUnixSeconds(timestamp, now).filter(
      // Standard Webhooks gives both clocks five minutes.
      (mistake) => mistake !== 'clock-ahead' || Number(timestamp) * 1000 - now.getTime() > 300_000,
    ),
    advice: ['webhooks-library'],
    read: names.map((name) => ({ name, value: headers[name] ?? '' })),
    stringToSign: `${id}.${timestamp}.${body}`,
    search: async (secrets, budget) => {
      const found = await searchSignature({
        signatures,
        secrets,
        texts: routesOf(id, timestamp, body),
        encoding: 'base64',
        budget,
      })
      const isLibrary = found?.mistakes.includes('key-base64-decoded')
      return found && { ...found, inside: isLibrary ? ['webhooks-library'] : [] }
    },
    repair: (secret) => ({ ...parts, headers: signPostbackHeaders({ id, secrets: [secret], now }) }),
  }
}

function routesOf(id: string, timestamp: string, body: string): Route<never>[] {
  const joins: readonly Form<string, string>[] = [
    { mistakes: [], value: (text) => `${id}.${timestamp}.${text}` },
    { mistakes: ['separator-missing'], value: (text) => `${id}${timestamp}${text}` },
    { mistakes: ['timestamp-left-out'], value: (text) => `${id}.${text}` },
    { mistakes: ['timestamp-left-out'], value: (text) => text },
    { mistakes: ['milliseconds'], value: (text) => `${id}.${timestamp}000.${text}` },
  ]
  return [
    { start: { mistakes: [], value: body as never }, axes: [lineForms, joins, charsetForms] },
    // What a framework makes of a body that is not there.
    ...['{}', 'null', 'undefined', '""'].map((text) => ({
      start: { mistakes: ['signed-reserialised'] as const, value: text as never },
      axes: [joins.slice(0, 1)],
    })),
  ]
}
