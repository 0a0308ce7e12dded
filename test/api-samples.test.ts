import { execFile } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { type OperationId, operations } from '@/lib/http/api-operations'
import { apiGroups, readOperation } from '@/lib/http/api-reference'
import { type SampleLanguage, type SampleRequest, sampleLanguages, writeSample } from '@/lib/http/api-samples'

const run = promisify(execFile)
const ids = Object.keys(operations) as OperationId[]

type Received = { method: string; path: string; headers: Record<string, unknown>; body: string }
let received: Received[] = []

/** Keeps what came, and answers as the operation's example does. */
const server = createServer((request, response) => {
  let body = ''
  request.setEncoding('utf8').on('data', (part: string) => {
    body += part
  })
  request.on('end', () => {
    const { method = '', url = '', headers } = request
    received.push({ method, path: url, headers, body })
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ echo: url }))
  })
})
await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const folder = await mkdtemp(join(tmpdir(), 'framegate-samples-'))
afterAll(() => {
  server.close()
})

const programs: Record<SampleLanguage, { file: string; command: [string, ...string[]] }> = {
  curl: { file: 'sample.sh', command: ['sh'] },
  node: { file: 'sample.mjs', command: [process.execPath] },
  python: { file: 'sample.py', command: ['python3'] },
  php: { file: 'sample.php', command: ['php'] },
}

async function runSample(language: SampleLanguage, source: string): Promise<unknown> {
  const { file, command } = programs[language]
  const path = join(folder, file)
  await writeFile(path, source)
  const [program, ...options] = command
  const env = { ...process.env, FRAMEGATE_KEY: 'key_of-the-test' }
  const { stdout } = await run(program, [...options, path], { env, cwd: folder })
  return JSON.parse(stdout)
}

describe('the reference of the JSON API', () => {
  test('has every operation on one page', () => {
    expect(apiGroups.flatMap((group) => group.operations).toSorted()).toEqual(ids.toSorted())
  })

  test.each(ids)('%s: its example is what it takes and answers', (id) => {
    const { operation, example } = readOperation(id)
    for (const part of ['params', 'query', 'body'] as const)
      if (example[part] !== undefined) operation[part]?.parse(example[part])
    expect(Object.keys(example)).toEqual(
      expect.arrayContaining(
        ['params', 'body', 'answer'].filter(
          (part) => part in operation || (part === 'body' && operation.file !== undefined),
        ),
      ),
    )
    expect(operation.answer.parse(example.answer)).toEqual(example.answer)
  })
})

const content = 'External ID,First name\nc-1,José\n'
const languages = sampleLanguages.map(({ id }) => id)

/** The same call in every language at once, each below a separate path. */
async function callInAll(path: string, method: string, request: Omit<SampleRequest, 'method' | 'url'>) {
  received = []
  const answers = await Promise.all(
    languages.map((language) =>
      runSample(language, writeSample(language, { method, url: `${origin}/${language}${path}`, ...request })),
    ),
  )
  expect(answers).toEqual(languages.map((language) => ({ echo: `/${language}${path}` })))
  expect(received).toHaveLength(languages.length)
  return received
}

describe('in every language, a call', () => {
  test.each(ids)('%s arrives as its example says', async (id) => {
    const { operation, example, examplePath } = readOperation(id)
    const method = operation.method.toUpperCase()
    const { file: types, lines } = operation
    const file = types && { name: 'people.csv', type: types[0] ?? '' }
    if (file) await writeFile(join(folder, file.name), content)
    const request = file ? { file } : { body: example.body }
    const isText = lines !== undefined
    for (const { headers, body, ...line } of await callInAll(examplePath, method, { ...request, isText })) {
      expect(line.method).toBe(method)
      expect(line.path).toMatch(/^\/\w+\/api\/v1\//)
      expect(headers.authorization).toBe('Bearer key_of-the-test')
      if (file) expect([headers['content-type'], body]).toEqual([file.type, content])
      else if (example.body === undefined) expect(body).toBe('')
      else {
        expect(headers['content-type']).toBe('application/json')
        expect(JSON.parse(body)).toEqual(example.body)
      }
    }
  })

  test('keeps quotes, backslashes, other scripts and every kind of value as they are', async () => {
    const body = {
      text: `O'Neil said "hi" \\ $HOME \`id\` %s\nnext line`,
      name: '田中 🏡',
      values: [true, false, null, 1.5, {}, []],
    }
    for (const call of await callInAll('/echo?q=%27%24x', 'POST', { body }))
      expect(JSON.parse(call.body)).toEqual(body)
  })
})
