type Schema = {
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  format?: string
  description?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
}

export type FieldRow = { name: string; type: string; isRequired: boolean; description: string | undefined }

/** The fields of a JSON Schema, nested ones by their path: `person.emails[].email`. */
export function listFields(schema: object, prefix = ''): FieldRow[] {
  const { properties = {}, required = [] } = schema as Schema
  return Object.entries(properties).flatMap(([name, member]) => {
    const path = `${prefix}${name}`
    const row = {
      name: path,
      type: describeType(member),
      isRequired: required.includes(name),
      description: member.description,
    }
    const inner = member.items ? listFields(member.items, `${path}[].`) : listFields(member, `${path}.`)
    return [row, ...inner]
  })
}

function describeType({ type, enum: values, const: value, anyOf, format, items }: Schema): string {
  if (value !== undefined) return JSON.stringify(value)
  if (values) return values.map((entry) => JSON.stringify(entry)).join(' or ')
  if (anyOf) return [...new Set(anyOf.map(describeType))].join(' or ')
  if (items) return `list of ${describeType(items)}`
  return [[type ?? 'anything'].flat().join(' or '), format].filter(Boolean).join(', ')
}
