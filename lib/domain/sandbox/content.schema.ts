import {
  findNodeAtLocation,
  type JSONPath,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser'
import { z } from 'zod'
import { isShallowJson, jsonDepthMax } from '@/lib/bounded-json'
import type { WidgetProtocol } from '@/lib/domain/protocols/placements.schema'
import { ownRecordBytesMax, type SandboxPlace } from '@/lib/domain/sandbox/launches.schema'

export type ContentProblem = { line: number | null; path: string; message: string }
export type CheckedContent =
  | { content: Record<string, unknown>; problems?: undefined }
  | { content?: undefined; problems: ContentProblem[] }

const problemsMax = 12

/**
 * Own JSON against the shape of what the protocol sends there: each problem with its line or its path. What may be left out comes from
 * the sample: team, user, time, ids and nonce.
 */
export function checkOwnContent(
  text: string,
  { protocol, place }: { protocol: WidgetProtocol; place: SandboxPlace },
): CheckedContent {
  if (new TextEncoder().encode(text).length > ownRecordBytesMax)
    return { problems: [{ line: null, path: '', message: 'It is larger than 20 kB.' }] }
  if (!isShallowJson(text))
    return { problems: [{ line: null, path: '', message: `It nests deeper than ${jsonDepthMax} levels.` }] }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { problems: [describeSyntax(text)] }
  }
  const parsed = schemaOf(protocol, place).safeParse(value)
  if (parsed.success) return { content: parsed.data as Record<string, unknown> }
  return {
    problems: parsed.error.issues.slice(0, problemsMax).map((issue) => {
      const path = writePath(issue.path)
      return { line: findLine(text, issue.path), path, message: issue.message }
    }),
  }
}

/** Which sentence names a problem of the writing; the parser's code for it decides. */
const syntaxMessages: Record<string, string | undefined> = {
  PropertyNameExpected: 'a name in double quotes is missing',
  ValueExpected: 'a value is missing',
  ColonExpected: 'a colon is missing',
  CommaExpected: 'a comma is missing',
  CloseBraceExpected: 'a closing brace is missing',
  CloseBracketExpected: 'a closing bracket is missing',
  EndOfFileExpected: 'there is more after its end',
  InvalidCommentToken: 'it has a comment',
  UnexpectedEndOfString: 'a text is not closed',
  InvalidSymbol: 'it has a word or mark that JSON does not know',
  InvalidNumberFormat: 'a number is not written as JSON writes it',
  InvalidUnicode: 'a \\u is not followed by four hex digits',
  InvalidEscapeCharacter: 'a backslash escapes what JSON does not escape',
  InvalidCharacter: 'a text has a control character',
}

/** Where a text that JSON.parse refuses stops being JSON. */
function describeSyntax(text: string): ContentProblem {
  const errors: ParseError[] = []
  parseTree(text, errors, { disallowComments: true, allowTrailingComma: false })
  const [first] = errors
  const message = (first && syntaxMessages[printParseErrorCode(first.error)]) ?? 'it cannot be read'
  return {
    line: first ? text.slice(0, first.offset).split('\n').length : null,
    path: '',
    message: `This is not JSON: ${message}.`,
  }
}

function writePath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (written, key) =>
      typeof key === 'number' ? `${written}[${key}]` : `${written}${written ? '.' : ''}${String(key)}`,
    '',
  )
}

/** The line of the last member of the path that is there. */
function findLine(text: string, path: readonly PropertyKey[]): number | null {
  const tree = parseTree(text)
  for (let length = path.length; tree && length > 0; length -= 1) {
    const node = findNodeAtLocation(tree, path.slice(0, length) as JSONPath)
    // A member's line is that of its name.
    if (node) return text.slice(0, (node.parent ?? node).offset).split('\n').length
  }
  return null
}

function schemaOf(protocol: WidgetProtocol, place: SandboxPlace): z.ZodType {
  switch (protocol) {
    case 'sure-send':
      return place === 'company' ? sureSendCompany : sureSendPerson
    case 'social-signin':
      return place === 'search' ? z.object({ q: text }).catchall(text) : z.object({ id: text }).catchall(text)
    case 'salesloft':
      return salesloftShapes[place] ?? z.looseObject(salesloftIds)
    case 'showpad':
      return place === 'activities' ? showpadActivity : showpadSearch
    case 'marketplace':
      return marketplaceValues
  }
}

const text = z.string()
const bit = z.union([z.literal(0), z.literal(1)], { error: 'It is 0 or 1.' })
const email = z.strictObject({
  id: text,
  email: text,
  value: text,
  isPrimary: bit,
  created_at: text,
  updated_at: text,
})
const phone = z.strictObject({
  id: text,
  phone: text,
  type: text,
  isPrimary: bit,
  normalized: text,
  created_at: text,
  updated_at: text,
})
const address = z.strictObject({
  id: text,
  type: text,
  street: text,
  city: text,
  state: text,
  code: text,
  country: text,
  isPrimary: bit,
})
const stage = z.strictObject({ name: text })
const around = {
  team: z.strictObject({ id: text.min(1), name: text }).optional(),
  user: z.strictObject({ id: text.min(1), email: text }).optional(),
  timestamp: text.optional(),
}

const sureSendPerson = z.strictObject({
  ...around,
  person: z.strictObject({
    id: text.min(1),
    firstName: text,
    lastName: text,
    stage,
    emails: z.array(email),
    phones: z.array(phone),
  }),
})

const sureSendCompany = z.strictObject({
  ...around,
  company: z.strictObject({
    id: text.min(1),
    name: text,
    industry: text.nullable(),
    website: text.nullable(),
    description: text.nullable(),
    companySize: text.nullable(),
    annualRevenue: z.number().nullable(),
    foundedDate: text.nullable(),
    registrationNumber: text.nullable(),
    taxId: text.nullable(),
    stage,
    emails: z.array(email),
    phones: z.array(phone),
    addresses: z.array(address),
  }),
})

const id = z.union([text.min(1), z.int()], { error: 'An id is a text or a whole number.' })
const salesloftIds = {
  integration_id: id.optional(),
  tenant_id: id.optional(),
  user_guid: text.min(1).optional(),
  origin: z.url({ protocol: /^https?$/ }).optional(),
  nonce: text.min(1).optional(),
}
const someone = z.looseObject({})
const salesloftShapes: Partial<Record<SandboxPlace, z.ZodType>> = {
  person: z.looseObject({ ...salesloftIds, person: someone, account: someone.optional() }),
  company: z.looseObject({ ...salesloftIds, account: someone }),
  email_editor: z.looseObject({
    ...salesloftIds,
    person: someone.optional(),
    account: someone.optional(),
  }),
  custom_action: z.looseObject({
    ...salesloftIds,
    action: z.looseObject({ id }).optional(),
    person: someone,
    account: someone.optional(),
  }),
}

const showpadInfo = z
  .looseObject({ subdomain: text.min(1), username: text.min(1), crmInstanceId: text.min(1) })
  .optional()
const showpadSearch = z.looseObject({ showpadInfo, query: text })
const showpadActivity = z.looseObject({
  showpadInfo,
  recipientIds: z.array(text),
  subject: text,
  description: text.optional(),
  occurredAt: text.optional(),
})

const marketplaceValues = z.strictObject({
  location_id: text
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'A location id has 1 to 64 letters, digits, - or _.')
    .optional(),
  user_id: text.min(1).optional(),
  'access-token': text.optional(),
  contact_id: text.optional(),
  contact_api_id: text.optional(),
  user_oauth_url: text.optional(),
})
