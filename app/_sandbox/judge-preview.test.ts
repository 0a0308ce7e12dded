import { describe, expect, test } from 'vitest'
import type { Inspection } from '@/lib/domain/sandbox/launches.schema'
import { diagnosePreview, judgePreview } from './judge-preview'

const right = { wrong: null, edited: null, receiver: { accepts: true } } as const
const expired = {
  ...right,
  wrong: { id: 'expired', title: 'Expired', description: 'Signed six minutes ago.', expected: 'refuse' },
  receiver: { accepts: false, code: 'expired', detail: 'It is too old.' },
} as const
const loaded = { phase: 'loaded' } as const

function inspected(
  outcome: Inspection['outcome'],
  status?: number,
  found: Partial<Inspection> = {},
): Inspection {
  const hop = {
    method: 'GET',
    url: 'https://widgets.example.com/a?context=x',
    headers: [],
    framing: [],
    cookies: [],
    firstByteMs: 4,
    totalMs: 5,
    bodyBytes: 0,
    isTruncated: false,
  }
  return {
    at: '2026-03-01T12:00:00.000Z',
    outcome,
    detail: 'What happened.',
    hops: status === undefined ? [] : [{ ...hop, status }],
    mayFrame: status === undefined ? null : true,
    send: null,
    skewSeconds: null,
    contentType: null,
    excerpt: null,
    ...found,
  }
}

describe('the gate of the sandbox', () => {
  test('says signed only once the server accepted the launch and the frame has loaded', () => {
    const isSigned = (...input: Parameters<typeof judgePreview>) => judgePreview(...input).isSigned === true
    expect(isSigned(right, inspected('accepted', 200), loaded)).toBe(true)
    expect(isSigned(right, inspected('accepted', 200), { phase: 'opening' })).toBe(false)
    expect(isSigned(right, null, loaded)).toBe(false)
    for (const found of [
      inspected('unreachable'),
      inspected('refused', 403),
      inspected('faulty', 500),
      inspected('faulty', 302),
      inspected('browser_only'),
      inspected('accepted', 200, { mayFrame: false }),
    ])
      expect(isSigned(right, found, loaded), found.outcome).toBe(false)
  })

  test.each([
    [inspected('unreachable'), 'refused', 'No response'],
    [inspected('refused', 403), 'refused', 'Refused your launch (403)'],
    [inspected('faulty', 503), 'refused', 'Server error (503)'],
    [inspected('browser_only'), 'neutral', 'Opened in your browser only'],
  ] as const)('names what the server did: %#', (found, gate, words) => {
    expect(judgePreview(right, found, loaded)).toMatchObject({ gate, words })
  })

  test('takes the refusal of a wrong launch for right, and no response for none', () => {
    expect(judgePreview(expired, inspected('refused', 403), loaded)).toMatchObject({
      gate: 'shown',
      words: 'Refused, 403',
    })
    expect(judgePreview(expired, inspected('accepted', 200), loaded)).toMatchObject({ gate: 'refused' })
    expect(judgePreview(expired, inspected('unreachable'), loaded)).toMatchObject({ words: 'No response' })
    const edited = { ...right, edited: 'as_typed', receiver: expired.receiver } as const
    expect(judgePreview(edited, inspected('refused', 403), loaded)).toMatchObject({ gate: 'shown' })
  })
})

test('the diagnosis names the reason, what was received and what to send, and is not made of what is right', () => {
  expect(diagnosePreview(right, inspected('unreachable'))).toMatchObject({
    reason: 'unreachable',
    report: { detail: 'What happened.' },
  })
  expect(diagnosePreview(right, inspected('refused', 401))).toMatchObject({
    reason: 'refused',
    report: { status: 401, request: 'GET /a?… → 401 in 5 ms', received: ['HTTP 401'] },
  })
  const send = 'Content-Security-Policy: frame-ancestors https://crm.example.com'
  expect(diagnosePreview(right, inspected('accepted', 200, { mayFrame: false, send }))).toMatchObject({
    reason: 'refused_framing',
    report: { send },
  })
  for (const found of [null, inspected('accepted', 200), inspected('browser_only')])
    expect(diagnosePreview(right, found)).toBeNull()
  expect(diagnosePreview(expired, inspected('refused', 403))).toBeNull()
})
