import { createHash } from 'node:crypto'
import type { SureSendCompany, SureSendEmail, SureSendPerson, SureSendPhone } from '@/lib/protocols/sure-send'

/**
 * Which made-up content: `ordinary` has everything, `sparse` as little as the shape allows, `unicode` names beyond ASCII and with
 * markup in them, `long` a name of 5,000 plain letters, `hostile` both, and no phone.
 */
export const samples = ['ordinary', 'sparse', 'unicode', 'long', 'hostile'] as const
export type Sample = (typeof samples)[number]

/** Markup that no page may show as markup: it ends an attribute of either quote, and opens an element. */
export const markupMarker = `"'><i data-framegate>`

/** A name that shows whether a page was read as UTF-8. */
export const unicodeName = 'Zoë'

/** Ids of nobody, in the shape of the real ones, and the same each time. */
export function sampleId(of: string): string {
  const hex = createHash('sha256').update(of).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** A person of nobody in the seed's shape. */
export function samplePerson(sample: Sample): SureSendPerson {
  const { first, last } = names[sample]
  return {
    id: sampleId('person'),
    firstName: first,
    lastName: last,
    stage: { name: sample === 'sparse' ? '' : 'Lead' },
    emails: sample === 'sparse' ? [] : [email],
    phones: sample === 'sparse' || sample === 'hostile' ? [] : [phone],
  }
}

/** A company of nobody in the seed's shape. */
export function sampleCompany(sample: Sample): SureSendCompany {
  const { first, last } = names[sample]
  const isSparse = sample === 'sparse'
  return {
    id: sampleId('company'),
    name: sample === 'ordinary' ? 'Sample Ltd' : `${first} ${last}`.trim(),
    industry: isSparse ? null : 'Real Estate',
    website: isSparse ? null : 'https://sample.example.com',
    description: isSparse ? null : 'A company that exists for tests alone.',
    companySize: isSparse ? null : '201-500',
    annualRevenue: isSparse ? null : 50_000_000.5,
    foundedDate: isSparse ? null : '2010-01-15T00:00:00Z',
    registrationNumber: isSparse ? null : 'REG-12345',
    taxId: isSparse ? null : 'TAX-67890',
    stage: { name: isSparse ? '' : 'Customer' },
    emails: isSparse ? [] : [email],
    phones: sample === 'sparse' || sample === 'hostile' ? [] : [phone],
    addresses: isSparse
      ? []
      : [
          {
            id: sampleId('address'),
            type: 'office',
            street: '1 Sample Street',
            city: sample === 'ordinary' ? 'Sampleton' : 'Köln',
            state: 'CA',
            code: '94105',
            country: 'United States',
            isPrimary: 1,
          },
        ],
  }
}

/** The whole name of the sample person, for protocols that have one text for it. */
export function sampleName(sample: Sample): string {
  const { first, last } = names[sample]
  return `${first} ${last}`.trim()
}

export const sampleEmail = 'jordan.sample@example.com'

const stamps = { created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' }

const email: SureSendEmail = {
  id: sampleId('email'),
  email: 'Jordan.Sample@example.com',
  value: sampleEmail,
  isPrimary: 1,
  ...stamps,
}

const phone: SureSendPhone = {
  id: sampleId('phone'),
  phone: '+1-555-0100',
  type: 'work',
  isPrimary: 1,
  normalized: '15550100',
  ...stamps,
}

// ">>>" and "???" in any place give the base64 of the whole a "+" and a "/".
const foreignName = `${unicodeName} 🦊 O'Neil-Østergård >>>???`
const foreignRest = `محمد בן־דוד 山田 ${markupMarker}`

const longName = 'Wolfeschlegelstein '.repeat(264).slice(0, 5000)

const names: Record<Sample, { first: string; last: string }> = {
  ordinary: { first: 'Jordan', last: 'Sample' },
  sparse: { first: '', last: '' },
  unicode: { first: foreignName, last: foreignRest },
  long: { first: 'Jordan', last: longName },
  hostile: { first: foreignName, last: `${foreignRest} ${longName}`.slice(0, 5000) },
}
