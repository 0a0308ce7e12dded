import type { ContentProblem } from '@/lib/domain/sandbox/content.schema'
import type { SandboxOutcome, SandboxSettings } from '@/lib/domain/sandbox/launches.schema'
import type { SandboxWorkbench } from '@/lib/domain/sandbox/workbench'

export type Place = SandboxWorkbench['versions'][number]['places'][number]
export type LastAnswer = { status: number | null; outcome: SandboxOutcome }

export type FaultRun = { done: number; of: number }

/** The settings' props: the choices, what is chosen, and earlier outcomes. */
export type SettingsProps = {
  bench: SandboxWorkbench
  settings: SandboxSettings
  place: Place
  places: Place[]
  ownText: string
  /** The problems of the own JSON; empty while it's valid. */
  ownProblems: ContentProblem[]
  lastAnswers: ReadonlyMap<string, LastAnswer>
  /** The progress while all faults are sent. */
  faultRun: FaultRun | undefined
  onChange: (change: Partial<SandboxSettings>) => void
  onOwnText: (text: string) => void
  /** Sends a launch with each of these faults in turn; undefined where none may be sent. */
  onRunAll: ((wrong: string[]) => void) | undefined
  onLaunch: () => void
}
