import { placeForms } from '@/lib/domain/signature-doctor/axes/place-forms'
import { hashedForms } from '@/lib/domain/signature-doctor/axes/text-forms'
import { openMarketplaceData } from '@/lib/domain/signature-doctor/examine-marketplace-data'
import { isPostback, openPostback } from '@/lib/domain/signature-doctor/examine-postback'
import { judgeUnixSeconds } from '@/lib/domain/signature-doctor/judge-time'
import {
  encodePercent,
  queryOf,
  type RawParameter,
  readRawParameters,
  replaceParameter,
  urlOf,
  withoutParameters,
} from '@/lib/domain/signature-doctor/raw-query'
import { searchSignature } from '@/lib/domain/signature-doctor/search-signature'
import type { MistakeId } from '@/lib/domain/signature-doctor/signature-doctor.schema'
import { lackingSpecimen, type Pasted, type Specimen } from '@/lib/domain/signature-doctor/specimen'
import { asItIs, type Form, type Route } from '@/lib/domain/signature-doctor/variant'
import { computeHmac } from '@/lib/protocols/hmac'

/** A marketplace launch of either mode. */
export function openMarketplace(pasted: Pasted): Specimen {
  if (isPostback(pasted)) return openPostback(pasted)
  const url = urlOf(pasted)
  const parameters = readRawParameters(queryOf(url))
  const data = parameters.filter(({ name }) => name === 'data')
  return data[0]
    ? openMarketplaceData({ ...pasted, url }, data[0], data.length > 1)
    : openPlain({ ...pasted, url }, parameters)
}

const names = ['location_id', 'timestamp', 'hmac']

function openPlain(pasted: Pasted, parameters: RawParameter[]): Specimen {
  const valuesOf = (name: string) => parameters.filter((entry) => entry.name === name)
  const [location, timestamp] = [valuesOf('location_id')[0]?.value, valuesOf('timestamp')[0]?.value]
  const signature = pasted.ownSignature ?? valuesOf('hmac')[0]?.value
  const url =
    pasted.ownSignature === undefined ? pasted.url : replaceParameter(pasted.url, 'hmac', pasted.ownSignature)
  const parts = { url, headers: pasted.headers, body: pasted.body }
  if (!location || !timestamp || !signature)
    return lackingSpecimen(
      parts,
      'The request needs data, or location_id, timestamp and hmac.',
      [location, timestamp, signature].some(Boolean),
    )
  const signed = `${location}${timestamp}`
  return {
    parts,
    beside: [
      ...(names.some((name) => valuesOf(name).length > 1) ? ['parameter-doubled' as const] : []),
      ...judgeUnixSeconds(timestamp, pasted.now),
    ],
    advice: [],
    read: [
      { name: 'location_id', value: location },
      { name: 'timestamp', value: timestamp },
      { name: 'hmac', value: signature },
    ],
    stringToSign: signed,
    search: (secrets, budget) =>
      searchSignature({
        signatures: [signature],
        secrets,
        texts: routesOf(pasted.url, location, timestamp),
        encoding: 'hex',
        budget,
      }),
    repair: (secret) => ({
      ...parts,
      url: `?location_id=${encodePercent(location)}&timestamp=${encodePercent(timestamp)}&hmac=${computeHmac(secret, signed, 'hex')}`,
    }),
  }
}

type Parts = { location: string; timestamp: string }

function routesOf(url: string, location: string, timestamp: string): Route<never>[] {
  const start = (value: unknown, ...mistakes: MistakeId[]) => ({ value: value as never, mistakes })
  const query = queryOf(url)
  const written = withoutParameters(query, 'hmac')
  return [
    { start: start({ location, timestamp }), axes: [locationForms, timestampForms, joinForms, hashedForms] },
    ...[written, query.split('&hmac=')[0] ?? query, query].map((text) => ({
      start: start(text),
      axes: [[{ mistakes: ['signed-whole-url'] as const, value: (given: never) => given }]],
    })),
    { start: start(written), axes: [placeForms(url).slice(1)] },
    { start: start(query.split('&hmac=')[0] ?? query), axes: [placeForms(url).slice(1)] },
  ]
}

const locationForms: readonly Form<Parts, Parts>[] = [
  asItIs,
  changeLocation(['signed-encoded'], encodePercent),
  changeLocation(['location-case-changed'], (location) => location.toLowerCase()),
  changeLocation(['location-case-changed'], (location) => location.toUpperCase()),
]

function changeLocation(
  mistakes: readonly MistakeId[],
  change: (location: string) => string,
): Form<Parts, Parts> {
  return {
    mistakes,
    value: ({ location, timestamp }) =>
      change(location) === location ? undefined : { location: change(location), timestamp },
  }
}

const timestampForms: readonly Form<Parts, Parts>[] = [
  asItIs,
  {
    mistakes: ['milliseconds'],
    value: ({ location, timestamp }) => ({
      location,
      timestamp: timestamp.length > 11 ? timestamp.slice(0, 10) : `${timestamp}000`,
    }),
  },
  {
    mistakes: ['timestamp-other-format'],
    value: ({ location, timestamp }) =>
      /^\d{10}$/.test(timestamp)
        ? { location, timestamp: new Date(Number(timestamp) * 1000).toISOString() }
        : undefined,
  },
]

/** How location and timestamp become one text. */
const joinForms: readonly Form<Parts, string>[] = [
  { mistakes: [], value: ({ location, timestamp }) => `${location}${timestamp}` },
  { mistakes: ['parts-swapped'], value: ({ location, timestamp }) => `${timestamp}${location}` },
  ...['.', ',', ':', '&', ' ', '|', '-', '_', '\n', ';', '/'].flatMap((separator): Form<Parts, string>[] => [
    {
      mistakes: ['separator-added'],
      value: ({ location, timestamp }) => `${location}${separator}${timestamp}`,
    },
    {
      mistakes: ['separator-added', 'parts-swapped'],
      value: ({ location, timestamp }) => `${timestamp}${separator}${location}`,
    },
  ]),
  { mistakes: ['timestamp-left-out'], value: ({ location }) => location },
  { mistakes: ['location-left-out'], value: ({ timestamp }) => timestamp },
  {
    mistakes: ['signed-json'],
    value: ({ location, timestamp }) => JSON.stringify({ location_id: location, timestamp }),
  },
  {
    mistakes: ['signed-json'],
    value: ({ location, timestamp }) =>
      JSON.stringify({ location_id: location, timestamp: Number(timestamp) }),
  },
  {
    mistakes: ['signed-whole-url'],
    value: ({ location, timestamp }) => `location_id=${location}&timestamp=${timestamp}`,
  },
  {
    mistakes: ['signed-whole-url'],
    value: ({ location, timestamp }) => `location_id${location}timestamp${timestamp}`,
  },
]
