import { Client } from 'pg'
import { env } from '@/lib/server/env'
import { outsideRequest } from '@/lib/server/outside-request'

const channel = 'framegate_wake'
const reconnectMs = 1_000
/** Without the listening connection nobody is woken: then every listener checks this often. */
const blindMs = 1_000

type Wake = () => void
type Listener = { topics: Map<string, Set<Wake>>; client?: Client | undefined; isListening: boolean }

// Pages and routes are bundled apart: the one connection is the process's.
const holder = globalThis as typeof globalThis & { framegateListener?: Listener }

/** A listener for news of a topic, such as `connector:con_…`. All of a process share one connection that listens. */
export function watchTopic(topic: string): {
  /** Resolves with the next news, or after `ms`, or when the signal aborts. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>
  close: () => void
} {
  holder.framegateListener ??= { topics: new Map(), isListening: false }
  const listener = holder.framegateListener
  let isNews = false
  let settle: Wake = () => {}
  const wake = () => {
    isNews = true
    settle()
  }
  const watchers = listener.topics.get(topic) ?? new Set()
  listener.topics.set(topic, watchers.add(wake))
  connect(listener)
  return {
    wait: (ms, signal) =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(() => settle(), listener.isListening ? ms : Math.min(ms, blindMs))
        settle = () => {
          clearTimeout(timer)
          signal.removeEventListener('abort', settle)
          isNews = false
          resolve()
        }
        signal.addEventListener('abort', settle)
        if (isNews || signal.aborted) settle()
      }),
    close: () => {
      watchers.delete(wake)
      if (watchers.size === 0) listener.topics.delete(topic)
      if (listener.topics.size === 0) disconnect(listener)
    },
  }
}

/** How many wait for news in this process. */
export function countWatchers(): number {
  let count = 0
  for (const watchers of holder.framegateListener?.topics.values() ?? []) count += watchers.size
  return count
}

function connect(listener: Listener): void {
  if (listener.client) return
  outsideRequest(() => {
    const client = new Client({
      connectionString: env().DATABASE_URL,
      application_name: 'framegate-wakes',
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    })
    listener.client = client
    client.on('notification', ({ payload }) => {
      for (const wake of listener.topics.get(payload ?? '') ?? []) wake()
    })
    const lose = () => {
      if (listener.client !== client) return
      disconnect(listener)
      if (listener.topics.size > 0) setTimeout(() => reconnect(listener), reconnectMs).unref()
    }
    client.on('error', lose)
    client.on('end', lose)
    client
      .connect()
      .then(() => client.query(`LISTEN ${channel}`))
      .then(() => {
        listener.isListening = listener.client === client
        wakeAll(listener)
      })
      .catch(lose)
  })
}

function reconnect(listener: Listener): void {
  if (listener.topics.size > 0) connect(listener)
}

/** Events that were written while nobody listened reached nobody. */
function wakeAll(listener: Listener): void {
  for (const watchers of listener.topics.values()) for (const wake of watchers) wake()
}

function disconnect(listener: Listener): void {
  const { client } = listener
  listener.client = undefined
  listener.isListening = false
  void client?.end().catch(() => {})
}
