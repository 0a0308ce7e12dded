import type { SandboxBench } from '@/lib/domain/sandbox-bench'
import type { SandboxOutcome, SandboxSettings } from '@/lib/domain/sandbox-launches.schema'

export type Place = SandboxBench['versions'][number]['places'][number]
export type LastAnswer = { status: number | null; outcome: SandboxOutcome }

/** What the settings are made of: what there is, what is chosen, and what was answered before. */
export type SettingsProps = {
  bench: SandboxBench
  settings: SandboxSettings
  place: Place
  places: Place[]
  ownText: string
  lastAnswers: ReadonlyMap<string, LastAnswer>
  onChange: (change: Partial<SandboxSettings>) => void
  onOwnText: (text: string) => void
  onOwnChecked: (isRight: boolean) => void
}
