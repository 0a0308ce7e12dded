'use client'

import { useEffect, useMemo, useState } from 'react'
import { factsOf, type ProtocolId } from '@/lib/domain/protocols/facts.schema'
import type { ContentProblem } from '@/lib/domain/sandbox/content.schema'
import type { Place } from './settings-props'

type Check = (text: string, place: Place) => ContentProblem[]

const none: ContentProblem[] = []

/** The problems of the typed JSON. The schemas are loaded when needed; until then there are none. */
export function useOwnProblems(text: string | null, protocol: ProtocolId, place: Place | undefined) {
  const [check, setCheck] = useState<Check>()
  const isNeeded = text !== null

  useEffect(() => {
    if (!isNeeded) return
    let isCurrent = true
    void Promise.all([import('@/lib/domain/sandbox/content.schema'), factsOf(protocol).loadOwnShape()]).then(
      ([{ checkOwnContent }, shapeOf]) => {
        if (!isCurrent) return
        setCheck(() => (typed: string, { place: name, example, leftOut }: Place) => {
          const sample = { example: JSON.parse(example) as Record<string, unknown>, leftOut }
          return checkOwnContent(typed, shapeOf(name), sample).problems ?? none
        })
      },
    )
    return () => {
      isCurrent = false
    }
  }, [isNeeded, protocol])

  return useMemo(() => (check && place && text !== null ? check(text, place) : none), [check, place, text])
}
