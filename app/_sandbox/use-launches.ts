'use client'

import { type RefObject, useCallback, useRef, useState } from 'react'
import type {
  Inspection,
  PrepareSandboxLaunchInput,
  SandboxLaunchRow,
  SandboxLaunchView,
} from '@/lib/domain/sandbox/launches.schema'
import type { ActionFailure } from '@/lib/http/form-state.schema'
import { getSandboxLaunchAction, inspectSandboxLaunchAction, prepareSandboxLaunchAction } from './actions'
import type { FaultRun, LastAnswer } from './settings-props'

const noAnswer: ActionFailure = {
  code: 'unreachable',
  detail: 'The portal did not answer. Check your connection and launch again.',
  requestId: '',
}

type Wanted = { turn: number; input: PrepareSandboxLaunchInput; onMade: (made: SandboxLaunchView) => void }

function takeWanted(wanted: RefObject<Wanted | null>): Wanted | null {
  const next = wanted.current
  wanted.current = null
  return next
}

/** The launches: the open one with its response, and the earlier ones. */
export function useLaunches(first: SandboxLaunchView | null, firstRows: SandboxLaunchRow[]) {
  const [view, setView] = useState(first)
  const [inspected, setInspected] = useState<Inspection | null>(first?.inspected ?? null)
  const [rows, setRows] = useState(firstRows)
  const [failure, setFailure] = useState<ActionFailure | null>(null)
  const [isLaunching, setLaunching] = useState(false)
  const [faultRun, setFaultRun] = useState<FaultRun>()
  const shown = useRef(first?.launchId)
  const wanted = useRef<Wanted | null>(null)
  const isBusy = useRef(false)
  /** Counts requests: only the response to the last one is shown. */
  const turn = useRef(0)

  const look = useCallback(async (data: SandboxLaunchView) => {
    try {
      const found = await inspectSandboxLaunchAction({ launchId: data.launchId })
      // Another launch may be open meanwhile.
      if (found.failure)
        return setFailure((known) => (shown.current === data.launchId ? found.failure : known))
      setRows((known) => known.map((row) => (row.launchId === data.launchId ? toRow(data, found.data) : row)))
      if (shown.current === data.launchId) setInspected(found.data)
    } catch {
      if (shown.current === data.launchId) setFailure(noAnswer)
    }
  }, [])

  /** One launch at a time. Of those requested meanwhile only the newest is launched and shown. */
  const launch = useCallback(
    async (input: PrepareSandboxLaunchInput, onMade: (made: SandboxLaunchView) => void) => {
      turn.current += 1
      wanted.current = { turn: turn.current, input, onMade }
      if (isBusy.current) return
      isBusy.current = true
      setLaunching(true)
      setFailure(null)
      try {
        for (let next = takeWanted(wanted); next; next = takeWanted(wanted)) {
          const made = await prepareSandboxLaunchAction(next.input)
          if (made.data) setRows((known) => [toRow(made.data, null), ...known])
          if (next.turn !== turn.current) continue
          if (made.failure) {
            setFailure(made.failure)
            continue
          }
          shown.current = made.data.launchId
          setView(made.data)
          setInspected(null)
          next.onMade(made.data)
          void look(made.data)
        }
      } catch {
        wanted.current = null
        setFailure(noAnswer)
      } finally {
        isBusy.current = false
        setLaunching(false)
      }
    },
    [look],
  )

  /** Sends these faults in turn, to the history only. Stops at the first that isn't sent. */
  const runAll = useCallback(async (input: PrepareSandboxLaunchInput, wrong: string[]) => {
    setFailure(null)
    try {
      for (const [done, id] of wrong.entries()) {
        setFaultRun({ done, of: wrong.length })
        const settings = { ...input.settings, wrong: id }
        const made = await prepareSandboxLaunchAction({ ...input, settings })
        if (made.failure) return setFailure(made.failure)
        const found = await inspectSandboxLaunchAction({ launchId: made.data.launchId })
        if (found.failure) return setFailure(found.failure)
        setRows((known) => [toRow(made.data, found.data), ...known])
      }
    } catch {
      setFailure(noAnswer)
    } finally {
      setFaultRun(undefined)
    }
  }, [])

  const open = useCallback(async (launchId: string) => {
    turn.current += 1
    wanted.current = null
    const own = turn.current
    const found = await getSandboxLaunchAction({ launchId }).catch(() => ({ failure: noAnswer }))
    if (own !== turn.current) return undefined
    if (found.failure) {
      setFailure(found.failure)
      return undefined
    }
    setFailure(null)
    shown.current = launchId
    setView(found.data)
    setInspected(found.data.inspected)
    return found.data
  }, [])

  return {
    view,
    inspected,
    rows,
    failure,
    isLaunching,
    faultRun,
    launch,
    runAll,
    open,
    forgetFailure: useCallback(() => setFailure(null), []),
    lastAnswers: listLastAnswers(rows),
  }
}

function toRow(view: SandboxLaunchView, inspected: Inspection | null): SandboxLaunchRow {
  const { launchId, createdAt, by, settings, versionNumber, secret } = view
  return {
    launchId,
    createdAt,
    by,
    settings,
    versionNumber,
    secret,
    outcome: inspected?.outcome ?? view.outcome,
    status: inspected?.hops.at(-1)?.status ?? null,
  }
}

/** The newest outcome of each fault; a valid launch has the empty name. */
function listLastAnswers(rows: SandboxLaunchRow[]): ReadonlyMap<string, LastAnswer> {
  const answers = new Map<string, LastAnswer>()
  for (const { settings, outcome, status } of rows) {
    const name = settings.wrong ?? ''
    if (outcome !== 'signed' && !answers.has(name)) answers.set(name, { outcome, status })
  }
  return answers
}
