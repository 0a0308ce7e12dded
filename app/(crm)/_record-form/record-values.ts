/** A record as its form has it: the text of each control by the control's name. */
export type RecordValues = Record<string, string>

export type RecordKind = 'person' | 'company'

export type ListName = 'emails' | 'phones' | 'addresses'

export const listParts = {
  emails: ['email'],
  phones: ['phone', 'type'],
  addresses: ['street', 'city', 'state', 'code', 'country', 'type'],
} as const satisfies Record<ListName, readonly string[]>

/** One of several emails, phones or addresses. Its key is in the names of its controls. */
export type ListRow = { key: string; parts: Record<string, string>; isPrimary: boolean }

export type RecordField = { name: string; label: string }

export const recordFields: Record<RecordKind, readonly RecordField[]> = {
  person: [
    { name: 'firstName', label: 'First name' },
    { name: 'lastName', label: 'Last name' },
    { name: 'title', label: 'Title' },
    { name: 'stage', label: 'Stage' },
    { name: 'companyId', label: 'Company' },
    { name: 'emails', label: 'Emails' },
    { name: 'phones', label: 'Phones' },
    { name: 'externalId', label: 'External ID' },
    { name: 'apiId', label: 'API ID' },
  ],
  company: [
    { name: 'name', label: 'Name' },
    { name: 'stage', label: 'Stage' },
    { name: 'industry', label: 'Industry' },
    { name: 'website', label: 'Website' },
    { name: 'description', label: 'Description' },
    { name: 'companySize', label: 'Size' },
    { name: 'annualRevenue', label: 'Annual revenue' },
    { name: 'foundedDate', label: 'Founded' },
    { name: 'registrationNumber', label: 'Registration number' },
    { name: 'taxId', label: 'Tax ID' },
    { name: 'emails', label: 'Emails' },
    { name: 'phones', label: 'Phones' },
    { name: 'addresses', label: 'Addresses' },
    { name: 'externalId', label: 'External ID' },
    { name: 'apiId', label: 'API ID' },
  ],
}

export function isListName(name: string): name is ListName {
  return name in listParts
}

export const partName = (list: ListName, key: string, part: string) => `${list}_${key}_${part}`
export const primaryName = (list: ListName) => `${list}_primary`

/** The rows of a list in their order. A row is empty while it has no more than a type. */
export function readRows(values: RecordValues, list: ListName): ListRow[] {
  const pattern = new RegExp(`^${list}_(\\d{1,4})_[a-z]+$`)
  const keys = new Set(Object.keys(values).flatMap((name) => pattern.exec(name)?.[1] ?? []))
  return [...keys]
    .sort((one, other) => Number(one) - Number(other))
    .map((key) => ({
      key,
      parts: Object.fromEntries(
        listParts[list].map((part) => [part, values[partName(list, key, part)] ?? '']),
      ),
      isPrimary: values[primaryName(list)] === key,
    }))
}

export function isFilled({ parts }: ListRow): boolean {
  return Object.entries(parts).some(([part, text]) => part !== 'type' && text.trim() !== '')
}

type Written = { isPrimary: boolean } & Record<string, unknown>

/** The opposite of `readRows`. */
export function writeRows(list: ListName, rows: readonly Written[]): RecordValues {
  const values: RecordValues = {}
  rows.forEach((row, index) => {
    for (const part of listParts[list]) values[partName(list, String(index), part)] = String(row[part] ?? '')
    if (row.isPrimary) values[primaryName(list)] = String(index)
  })
  return values
}

/** The names of a field's controls among `values`. */
function namesOf(values: RecordValues, field: string): string[] {
  if (field === 'companyId') return ['companyId', 'companyName']
  return isListName(field) ? Object.keys(values).filter((name) => name.startsWith(`${field}_`)) : [field]
}

/** `values` with one field as `from` has it. */
export function withField(values: RecordValues, field: string, from: RecordValues): RecordValues {
  const gone = new Set(namesOf(values, field))
  return {
    ...Object.fromEntries(Object.entries(values).filter(([name]) => !gone.has(name))),
    ...Object.fromEntries(namesOf(from, field).map((name) => [name, from[name] ?? ''])),
  }
}

/** A field in words: lists of texts, the primary one first. */
export function describeField(values: RecordValues, field: string): string[] {
  if (field === 'companyId') return values.companyId ? [values.companyName ?? ''] : []
  if (!isListName(field)) {
    const text = (values[field] ?? '').trim().replace(/\r\n?/g, '\n')
    return text ? [text] : []
  }
  const rows = readRows(values, field).filter(isFilled)
  const primary = rows.find(({ isPrimary }) => isPrimary) ?? rows[0]
  return rows
    .map((row) => {
      const { type = '', ...parts } = row.parts
      const text = Object.values(parts)
        .map((part) => part.trim())
        .filter(Boolean)
        .join(', ')
      const notes = [type.trim(), row === primary && rows.length > 1 ? 'primary' : ''].filter(Boolean)
      return { text: notes.length > 0 ? `${text} (${notes.join(', ')})` : text, isFirst: row === primary }
    })
    .sort((one, other) => Number(other.isFirst) - Number(one.isFirst) || (one.text < other.text ? -1 : 1))
    .map(({ text }) => text)
}

/** Whether two versions of a record say the same in a field. */
export function isSameField(one: RecordValues, other: RecordValues, field: string): boolean {
  if (field === 'companyId') return (one.companyId ?? '') === (other.companyId ?? '')
  return JSON.stringify(describeField(one, field)) === JSON.stringify(describeField(other, field))
}

/** What a record says now, in the form in which it is edited. */
export type PresentRecord = {
  revision: number
  values: RecordValues
  /** Left out where the log has no change of it. */
  change?: { by: string; isYou: boolean; at: string } | undefined
}

/** A field that somebody else changed while the form was open, with what each said. */
export type ChangedField = {
  name: string
  label: string
  theirs: string[]
  mine: string[]
  isTouched: boolean
  isSame: boolean
}

/** What changed in the record between `opened` and `present`, compared with what the form has now. */
export function findChanged(
  kind: RecordKind,
  { opened, mine, present }: { opened: RecordValues; mine: RecordValues; present: RecordValues },
): ChangedField[] {
  return recordFields[kind]
    .filter(({ name }) => !isSameField(opened, present, name))
    .map(({ name, label }) => ({
      name,
      label,
      theirs: describeField(present, name),
      mine: describeField(mine, name),
      isTouched: !isSameField(opened, mine, name),
      isSame: isSameField(mine, present, name),
    }))
}
