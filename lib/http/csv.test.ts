import { describe, expect, test, vi } from 'vitest'
import { AppError } from '@/lib/errors'
import { answerCsv, writeCsvRow } from '@/lib/http/csv'
import { codeOf } from '@/test/refusals'

const reviewer = {
  kind: 'reviewer',
  role: 'reviewer',
  userId: 'user',
  email: 'r@example.com',
  name: 'Reviewer',
  organisation: 'Framegate',
  singleKeys: false,
} as const

type Batch = { rows: string[]; nextCursor: string | undefined }

function answer(readBatch: (cursor: string | undefined) => Promise<Batch>, signal?: AbortSignal) {
  return answerCsv({
    request: new Request('https://portal.example/export', signal ? { signal } : {}),
    actor: reviewer,
    name: 'launches',
    columns: [{ head: 'Text', value: (row: string) => row }],
    readBatch,
  })
}

describe('a cell', () => {
  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '\uFF1D1'])(
    'that a spreadsheet takes for a formula is text: %j',
    (text) => expect(writeCsvRow([text]).replace(/^"/, '').startsWith("'")).toBe(true),
  )

  test('is quoted where RFC 4180 says so, and a number is a number', () => {
    expect(writeCsvRow(['a "b", c', 'two\r\nlines', 'plain', -5, null, undefined])).toBe(
      '"a ""b"", c","two\r\nlines",plain,-5,,\r\n',
    )
    expect(writeCsvRow([new Date('2026-03-01T12:00:00.789Z')])).toBe('2026-03-01T12:00:00.789Z\r\n')
  })
})

describe('an export', () => {
  test('is a file with its date, a head and every row of every batch', async () => {
    const response = await answer(async (cursor) =>
      cursor ? { rows: ['c'], nextCursor: undefined } : { rows: ['a', 'ü'], nextCursor: 'next' },
    )
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="launches-\d{4}-\d\d-\d\d\.csv"$/,
    )
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    expect(new TextDecoder().decode(bytes)).toBe('Text\r\na\r\nü\r\nc\r\n')
  })

  test('reads no batch that nobody asked for', async () => {
    const readBatch = vi.fn(async () => ({ rows: ['a'], nextCursor: 'next' }))
    const { body } = await answer(readBatch)
    const reader = body?.getReader()
    expect(readBatch).toHaveBeenCalledTimes(1)
    await reader?.read()
    expect(readBatch).toHaveBeenCalledTimes(2)
    await reader?.cancel()
  })

  test('that is refused is a refusal, and one that breaks off later is no whole file', async () => {
    const refused = new AppError('forbidden', 'No.')
    expect(await codeOf(answer(() => Promise.reject(refused)))).toBe('forbidden')
    const response = await answer(async (cursor) => {
      if (cursor) throw refused
      return { rows: ['a'], nextCursor: 'next' }
    })
    await expect(response.text()).rejects.toThrow()
  })

  test('is one of two of a member at most, until one is finished or left', async () => {
    const batch = async () => ({ rows: ['a'], nextCursor: undefined })
    const leaving = new AbortController()
    const first = await answer(batch)
    await answer(batch, leaving.signal)
    expect(await codeOf(answer(batch))).toBe('rate_limited')
    await first.text()
    leaving.abort()
    await answer(batch).then((response) => response.text())
    await answer(batch).then((response) => response.body?.cancel())
  })
})
