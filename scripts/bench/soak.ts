import { readFile } from 'node:fs/promises'
import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { SetupError } from '../bootstrap/setup-error'
import type { Figure } from './figure'
import type { BenchPortal } from './portal'

const connectionCount = 16
const readingCount = 6
const warmUpSeconds = 10
const megabyte = 1_000_000

type Page = { url: string; headers: Record<string, string> }

type Reading = { id: number; count: number; heapUsed: number; rss: number }

/**
 * The server's heap after a full collection while sixteen connections ask for pages, for SOAK_SECONDS seconds (60 unless set).
 * A level heap ends where it began; each reading is printed.
 */
export async function measureHeap({ origin, cookie, personId, heapFile }: BenchPortal): Promise<Figure[]> {
  const seconds = Number(process.env.SOAK_SECONDS || 60)
  if (!(seconds >= readingCount && seconds <= 86_400))
    throw new SetupError(`SOAK_SECONDS must be a number from ${readingCount} to 86400.`)
  const pages: Page[] = [
    { url: `${origin}/sign-in`, headers: {} },
    { url: `${origin}/people`, headers: { cookie } },
    { url: `${origin}/people/${personId}`, headers: { cookie } },
  ]
  const load = new PageLoad(pages)
  try {
    await sleep(warmUpSeconds * 1000)
    const first = await readHeap(heapFile)
    const readings = [first]
    const answersBefore = load.answers
    const startedAt = performance.now()
    for (let index = 0; index < readingCount; index += 1) {
      await sleep((seconds * 1000) / readingCount)
      const reading = await readHeap(heapFile)
      readings.push(reading)
      console.log(
        `after ${((performance.now() - startedAt) / 1000).toFixed(0)} s and ${load.answers - answersBefore} pages: heap ${inMegabytes(reading.heapUsed)}, resident ${inMegabytes(reading.rss)}`,
      )
    }
    const minutes = (performance.now() - startedAt) / 60_000
    const last = readings.at(-1) ?? first
    const slope = (last.heapUsed - first.heapUsed) / megabyte / minutes
    return [
      {
        what: `Heap after collection under ${connectionCount} connections for ${seconds} s, ${((load.answers - answersBefore) / (minutes * 60)).toFixed(0)} pages a second`,
        value: `${inMegabytes(first.heapUsed)} to ${inMegabytes(last.heapUsed)}, ${slope.toFixed(1)} MB a minute`,
        aim: 'under 5 MB a minute',
      },
    ]
  } finally {
    await load.stop()
  }
}

/** One page after another on each of several kept connections. */
class PageLoad {
  answers = 0
  private isStopping = false
  private readonly agent = new Agent({ keepAlive: true, maxSockets: connectionCount })
  private readonly running: Promise<unknown>

  constructor(private readonly pages: Page[]) {
    this.running = Promise.allSettled(Array.from({ length: connectionCount }, (_, lane) => this.run(lane)))
  }

  async stop(): Promise<void> {
    this.isStopping = true
    await this.running
    this.agent.destroy()
  }

  private async run(lane: number): Promise<void> {
    for (let round = lane; !this.isStopping; round += 1) {
      await this.ask(this.pages[round % this.pages.length] ?? { url: '', headers: {} })
      this.answers += 1
    }
  }

  private ask({ url, headers }: Page): Promise<void> {
    return new Promise((settle, fail) => {
      get(url, { agent: this.agent, headers }, (response) => {
        response.once('error', fail).once('end', settle).resume()
      }).once('error', fail)
    })
  }
}

/** Asks the server for a reading by SIGUSR2 (heap-probe.mjs), and waits for it. */
async function readHeap(file: string): Promise<Reading> {
  const { id, count } = await parse(file)
  process.kill(id, 'SIGUSR2')
  for (let attempt = 0; attempt < 300; attempt += 1) {
    await sleep(100)
    const reading = await parse(file).catch(() => undefined)
    if (reading && reading.count > count) return reading
  }
  throw new SetupError('The server did not report its heap within 30 seconds.')
}

async function parse(file: string): Promise<Reading> {
  return JSON.parse(await readFile(file, 'utf8')) as Reading
}

function inMegabytes(bytes: number): string {
  return `${(bytes / megabyte).toFixed(0)} MB`
}
