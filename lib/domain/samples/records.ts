import { sampleCast, sampleId, sampleNumber } from '@/lib/domain/samples/people'
import type { SureSendCompany, SureSendEmail, SureSendPerson, SureSendPhone } from '@/lib/protocols/sure-send'

/**
 * Which made-up content: `ordinary` has everything, `sparse` as little as the shape allows, `unicode` names beyond ASCII and with
 * markup in them, `long` a name of 5,000 plain letters, `hostile` both, and no phone.
 */
export const samples = ['ordinary', 'sparse', 'unicode', 'long', 'hostile'] as const
export type Sample = (typeof samples)[number]

/** A person of nobody in the protocol's shape; of a seed another one than without it. */
export function samplePerson(sample: Sample, seed?: string): SureSendPerson {
  const { first, last } = namesOf(sample, seed)
  return {
    id: sampleId('person', seed),
    firstName: first,
    lastName: last,
    stage: { name: sample === 'sparse' ? '' : 'Lead' },
    emails: sample === 'sparse' ? [] : [sampleEmailOf(seed)],
    phones: sample === 'sparse' || sample === 'hostile' ? [] : [samplePhoneOf(seed)],
  }
}

/** A company of nobody in the protocol's shape. */
export function sampleCompany(sample: Sample, seed?: string): SureSendCompany {
  const { first, last } = namesOf(sample, seed)
  const { company, address } = sampleCast(seed)
  const isSparse = sample === 'sparse'
  return {
    id: sampleId('company', seed),
    name: sample === 'ordinary' ? company.name : `${first} ${last}`.trim(),
    industry: isSparse ? null : 'Real Estate',
    website: isSparse ? null : company.website,
    description: isSparse ? null : company.description,
    companySize: isSparse ? null : '201-500',
    annualRevenue: isSparse ? null : 50_000_000.5,
    foundedDate: isSparse ? null : '2010-01-15T00:00:00Z',
    registrationNumber: isSparse ? null : `REG-${sampleNumber('registration', seed, 12345)}`,
    taxId: isSparse ? null : `TAX-${sampleNumber('tax', seed, 67890)}`,
    stage: { name: isSparse ? '' : 'Customer' },
    emails: isSparse ? [] : [sampleEmailOf(seed)],
    phones: sample === 'sparse' || sample === 'hostile' ? [] : [samplePhoneOf(seed)],
    addresses: isSparse
      ? []
      : [
          {
            id: sampleId('address', seed),
            type: 'office',
            street: address.street,
            city: sample === 'ordinary' ? address.city : 'Köln',
            state: address.state,
            code: address.code,
            country: 'United States',
            isPrimary: 1,
          },
        ],
  }
}

/** The whole name of the sample person, for protocols that have one text for it. */
export function sampleName(sample: Sample, seed?: string): string {
  const { first, last } = namesOf(sample, seed)
  return `${first} ${last}`.trim()
}

const stamps = { created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' }

function stampsOf(seed: string | undefined): typeof stamps {
  if (seed === undefined) return stamps
  const at = new Date(Date.UTC(2025, 0, 1) + sampleNumber('created', seed, 0) * 30)
  const text = `${at.toISOString().slice(0, 19)}Z`
  return { created_at: text, updated_at: text }
}

function sampleEmailOf(seed: string | undefined): SureSendEmail {
  const { email } = sampleCast(seed)
  return {
    id: sampleId('email', seed),
    email: email.shown,
    value: email.value,
    isPrimary: 1,
    ...stampsOf(seed),
  }
}

function samplePhoneOf(seed: string | undefined): SureSendPhone {
  const { phone } = sampleCast(seed)
  return {
    id: sampleId('phone', seed),
    phone: phone.shown,
    type: 'work',
    isPrimary: 1,
    normalized: phone.normalized,
    ...stampsOf(seed),
  }
}

const longName = 'Wolfeschlegelstein '.repeat(264).slice(0, 5000)

function namesOf(sample: Sample, seed: string | undefined): { first: string; last: string } {
  const { firstName, lastName, unicodeName, markup } = sampleCast(seed)
  // ">>>" and "???" in any place give the base64 of the whole a "+" and a "/".
  const foreign = {
    first: `${unicodeName} 🦊 O'Neil-Østergård >>>???`,
    last: `محمد בן־דוד 山田 ${markup}`,
  }
  switch (sample) {
    case 'ordinary':
      return { first: firstName, last: lastName }
    case 'sparse':
      return { first: '', last: '' }
    case 'unicode':
      return foreign
    case 'long':
      return { first: firstName, last: longName }
    case 'hostile':
      return { first: foreign.first, last: `${foreign.last} ${longName}`.slice(0, 5000) }
  }
}
