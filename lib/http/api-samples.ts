export type SampleRequest = {
  method: string
  url: string
  /** Sent as JSON. */
  body?: unknown
  /** Sent as it is, from a file of this name. */
  file?: { name: string; type: string }
  /** Whether the answer is printed as it comes. */
  isText?: boolean
}

/** In which languages a call is shown. Each needs nothing but what the language comes with, and the key in FRAMEGATE_KEY. */
export const sampleLanguages = [
  { id: 'curl', label: 'curl' },
  { id: 'node', label: 'Node.js' },
  { id: 'python', label: 'Python' },
  { id: 'php', label: 'PHP' },
] as const
export type SampleLanguage = (typeof sampleLanguages)[number]['id']

/** A program that makes the call and prints the answer. */
export function writeSample(language: SampleLanguage, request: SampleRequest): string {
  return writers[language](request)
}

const writers: Record<SampleLanguage, (request: SampleRequest) => string> = {
  curl: writeCurl,
  node: writeNode,
  python: writePython,
  php: writePhp,
}

function writeCurl({ method, url, body, file }: SampleRequest): string {
  const lines = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}${quoteShell(url)}`,
    `-H "Authorization: Bearer $FRAMEGATE_KEY"`,
  ]
  if (body !== undefined)
    lines.push(`-H 'Content-Type: application/json'`, `-d ${quoteShell(JSON.stringify(body, null, 2))}`)
  if (file) lines.push(`-H 'Content-Type: ${file.type}'`, `-T ${file.name}`)
  return lines.join(' \\\n  ')
}

function writeNode({ method, url, body, file, isText }: SampleRequest): string {
  const type = typeOf({ body, file })
  const header = type === undefined ? '' : `\n    'Content-Type': '${type}',`
  const content =
    body === undefined ? '' : `\n  body: JSON.stringify(${indent(JSON.stringify(body, null, 2))}),`
  const upload = file ? `\n  body: await openAsBlob('${file.name}'),` : ''
  const head = file ? `import { openAsBlob } from 'node:fs'\n\n` : ''
  const rest = isText
    ? `if (!response.ok) throw new Error(await response.text())
console.log(await response.text())
`
    : `const result = await response.json()
if (!response.ok) throw new Error(\`\${result.code}: \${result.detail}\`)
console.log(JSON.stringify(result, null, 2))
`
  return `${head}const response = await fetch(${quoteScript(url)}, {
  method: '${method}',
  headers: {
    Authorization: \`Bearer \${process.env.FRAMEGATE_KEY}\`,${header}
  },${content}${upload}
})
${rest}`
}

function writePython({ method, url, body, file, isText }: SampleRequest): string {
  const type = typeOf({ body, file })
  const header = type === undefined ? '' : `\n        "Content-Type": "${type}",`
  const content = body === undefined ? '' : `\n    data=json.dumps(${indent(toPython(body))}).encode(),`
  const upload = file ? `\n    data=open("${file.name}", "rb"),` : ''
  const rest = isText
    ? `    print(response.read().decode())
`
    : `    result = json.load(response)
print(json.dumps(result, indent=2))
`
  return `${isText ? '' : 'import json\n'}import os
import urllib.request

request = urllib.request.Request(
    ${JSON.stringify(url)},
    method="${method}",
    headers={
        "Authorization": f"Bearer {os.environ['FRAMEGATE_KEY']}",${header}
    },${content}${upload}
)
with urllib.request.urlopen(request) as response:
${rest}`
}

function writePhp({ method, url, body, file, isText }: SampleRequest): string {
  const type = typeOf({ body, file })
  const header = type === undefined ? '' : `\n        'Content-Type: ${type}',`
  const content = body === undefined ? '' : `\n    'content' => json_encode(${indent(toPhp(body))}),`
  const upload = file ? `\n    'content' => file_get_contents('${file.name}'),` : ''
  const call = `file_get_contents(${quoteScript(url)}, false, $context)`
  const rest = isText
    ? `echo ${call};
`
    : `$result = json_decode(${call});
if (isset($result->code)) {
    throw new RuntimeException("$result->code: $result->detail");
}
echo json_encode($result, JSON_PRETTY_PRINT), "\\n";
`
  return `<?php
$context = stream_context_create(['http' => [
    'method' => '${method}',
    'header' => [
        'Authorization: Bearer ' . getenv('FRAMEGATE_KEY'),${header}
    ],${content}${upload}
    'ignore_errors' => true,
]]);
${rest}`
}

function typeOf({ body, file }: Pick<SampleRequest, 'body' | 'file'>): string | undefined {
  return file?.type ?? (body === undefined ? undefined : 'application/json')
}

/** A value as Python writes it: JSON but for three words. */
function toPython(value: unknown, depth = 0): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (Array.isArray(value))
    return writeList(
      value.map((item) => toPython(item, depth + 1)),
      '[]',
      depth,
    )
  if (typeof value !== 'object') return JSON.stringify(value)
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}: ${toPython(member, depth + 1)}`,
  )
  return writeList(members, '{}', depth)
}

/** A value as PHP writes it. An object without members is one to `json_encode`, where an empty array would be a list. */
function toPhp(value: unknown, depth = 0): string {
  if (typeof value === 'string') return value.includes('\n') ? quoteLines(value) : quoteScript(value)
  if (Array.isArray(value))
    return writeList(
      value.map((item) => toPhp(item, depth + 1)),
      '[]',
      depth,
    )
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).map(
    ([name, member]) => `${quoteScript(name)} => ${toPhp(member, depth + 1)}`,
  )
  return members.length === 0 ? 'new stdClass()' : writeList(members, '[]', depth)
}

function writeList(items: string[], [open, close]: string | string[], depth: number): string {
  if (items.length === 0) return `${open}${close}`
  const space = '  '.repeat(depth + 1)
  return `${open}\n${items.map((item) => `${space}${item},\n`).join('')}${'  '.repeat(depth)}${close}`
}

function indent(text: string): string {
  return text.replaceAll('\n', '\n  ')
}

function quoteShell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

/** For JavaScript and PHP alike: between single quotes both know these two escapes. */
function quoteScript(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

/** PHP breaks lines only between double quotes, where $ begins a variable. */
function quoteLines(text: string): string {
  return JSON.stringify(text).replaceAll('$', '\\$')
}
