import { expect, test } from 'vitest'
import { gradeConnecting, gradeHeights, type WireTalk } from '@/lib/domain/certification/grade-wire'

const hello = { type: 'framegate.wire', version: 1, isLoaded: true }
const talk = (asks: [unknown, number][], hellos: unknown[] = [hello]): WireTalk => ({
  hellos,
  asks: asks.map(([asked, at]) => ({ asked, at })),
})
const heights = (list: number[], everyMs: number) =>
  talk(list.map((height, id) => [{ id, ask: 'resize', height }, id * everyMs]))

test('a widget that asks for the wire once and asks for what a host knows passes', () => {
  expect(gradeConnecting(talk([]))).toMatchObject({ outcome: 'passed' })
  const asked = talk([
    [{ id: 1, ask: 'resize', height: 300 }, 0],
    [{ id: 2, ask: 'setState', text: 'week' }, 5],
  ])
  expect(gradeConnecting(asked)).toEqual({
    outcome: 'passed',
    detail: 'It was given a port and asked 2 times over it.',
  })
})

test.each<[string, WireTalk, string]>([
  ['another version', talk([], [{ ...hello, version: 2 }]), 'version 1'],
  ['again and again', talk([], Array(4).fill(hello)), 'asked for the wire 4 times'],
  ['an unknown ask', talk([[{ id: 1, ask: 'print' }, 0]]), '"print"'],
  ['a text that is too long', talk([[{ id: 1, ask: 'notify', text: 'a'.repeat(201) }, 0]]), '"notify"'],
  ['no number', talk([[{ ask: 'refresh' }, 0]]), '"refresh"'],
])('a widget that a host would not answer is told what it sent: %s', (_, said, words) => {
  const grade = gradeConnecting(said)
  expect(grade.outcome).toBe('failed')
  expect(grade.detail).toContain(words)
})

test('a height that settles passes, also after a few others', () => {
  expect(gradeHeights(heights([412], 100), 5000)).toEqual({
    outcome: 'passed',
    detail: 'It asked for one height and settled at 412 px.',
  })
  expect(gradeHeights(heights([300, 380, 412], 100), 5000).outcome).toBe('passed')
  expect(gradeHeights(talk([]), 5000).outcome).toBe('skipped')
})

test('heights that go on changing are named as a loop, fast or slow', () => {
  const growing = Array.from({ length: 50 }, (_, index) => 300 + index)
  const fast = gradeHeights(heights(growing, 100), 5000)
  expect(fast.outcome).toBe('failed')
  expect(fast.detail).toContain('335, 336, 337, 338, 339 px')
  const swinging = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 400 : 420))
  expect(gradeHeights(heights(swinging, 250), 5000).outcome).toBe('failed')
})
