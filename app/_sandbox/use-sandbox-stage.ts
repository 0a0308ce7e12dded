'use client'

import { type RefObject, useEffect, useReducer } from 'react'
import type { MessageGroup, SandboxStageMessage } from '@/lib/domain/sandbox/launches.schema'
import { stageHello } from '@/lib/stage/stage-data.schema'

export type SandboxStage = {
  phase: 'idle' | 'opening' | 'loaded' | 'blocked' | 'silent' | 'refused'
  loads: number
  loadedMs: number | null
  blockedOrigin: string | null
  refusal: { code: string; detail: string } | null
  groups: MessageGroup[]
  /** Messages that were counted but not read, because there were too many. */
  dropped: number
}

const idle: SandboxStage = {
  phase: 'idle',
  loads: 0,
  loadedMs: null,
  blockedOrigin: null,
  refusal: null,
  groups: [],
  dropped: 0,
}

const groupsMax = 200

/** Messages of the sandbox's stage: only from its window, on our origin, in the known shapes. */
export function useSandboxStage(
  frame: RefObject<HTMLIFrameElement | null>,
): [SandboxStage, { reset: () => void; clear: () => void }] {
  const [stage, dispatch] = useReducer(reduce, idle)
  useEffect(() => {
    function receive(event: MessageEvent<unknown>) {
      if (event.origin !== location.origin || event.source !== frame.current?.contentWindow) return
      if (isStageMessage(event.data)) dispatch(event.data)
    }
    addEventListener('message', receive)
    // A frame in the page's HTML may have posted before this ran.
    frame.current?.contentWindow?.postMessage(stageHello, location.origin)
    return () => removeEventListener('message', receive)
  }, [frame])
  return [stage, { reset: () => dispatch({ type: 'reset' }), clear: () => dispatch({ type: 'clear' }) }]
}

function isStageMessage(data: unknown): data is SandboxStageMessage {
  return (
    typeof data === 'object' &&
    data !== null &&
    'type' in data &&
    typeof data.type === 'string' &&
    (data.type.startsWith('framegate.sandbox_') || data.type === 'framegate.refused')
  )
}

function reduce(
  stage: SandboxStage,
  message: SandboxStageMessage | { type: 'reset' } | { type: 'clear' },
): SandboxStage {
  switch (message.type) {
    case 'reset':
      return idle
    case 'clear':
      return { ...stage, groups: [], dropped: 0 }
    case 'framegate.sandbox_opening':
      return { ...idle, phase: 'opening' }
    case 'framegate.sandbox_loaded':
      return {
        ...stage,
        phase: stage.phase === 'blocked' ? 'blocked' : 'loaded',
        loads: message.loads,
        loadedMs: stage.loadedMs ?? message.ms,
      }
    case 'framegate.sandbox_blocked':
      return { ...stage, phase: 'blocked', blockedOrigin: message.origin }
    case 'framegate.sandbox_silent':
      return stage.phase === 'opening' ? { ...stage, phase: 'silent' } : stage
    case 'framegate.sandbox_messages':
      return { ...stage, groups: mergeGroups(stage.groups, message.groups), dropped: message.dropped }
    case 'framegate.refused':
      return { ...idle, phase: 'refused', refusal: { code: message.code, detail: message.detail } }
  }
}

function mergeGroups(known: MessageGroup[], told: MessageGroup[]): MessageGroup[] {
  const byId = new Map(known.map((group) => [group.id, group]))
  for (const group of told) byId.set(group.id, group)
  return [...byId.values()].slice(-groupsMax)
}
