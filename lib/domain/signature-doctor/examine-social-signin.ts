import { conclude, type Patient, unreadable } from '@/lib/domain/signature-doctor/examine'
import { judgeExpiry } from '@/lib/domain/signature-doctor/judge-time'
import { queryOf, type RawParameter, readRawParameters } from '@/lib/domain/signature-doctor/raw-query'
import { searchSignature, type Variant } from '@/lib/domain/signature-doctor/search-signature'
import type { Diagnosis, MistakeId } from '@/lib/domain/signature-doctor.schema'
import { buildPhpQuery, parsePhpQuery } from '@/lib/protocols/php-query'

/** A SocialSignIn call: hex over the query as PHP writes it, without sig. */
export async function examineSocialSignin(patient: Patient): Promise<Diagnosis> {
  const query = queryOf(patient.url) || patient.body
  const parameters = readRawParameters(query)
  const valuesOf = (name: string) => parameters.filter((entry) => entry.name === name)
  const [sig, expires] = [valuesOf('sig').at(-1)?.value, valuesOf('expires').at(-1)?.value]
  const signature = patient.ownSignature ?? sig
  if (!signature || expires === undefined) {
    const isPart = signature !== undefined || expires !== undefined
    return unreadable('It needs expires and sig.', isPart ? ['parameter-missing'] : [])
  }
  const base = phpQuery(query)
  const found = await searchSignature({
    signature,
    secrets: patient.secrets,
    contents: contentsOf(patient.url, query, parameters, base),
    encoding: 'hex',
    budget: patient.budget,
  })
  const names = parameters.map(({ name }) => name)
  const doubled: MistakeId[] = new Set(names).size < names.length ? ['parameter-doubled'] : []
  return conclude({
    found,
    // The last one counts, as PHP reads it: no mistake by itself.
    beside: [...(found ? [] : doubled), ...judgeExpiry(expires, patient.now)],
    isOwn: patient.ownSignature !== undefined,
    read: [
      { name: 'what is signed', value: base },
      { name: 'expires', value: expires },
      { name: 'sig', value: signature },
    ],
    stringToSign: base,
  })
}

function phpQuery(query: string, without: readonly string[] = ['sig']): string {
  const parsed = parsePhpQuery(query)
  for (const name of without) parsed.entries.delete(name)
  return buildPhpQuery(parsed)
}

function contentsOf(url: string, query: string, parameters: RawParameter[], base: string): Variant<string>[] {
  const kept = parameters.filter(({ name }) => name !== 'sig')
  const pairs = kept.map(({ name, value }) => [name, value] as [string, string])
  const write = (entries: [string, string][]) => new URLSearchParams(entries).toString()
  const sorted = [...pairs].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
  const bare = write(pairs)
  const withoutSig = query
    .split('&')
    .filter((pair) => !pair.startsWith('sig='))
    .join('&')
  return [
    { mistakes: [], value: base },
    { mistakes: ['parameters-sorted'], value: write(sorted).replaceAll('*', '%2A') },
    { mistakes: ['star-left-bare'], value: bare },
    { mistakes: ['parameters-sorted', 'star-left-bare'], value: write(sorted) },
    { mistakes: ['space-as-percent-20'], value: base.replaceAll('+', '%20') },
    { mistakes: ['space-as-percent-20', 'star-left-bare'], value: bare.replaceAll('+', '%20') },
    { mistakes: ['signature-left-in'], value: query },
    { mistakes: ['signature-left-in'], value: phpQuery(query, []) },
    { mistakes: ['expires-left-out'], value: phpQuery(query, ['sig', 'expires']) },
    { mistakes: ['parameters-decoded'], value: kept.map(({ name, value }) => `${name}=${value}`).join('&') },
    { mistakes: ['parameters-decoded'], value: kept.map(({ value }) => value).join('') },
    { mistakes: ['signed-whole-url'], value: `${url.split('?', 1)[0]}?${withoutSig}` },
    { mistakes: ['signed-whole-url'], value: `?${base}` },
    { mistakes: ['signed-json'], value: JSON.stringify(Object.fromEntries(pairs)) },
  ]
}
