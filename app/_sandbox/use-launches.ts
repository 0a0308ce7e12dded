'use client'

import { useCallback, useState } from 'react'
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

/** Launches one after another: the one that is open, what its answer was, and those before it. */
export function useLaunches(first: SandboxLaunchView | null, firstRows: SandboxLaunchRow[]) {
  const [view, setView] = useState(first)
  const [inspected, setInspected] = useState<Inspection | null>(first?.inspected ?? null)
  const [rows, setRows] = useState(firstRows)
  const [failure, setFailure] = useState<ActionFailure | null>(null)
  const [isLaunching, setLaunching] = useState(false)
  const [faultRun, setFaultRun] = useState<FaultRun>()

  const launch = useCallback(async (input: PrepareSandboxLaunchInput) => {
    setLaunching(true)
    setFailure(null)
    try {
      const made = await prepareSandboxLaunchAction(input)
      if (made.failure) {
        setFailure(made.failure)
        return undefined
      }
      const { data } = made
      setView(data)
      setInspected(null)
      setRows((known) => [toRow(data, null), ...known])
      void inspectSandboxLaunchAction({ launchId: data.launchId })
        .then((found) => {
          if (found.failure) return setFailure(found.failure)
          const inspection = found.data
          setRows((known) =>
            known.map((row) => (row.launchId === data.launchId ? toRow(data, inspection) : row)),
          )
          // Another launch may be open by now.
          setView((current) => {
            if (current?.launchId === data.launchId) setInspected(inspection)
            return current
          })
        })
        .catch(() => setFailure(noAnswer))
      return data
    } catch {
      setFailure(noAnswer)
      return undefined
    } finally {
      setLaunching(false)
    }
  }, [])

  /** Each of these faults in turn, into the history alone: what is open stays. Ends at the first that is not sent. */
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
    const found = await getSandboxLaunchAction({ launchId }).catch(() => ({ failure: noAnswer }))
    if (found.failure) {
      setFailure(found.failure)
      return undefined
    }
    setFailure(null)
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

/** The newest answer to each wrong launch; that to a right one is under the empty name. */
function listLastAnswers(rows: SandboxLaunchRow[]): ReadonlyMap<string, LastAnswer> {
  const answers = new Map<string, LastAnswer>()
  for (const { settings, outcome, status } of rows) {
    const name = settings.wrong ?? ''
    if (outcome !== 'signed' && !answers.has(name)) answers.set(name, { outcome, status })
  }
  return answers
}
