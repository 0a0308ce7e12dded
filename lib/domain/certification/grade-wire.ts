import type { Grade } from '@/lib/domain/certification/result'
import { heightsOf } from '@/lib/stage/pace'
import { readAsk, readWireHello } from '@/lib/stage/read-ask'
import { wireHeight } from '@/lib/wire/messages.schema'

/** What a widget said to its host over the wire, with the milliseconds at which it asked. */
export type WireTalk = { hellos: unknown[]; asks: { asked: unknown; at: number }[] }

/** More of them from one page are a page that connects again instead of using its port. */
const hellosMax = 3
/** A height that still changes in the last stretch of the watch, so often, does not settle. */
const unsettledMs = 1_500
const unsettledMin = 5

const isUnused: Grade = { outcome: 'skipped', detail: 'Not used: it doesn’t ask for the wire.' }
/** Of a widget that does not talk to its host. */
export const withoutWire = {
  'bridge-connects': isUnused,
  'bridge-without': isUnused,
  'bridge-height': isUnused,
}

export function gradeConnecting({ hellos, asks }: WireTalk): Grade {
  const wrong = hellos.find((hello) => !readWireHello(hello))
  if (wrong !== undefined)
    return failed(
      `It asks for the wire by ${brief(wrong)}, which no host answers. This host knows version 1 of it.`,
    )
  if (hellos.length > hellosMax)
    return failed(
      `It asked for the wire ${hellos.length} times. Once is enough: a host gives each page one port.`,
    )
  const refused = asks.find(({ asked }) => !readAsk(asked)?.ask)
  if (refused) return failed(`It was given a port and sent ${brief(refused.asked)}, which a host refuses.`)
  const times = asks.length === 1 ? 'once' : `${asks.length} times`
  return {
    outcome: 'passed',
    detail:
      asks.length > 0
        ? `It was given a port and asked ${times} over it.`
        : 'It asked for the wire and was given a port, over which it asked nothing.',
  }
}

export function gradeHeights({ asks }: WireTalk, watchedMs: number): Grade {
  const heights = asks.flatMap(({ asked, at }) => {
    const ask = readAsk(asked)?.ask
    return ask?.ask === 'resize' ? [{ height: ask.height, at }] : []
  })
  if (heights.length === 0) return { outcome: 'skipped', detail: 'Not used: it doesn’t ask for a height.' }
  const heightFor = heightsOf(wireHeight)
  const given = heights.flatMap(({ height, at }) => {
    const next = heightFor(height, at)
    return next === undefined ? [] : [{ next, at }]
  })
  const loop = given.flatMap(({ next }) => (typeof next === 'object' ? [next.loop] : []))[0]
  const late = given.filter(({ at }) => at > watchedMs - unsettledMs)
  if (loop || late.length >= unsettledMin) {
    const shown = loop ?? late.slice(-unsettledMin).map(({ next }) => next)
    return failed(`It asks for another height after each one that it gets: ${shown.join(', ')} px.`)
  }
  const last = given.at(-1)?.next
  const changes = given.length === 1 ? 'one height' : `${given.length} heights`
  return { outcome: 'passed', detail: `It asked for ${changes} and settled at ${String(last)} px.` }
}

function failed(detail: string): Grade {
  return { outcome: 'failed', detail }
}

function brief(message: unknown): string {
  return (JSON.stringify(message) ?? String(message)).slice(0, 160)
}
