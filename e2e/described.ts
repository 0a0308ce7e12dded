import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { expect, portalOrigin } from './fixtures'

type Content = Record<string, { schema: object }>
type Operation = { responses: Record<string, { content: Content; headers?: Record<string, unknown> }> }
type Description = { paths: Record<string, Record<string, Operation>> }

let description: Promise<Description> | undefined
const validators = new Map<object, ValidateFunction>()
// zod writes a pattern beside each format that it checks.
const ajv = new Ajv2020({ strict: true, allErrors: true, validateFormats: false })

/** Fails unless an answer of the API is what openapi.json says of this operation, by a JSON Schema validator that we did not write. */
export async function expectDescribed(method: string, path: string, response: Response): Promise<void> {
  description ??= fetch(`${portalOrigin}/api/v1/openapi.json`).then(
    (answer) => answer.json() as Promise<Description>,
  )
  const { paths } = await description
  const asked = path.split('?')[0] ?? ''
  const [, methods] = Object.entries(paths).find(([template]) => matches(template, asked)) ?? []
  const operation = methods?.[method.toLowerCase()]
  if (!operation) throw new Error(`${method} ${asked} is not described`)
  const answered = operation.responses[String(response.status)] ?? operation.responses.default
  const type = response.headers.get('content-type')?.split(';')[0] ?? ''
  const schema = answered?.content[type]?.schema
  expect(schema, `${method} ${asked}: ${response.status} as ${type} is not described`).toBeDefined()
  if (!schema) return
  const validate = validators.get(schema) ?? ajv.compile(schema)
  validators.set(schema, validate)
  validate(await response.clone().json())
  expect(validate.errors ?? [], `${method} ${asked}: ${response.status}`).toEqual([])
  for (const name of Object.keys(answered?.headers ?? {}))
    expect(response.headers.has(name), `${method} ${asked}: ${name}`).toBe(true)
}

function matches(template: string, path: string): boolean {
  const [expected, given] = [template.split('/'), path.split('/')]
  return (
    expected.length === given.length &&
    expected.every((part, index) => part.startsWith('{') || part === given[index])
  )
}
