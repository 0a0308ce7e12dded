import { type ProtocolId, protocolFacts } from '@/lib/domain/protocols/facts.schema'
import type { ProtocolFacts } from '@/lib/domain/protocols/facts-type.schema'
import { type Placement, placementLabels, placements } from '@/lib/domain/protocols/placements.schema'

type CallPlace = (typeof protocolFacts)[ProtocolId]['calls'][number]['place']

/** What a widget is opened or called at: a placement in a frame, or an endpoint that is called without one. */
export type Place = Placement | CallPlace

const calls = Object.values<ProtocolFacts>(protocolFacts).flatMap(({ calls: own }) => own)

export const places = [...placements, ...calls.map(({ place }) => place as CallPlace)] as const

export const placeLabels = {
  ...placementLabels,
  ...Object.fromEntries(calls.map(({ place, label }) => [place, label])),
} as Record<Place, string>

/** Whether it is shown in a frame; the others are calls, which the portal's server makes. */
export function isFramePlace(place: Place): place is Placement {
  return (placements as readonly string[]).includes(place)
}

/** Whether calling it leaves something behind at the partner. */
export function hasEffect(place: string): boolean {
  return calls.some((call) => call.place === place && call.hasEffect)
}
