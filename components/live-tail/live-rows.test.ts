import { expect, test } from 'vitest'
import { addLiveRow, type LiveRows, mergeLiveRows, noLiveRows, releaseLiveRows } from './live-rows'

type Row = { id: string; text: string }

const row = (id: string, text = id): Row => ({ id, text })
const none: LiveRows<Row> = noLiveRows
const add = (rows: LiveRows<Row>, given: Row[], isPaused = false, page: Row[] = []) =>
  given.reduce(
    (sum, one) => addLiveRow(sum, one, { isPaused, isOnPage: page.some(({ id }) => id === one.id) }),
    rows,
  )

test('what comes is on top of the page, the newest first', () => {
  const { came } = add(none, [row('2'), row('3')])
  expect(mergeLiveRows(came, [row('1')])).toEqual({ shown: [row('3'), row('2'), row('1')], addedCount: 2 })
})

test('a row that comes again takes the place of the earlier one, on the page too', () => {
  const { came } = add(none, [row('2'), row('1', 'changed'), row('2', 'changed')])
  expect(mergeLiveRows(came, [row('1')])).toEqual({
    shown: [row('2', 'changed'), row('1', 'changed')],
    addedCount: 1,
  })
})

test('while paused nothing moves, and what waits is counted once a row', () => {
  const page = [row('1')]
  const paused = add(add(none, [row('2')]), [row('3'), row('3', 'changed'), row('1', 'changed')], true, page)
  expect(mergeLiveRows(paused.came, page).shown).toEqual([row('2'), row('1')])
  expect(paused.waitingCount).toBe(1)
  const resumed = releaseLiveRows(paused)
  expect(mergeLiveRows(resumed.came, page).shown).toEqual([
    row('3', 'changed'),
    row('2'),
    row('1', 'changed'),
  ])
  expect(resumed.waitingCount).toBe(0)
})

test('of a flood the newest two hundred are kept, and all are counted', () => {
  const flood = Array.from({ length: 300 }, (_, index) => row(String(index)))
  const paused = add(none, flood, true)
  expect(paused.waitingCount).toBe(300)
  const { came } = releaseLiveRows(paused)
  expect(came).toHaveLength(200)
  expect(came[0]?.id).toBe('299')
})
