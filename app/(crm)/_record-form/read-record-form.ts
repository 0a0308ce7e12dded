import { z } from 'zod'
import { companyFields, personFields } from '@/lib/domain/crm/record-fields.schema'
import {
  isFilled,
  type ListName,
  type ListRow,
  listParts,
  partName,
  type RecordValues,
  readRows,
} from './record-values'

/** Of an edit: which record, and the revision with which the form was opened. */
const existingFields = z
  .object({
    id: z.uuid().optional(),
    revision: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
  })
  .refine(({ id, revision }) => (id === undefined) === (revision === undefined))

/** A person's form as it is posted: every control by its name. */
export const personForm = formOf(
  personFields,
  ({ firstName, lastName, title, stage, companyId, externalId, apiId }) => ({
    firstName,
    lastName,
    title,
    stage,
    companyId: companyId || null,
    externalId,
    apiId,
  }),
  ['emails', 'phones'],
  (values): Record<string, string> =>
    values.companyName?.trim() && !values.companyId
      ? { companyId: 'Choose a company from the list, or clear this field.' }
      : {},
)

export const companyForm = formOf(
  companyFields,
  ({ annualRevenue, foundedDate, description, ...texts }) => ({
    ...pick(texts, ['name', 'stage', 'industry', 'website', 'companySize', 'registrationNumber', 'taxId']),
    ...pick(texts, ['externalId', 'apiId']),
    // Browsers post line breaks as CRLF.
    description: description?.replace(/\r\n?/g, '\n'),
    annualRevenue: readAmount(annualRevenue),
    foundedDate: foundedDate?.trim() || null,
  }),
  ['emails', 'phones', 'addresses'],
  (values): Record<string, string> =>
    Number.isNaN(readAmount(values.annualRevenue))
      ? { annualRevenue: 'Enter a number such as 1250000.50.' }
      : {},
)

function formOf<Schema extends z.ZodType>(
  schema: Schema,
  toFields: (values: RecordValues) => Record<string, unknown>,
  lists: readonly ListName[],
  findFurther: (values: RecordValues) => Record<string, string>,
) {
  return z.record(z.string(), z.unknown()).transform((posted, context) => {
    const values = Object.fromEntries(
      Object.entries(posted).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    )
    const rows = Object.fromEntries(lists.map((list) => [list, readRows(values, list).filter(isFilled)]))
    const further = findFurther(values)
    const parsed = schema.safeParse({
      ...toFields(values),
      ...Object.fromEntries(Object.entries(rows).map(([list, given]) => [list, given.map(toRow)])),
    })
    const existing = existingFields.safeParse(values)
    const refuse = (name: string, message: string) =>
      context.issues.push({ code: 'custom', message, path: [name], input: posted })
    for (const [name, message] of Object.entries(further)) refuse(name, message)
    for (const { path, message } of parsed.error?.issues ?? []) {
      const name = nameOfPath(path, rows)
      if (!(name in further)) refuse(name, message)
    }
    if (!existing.success) refuse('revision', 'This request did not come from one of our pages.')
    if (!parsed.success || !existing.success || Object.keys(further).length > 0) return z.NEVER
    return { existing: existing.data, fields: parsed.data }
  })
}

/** A type that was cleared is the usual one. */
function toRow({ parts: { type, ...parts }, isPrimary }: ListRow) {
  return { ...parts, ...(type?.trim() ? { type } : {}), isPrimary }
}

/** The control that a problem belongs to; the list itself where no row is to blame. */
function nameOfPath(path: PropertyKey[], rows: Record<string, ListRow[]>): string {
  const [field = '', index, part] = path.map(String)
  if (!(field in listParts)) return field
  const key = rows[field]?.[Number(index)]?.key
  return key === undefined || part === undefined ? field : partName(field as ListName, key, part)
}

/** Spaces and commas between digits are for the eye. */
function readAmount(text: string | undefined): number | null {
  const plain = (text ?? '').replace(/[\s,]/g, '')
  if (plain === '') return null
  return /^-?\d+(?:\.\d+)?$/.test(plain) ? Number(plain) : Number.NaN
}

function pick(values: RecordValues, names: string[]): RecordValues {
  return Object.fromEntries(names.map((name) => [name, values[name] ?? '']))
}
