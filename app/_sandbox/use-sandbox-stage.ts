'use client'

import { type RefObject, useEffect, useReducer, useRef } from 'react'
import type { MessageGroup, SandboxStageMessage } from '@/lib/domain/sandbox/launches.schema'
import { type StageLook, stageHello } from '@/lib/stage/stage-data.schema'

export type SandboxStage = {
  phase: 'idle' | 'opening' | 'loaded' | 'blocked' | 'silent' | 'refused'
  loads: number
  loadedMs: number | null
  blockedOrigin: string | null
  refusal: { code: string; detail: string } | null
  groups: MessageGroup[]
  /** Messages that were counted but not read, because there were too many. */
  dropped: number
  /** The height that the widget asked for. */
  height: number | null
}

const idle: SandboxStage = {
  phase: 'idle',
  loads: 0,
  loadedMs: null,
  blockedOrigin: null,
  refusal: null,
  groups: [],
  dropped: 0,
  height: null,
}

const groupsMax = 200

type Shown = {
  launchId: string | undefined
  /** Whether the CRM keeps a widget's state in this placement's address. */
  keepsState: boolean
  theme: 'light' | 'dark'
}

/**
 * Messages of the sandbox's stage: only from its window, on our origin, in the known shapes. Tells it how the page looks, whenever that
 * changes.
 */
export function useSandboxStage(
  frame: RefObject<HTMLIFrameElement | null>,
  { launchId, keepsState, theme }: Shown,
): [SandboxStage, { reset: () => void; clear: () => void }] {
  const [stage, dispatch] = useReducer(reduce, idle)
  /** What the widget keeps in the address in the CRM, for as long as this launch is open. */
  const kept = useRef({ launchId, text: '' })
  const tellLook = useRef(() => {})
  useEffect(() => {
    if (kept.current.launchId !== launchId) kept.current = { launchId, text: '' }
    tellLook.current = () => {
      const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
      const message: StageLook = {
        type: 'framegate.look',
        look: { theme, locale: navigator.language, timeZone },
        state: keepsState ? kept.current.text : null,
      }
      frame.current?.contentWindow?.postMessage(message, location.origin)
    }
    tellLook.current()
  }, [frame, launchId, keepsState, theme])
  useEffect(() => {
    function receive(event: MessageEvent<unknown>) {
      if (event.origin !== location.origin || event.source !== frame.current?.contentWindow) return
      if (!isStageMessage(event.data)) return
      if (event.data.type === 'framegate.sandbox_opening') tellLook.current()
      if (event.data.type === 'framegate.sandbox_state') kept.current.text = event.data.text
      dispatch(event.data)
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
    case 'framegate.sandbox_height':
      return { ...stage, height: message.height }
    case 'framegate.sandbox_state':
      return stage
    case 'framegate.refused':
      return { ...idle, phase: 'refused', refusal: { code: message.code, detail: message.detail } }
  }
}

function mergeGroups(known: MessageGroup[], told: MessageGroup[]): MessageGroup[] {
  const byId = new Map(known.map((group) => [group.id, group]))
  for (const group of told) byId.set(group.id, group)
  return [...byId.values()].slice(-groupsMax)
}
