import type { Actor } from '@/lib/auth/permissions'
import {
  type ExportedCompany,
  type ExportedPerson,
  exportCompanies,
  exportPeople,
  recordExport,
} from '@/lib/domain/crm/export-records'
import type { ImportFormat, RecordType } from '@/lib/domain/imports/imports.schema'
import { answerCsv, type CsvColumn } from '@/lib/http/csv'
import { answerLines } from '@/lib/http/file-stream'

type Given = { request: Request; actor: Actor; readActor: () => Promise<Actor> }

/** A team's people or companies as a file which imports again without a change. */
export async function answerRecords({
  type,
  format,
  ...given
}: Given & { type: RecordType; format: ImportFormat }): Promise<Response> {
  const response =
    type === 'people'
      ? await answer({ ...given, type, format, read: exportPeople, columns: personColumns })
      : await answer({ ...given, type, format, read: exportCompanies, columns: companyColumns })
  await recordExport(given.actor, { type })
  return response
}

function answer<Row extends object>({
  request,
  actor,
  readActor,
  type,
  format,
  read,
  columns,
}: Given & {
  type: RecordType
  format: ImportFormat
  read: (actor: Actor, cursor: string | undefined) => Promise<{ rows: Row[]; nextCursor: string | undefined }>
  columns: CsvColumn<Row>[]
}): Promise<Response> {
  const file = {
    request,
    actor,
    name: type,
    // Who downloads may have been removed meanwhile.
    readBatch: async (cursor: string | undefined) => read(await readActor(), cursor),
  }
  if (format === 'csv') return answerCsv({ ...file, columns })
  return answerLines({
    ...file,
    name: `${type}.ndjson`,
    type: 'application/x-ndjson',
    writeRow: (row) => `${JSON.stringify(row)}\n`,
  })
}

type Contact = Pick<ExportedPerson, 'emails' | 'phones'>
type Stored = Pick<
  ExportedPerson,
  'id' | 'externalId' | 'apiId' | 'sourceUpdatedAt' | 'createdAt' | 'updatedAt'
>

const idColumns: CsvColumn<Stored>[] = [
  { head: 'Framegate ID', value: ({ id }) => id },
  { head: 'External ID', value: ({ externalId }) => externalId },
  { head: 'API ID', value: ({ apiId }) => apiId },
]

const contactColumns: CsvColumn<Contact>[] = [
  { head: 'Email', value: ({ emails }) => emails[0]?.email },
  { head: 'Other emails', value: ({ emails }) => lines(emails.slice(1).map(({ email }) => email)) },
  { head: 'Phone', value: ({ phones }) => phones[0]?.phone },
  { head: 'Phone type', value: ({ phones }) => phones[0]?.type },
  {
    head: 'Other phones',
    value: ({ phones }) => lines(phones.slice(1).map(({ type, phone }) => `${type}: ${phone}`)),
  },
]

const timeColumns: CsvColumn<Stored>[] = [
  { head: 'Changed in your CRM at', value: ({ sourceUpdatedAt }) => sourceUpdatedAt },
  { head: 'Created at', value: ({ createdAt }) => createdAt },
  { head: 'Updated at', value: ({ updatedAt }) => updatedAt },
]

const personColumns: CsvColumn<ExportedPerson>[] = [
  ...idColumns,
  { head: 'First name', value: ({ firstName }) => firstName },
  { head: 'Last name', value: ({ lastName }) => lastName },
  { head: 'Title', value: ({ title }) => title },
  { head: 'Stage', value: ({ stage }) => stage },
  ...contactColumns,
  { head: 'Company name', value: ({ company }) => company?.name },
  { head: 'Company’s external ID', value: ({ company }) => company?.externalId },
  { head: 'Company’s Framegate ID', value: ({ company }) => company?.id },
  ...timeColumns,
]

const companyColumns: CsvColumn<ExportedCompany>[] = [
  ...idColumns,
  { head: 'Name', value: ({ name }) => name },
  { head: 'Stage', value: ({ stage }) => stage },
  { head: 'Industry', value: ({ industry }) => industry },
  { head: 'Website', value: ({ website }) => website },
  { head: 'Description', value: ({ description }) => description },
  { head: 'Company size', value: ({ companySize }) => companySize },
  { head: 'Annual revenue', value: ({ annualRevenue }) => annualRevenue },
  { head: 'Founded date', value: ({ foundedDate }) => foundedDate },
  { head: 'Registration number', value: ({ registrationNumber }) => registrationNumber },
  { head: 'Tax ID', value: ({ taxId }) => taxId },
  ...contactColumns,
  { head: 'Street', value: ({ addresses }) => addresses[0]?.street },
  { head: 'City', value: ({ addresses }) => addresses[0]?.city },
  { head: 'State', value: ({ addresses }) => addresses[0]?.state },
  { head: 'Postal code', value: ({ addresses }) => addresses[0]?.code },
  { head: 'Country', value: ({ addresses }) => addresses[0]?.country },
  { head: 'Address type', value: ({ addresses }) => addresses[0]?.type },
  {
    head: 'Other addresses',
    value: ({ addresses }) => lines(addresses.slice(1).map((address) => JSON.stringify(address))),
  },
  ...timeColumns,
]

function lines(values: readonly string[]): string | undefined {
  return values.length > 0 ? values.join('\n') : undefined
}
