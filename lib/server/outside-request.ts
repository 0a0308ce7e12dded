import { AsyncResource } from 'node:async_hooks'

const holder = globalThis as typeof globalThis & { framegateOutside?: AsyncResource }

/**
 * Runs `work` in the context in which this was called first: the start of the process. A timer or connection that a request makes
 * and others use later would keep that request's whole context alive.
 */
export function outsideRequest<T>(work: () => T): T {
  holder.framegateOutside ??= new AsyncResource('framegate')
  return holder.framegateOutside.runInAsyncScope(work)
}
