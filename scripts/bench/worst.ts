import { examineRequest } from '@/lib/domain/profiles/examine-request'
import { type ProtocolId, protocolIds } from '@/lib/domain/protocols/facts.schema'
import type { DoctorSecret } from '@/lib/domain/signature-doctor/doctor-secret'
import { sanitizeHtml } from '@/lib/domain/text/sanitize-html'
import { AppError } from '@/lib/errors'
import { hostileHtml } from '../../test/hostile-html'
import type { Figure } from './figure'

/** An input that keeps a process busy for as long as its size allows. */
export type WorstInput = { name: string; size: number; run: () => Promise<unknown> }

const sizes = [1000, 10_000, 100_000] as const
const now = new Date('2026-03-01T12:00:00Z')
const seconds = String(now.getTime() / 1000)
const unknown = '0'.repeat(64)

/** Secrets as a partner of many widgets has them. */
const secrets: DoctorSecret[] = Array.from({ length: 200 }, (_, index) => ({
  label: `v${index}`,
  secret: index.toString(16).padStart(64, '9'),
  mistakes: index === 0 ? [] : ['other-widget-secret'],
  isForeign: index > 0,
}))

/** The longest that the event loop stood still for what strangers send, for the worst input of each size. */
export async function measureWorst(): Promise<Figure[]> {
  const longest = new Map<string, { pauseMs: number; name: string }>()
  for (const { name, size, run } of [...worstDoctorInputs(), ...worstHtmlInputs()]) {
    const pauses: number[] = []
    for (let round = 0; round < rounds; round += 1) pauses.push(await measurePause(run))
    // Other programs pause the loop, too, but not each time: the least of a few is the input's own.
    const pauseMs = Math.min(...pauses)
    const key = `${name.split(':', 1)[0]}, ${size.toLocaleString('en-GB')} characters`
    if (pauseMs > (longest.get(key)?.pauseMs ?? 0)) longest.set(key, { pauseMs, name })
  }
  return [...longest].map(([what, { pauseMs, name }]) => ({
    what: `longest pause of the event loop, ${what}`,
    value: `${pauseMs.toFixed(0)} ms (${name})`,
    aim: 'under 50 ms',
  }))
}

/** Requests of each protocol that no secret made, so that the doctor tries all that it knows. */
export function worstDoctorInputs(): WorstInput[] {
  return sizes.flatMap((size) =>
    fillings.flatMap(({ what, fill }) =>
      protocolIds.map((protocol) => ({
        name: `doctor: ${protocol}, ${what}`,
        size,
        run: () => examineRequest({ protocol, pasted: pasteOf(protocol, fill(size), size), secrets, now }),
      })),
    ),
  )
}

/** HTML that browsers make far more of, as an email's text or a widget's message brings it. */
function worstHtmlInputs(): WorstInput[] {
  return sizes.flatMap((size) =>
    Object.entries(hostileHtml).map(([what, make]) => ({
      name: `HTML: ${what}`,
      size,
      run: async () => {
        try {
          sanitizeHtml(make(size))
        } catch (thrown) {
          if (!(thrown instanceof AppError)) throw thrown
        }
      },
    })),
  )
}

const fillings: { what: string; fill: (size: number) => string }[] = [
  { what: 'brackets', fill: (size) => `${'['.repeat(size / 2)}${']'.repeat(size / 2)}` },
  { what: 'nested objects', fill: (size) => `${'{"a":'.repeat(size / 6)}1${'}'.repeat(size / 6)}` },
  { what: 'objects 60 deep', fill: (size) => list(size, `${'{"a":'.repeat(60)}1${'}'.repeat(60)}`) },
  { what: 'numbers', fill: (size) => list(size, '1.0') },
  { what: 'escapes', fill: (size) => list(size, '"\\u00e9</é&\'"') },
  { what: 'backslashes', fill: (size) => `["${'\\\\'.repeat(size / 2 - 4)}"]` },
  { what: 'parameters', fill: (size) => '&a[]=%C3%A9*~'.repeat(size / 14) },
  { what: 'brackets in names', fill: (size) => `&a${'[b]'.repeat(60)}=1`.repeat(size / 185 + 1) },
  { what: 'percent signs', fill: (size) => '%25'.repeat(size / 3) },
  { what: 'letters', fill: (size) => 'A'.repeat(size) },
  { what: 'quotes', fill: (size) => `"'`.repeat(size / 2) },
  { what: 'lines', fill: (size) => 'a: b\n'.repeat(size / 5) },
  { what: 'white space', fill: (size) => ' \n'.repeat(size / 2) },
]

function list(size: number, item: string): string {
  return `[${Array.from({ length: Math.floor(size / (item.length + 1)) }, () => item).join(',')}]`
}

function pasteOf(protocol: ProtocolId, filling: string, size: number): string {
  const base64 = encodeURIComponent(Buffer.from(filling).toString('base64').slice(0, size))
  const query =
    filling.startsWith('&') || filling.startsWith('%') ? filling : `&a=${encodeURIComponent(filling)}`
  const texts: Record<ProtocolId, string> = {
    'sure-send': `https://w.example/?context=${filling.startsWith('&') ? `x${filling}` : base64}&signature=${unknown}`,
    'social-signin': `https://w.example/?expires=1772366700&sig=${unknown}${query}`,
    salesloft: `payload=eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0.YQ.YQ.${base64}.YQ&tenant_id=1&integration_id=2`,
    showpad: `POST / HTTP/1.1\nx-showpad-signature-v1: ${Buffer.alloc(32).toString('base64')}\nx-showpad-signature-timestamp: ${seconds}\n\n${filling}`,
    marketplace: `https://w.example/?data=${base64}`,
  }
  return texts[protocol].slice(0, size)
}

const ticksMs = 1
const rounds = 3

/** How late a timer of a millisecond was at most while something ran. */
async function measurePause(run: () => Promise<unknown>): Promise<number> {
  let last = performance.now()
  let longest = 0
  const note = () => {
    const at = performance.now()
    longest = Math.max(longest, at - last - ticksMs)
    last = at
  }
  const timer = setInterval(note, ticksMs)
  try {
    await run()
    // The timer has its turn after the work.
    await new Promise((resolve) => setTimeout(resolve, 2 * ticksMs))
    note()
  } finally {
    clearInterval(timer)
  }
  return longest
}
