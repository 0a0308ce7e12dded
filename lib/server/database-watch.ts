import { Client } from 'pg'
import { outsideRequest } from '@/lib/server/outside-request'

const probeEveryMs = 500
const probeDeadlineMs = 2_000
const freshMs = 100

/** What all pools of this process know of one database: whether it answers, by what their statements met. */
export class DatabaseWatch {
  private answeredAt = Number.NEGATIVE_INFINITY
  private isProbing = false

  constructor(private readonly url: string) {}

  /** True from the first statement that nobody answered until the database answers again: then nobody has to wait for it. */
  get isAway(): boolean {
    return this.isProbing
  }

  /** True if anything was answered a moment ago. */
  get isFresh(): boolean {
    return performance.now() - this.answeredAt < freshMs
  }

  noteAnswer(): void {
    this.answeredAt = performance.now()
  }

  noteSilence(): void {
    if (this.isProbing) return
    this.isProbing = true
    this.answeredAt = Number.NEGATIVE_INFINITY
    outsideRequest(() => void this.probe())
  }

  private async probe(): Promise<void> {
    const client = new Client({
      connectionString: this.url,
      connectionTimeoutMillis: probeDeadlineMs,
      query_timeout: probeDeadlineMs,
      application_name: 'framegate-probe',
    })
    client.on('error', () => {})
    const isAnswered = await client
      .connect()
      .then(() => client.query('SELECT 1'))
      .then(
        () => true,
        () => false,
      )
    void client.end().catch(() => {})
    if (isAnswered) {
      this.noteAnswer()
      this.isProbing = false
      return
    }
    setTimeout(() => void this.probe(), probeEveryMs).unref()
  }
}

const holder = globalThis as typeof globalThis & { framegateWatches?: Map<string, DatabaseWatch> }

/** The one of this process for this database, also when the module is evaluated again. */
export function databaseWatch(url: string): DatabaseWatch {
  holder.framegateWatches ??= new Map()
  const existing = holder.framegateWatches.get(url)
  if (existing) return existing
  const created = new DatabaseWatch(url)
  holder.framegateWatches.set(url, created)
  return created
}
