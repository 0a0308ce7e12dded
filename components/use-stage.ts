'use client'

import { type RefObject, useEffect, useReducer, useRef } from 'react'
import type { FramingReport, LaunchFailure } from '@/lib/domain/framing/framing.schema'
import type { StageMessage } from '@/lib/domain/launches/launches.schema'
import { stageHello } from '@/lib/stage/stage-data.schema'

export type StageState = {
  phase: 'starting' | 'opening' | 'shown' | 'failed' | 'refused'
  launchId?: string
  origin?: string
  signedAt?: string
  signMs?: number
  answeredMs?: number
  settledMs?: number
  failure?: { reason: LaunchFailure; report: FramingReport }
  refusal?: { code: string; detail: string; requestId: string }
  ignoredMessages: number
}

const starting: StageState = { phase: 'starting', ignoredMessages: 0 }

/**
 * Messages of the stage in this frame: only from its window, on our origin, in the known shapes. `onMessage` gets each one, for effects that
 * aren't state.
 */
export function useStage(
  frame: RefObject<HTMLIFrameElement | null>,
  onMessage?: (message: StageMessage) => void,
): [StageState, () => void] {
  const [state, dispatch] = useReducer(reduce, starting)
  const listener = useRef(onMessage)
  useEffect(() => {
    listener.current = onMessage
  }, [onMessage])
  useEffect(() => {
    function receive(event: MessageEvent<unknown>) {
      if (event.origin !== location.origin || event.source !== frame.current?.contentWindow) return
      if (!isStageMessage(event.data)) return
      dispatch(event.data)
      listener.current?.(event.data)
    }
    addEventListener('message', receive)
    // The frame is in the page's HTML and may have posted before this ran.
    frame.current?.contentWindow?.postMessage(stageHello, location.origin)
    return () => removeEventListener('message', receive)
  }, [frame])
  return [state, () => dispatch({ type: 'reset' })]
}

function isStageMessage(data: unknown): data is StageMessage {
  return (
    typeof data === 'object' &&
    data !== null &&
    'type' in data &&
    typeof data.type === 'string' &&
    data.type.startsWith('framegate.')
  )
}

function reduce(state: StageState, message: StageMessage | { type: 'reset' }): StageState {
  switch (message.type) {
    case 'reset':
      return starting
    case 'framegate.opening':
      return {
        ...starting,
        phase: 'opening',
        launchId: message.launchId,
        origin: message.origin,
        signedAt: message.signedAt,
        signMs: message.signMs,
      }
    case 'framegate.answered':
      return state.phase === 'opening' ? { ...state, answeredMs: message.ms } : state
    case 'framegate.shown':
      return state.phase === 'failed' ? state : { ...state, phase: 'shown', settledMs: message.ms }
    case 'framegate.failed':
      return {
        ...state,
        phase: 'failed',
        settledMs: message.ms,
        failure: { reason: message.reason, report: message.report },
      }
    case 'framegate.refused':
      return {
        ...starting,
        phase: 'refused',
        refusal: { code: message.code, detail: message.detail, requestId: message.requestId },
      }
    case 'framegate.ignored':
      return { ...state, ignoredMessages: message.messages }
    default:
      return state
  }
}
