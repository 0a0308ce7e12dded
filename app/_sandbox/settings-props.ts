import type { ContentProblem } from '@/lib/domain/sandbox/content.schema'
import type { SandboxOutcome, SandboxSettings } from '@/lib/domain/sandbox/launches.schema'
import type { SandboxWorkbench } from '@/lib/domain/sandbox/workbench'

export type Place = SandboxWorkbench['versions'][number]['places'][number]
export type LastAnswer = { status: number | null; outcome: SandboxOutcome }

export type FaultRun = { done: number; of: number }

/** What the settings are made of: what there is, what is chosen, and what was answered before. */
export type SettingsProps = {
  bench: SandboxWorkbench
  settings: SandboxSettings
  place: Place
  places: Place[]
  ownText: string
  /** What is wrong with the own JSON; empty while it is right. */
  ownProblems: ContentProblem[]
  lastAnswers: ReadonlyMap<string, LastAnswer>
  /** How far all faults are sent, while they are. */
  faultRun: FaultRun | undefined
  onChange: (change: Partial<SandboxSettings>) => void
  onOwnText: (text: string) => void
  /** Sends a launch with each of these, one after another; undefined where none may be sent. */
  onRunAll: ((wrong: string[]) => void) | undefined
  onLaunch: () => void
}
