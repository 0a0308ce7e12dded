import { expect, test } from 'vitest'
import { failedRequests, stopTasks } from '@/lib/server/process-wires.mjs'

test('what one instance of the module sends, another one receives at once, and nobody on another wire', async () => {
  const path = './process-wires.mjs?another'
  const other: typeof import('@/lib/server/process-wires.mjs') = await import(path)
  expect(other.failedRequests).not.toBe(failedRequests)
  const received: unknown[] = []
  const tasks: unknown[] = []
  failedRequests.receive((message) => received.push(message))
  stopTasks.receive((task) => tasks.push(task))
  other.failedRequests.send({ requestId: 'req_1', status: 503 })
  expect(received).toEqual([{ requestId: 'req_1', status: 503 }])
  expect(tasks).toEqual([])
})
