import type { SandboxSettings } from '@/lib/domain/sandbox/launches.schema'
import type { SandboxWorkbench } from '@/lib/domain/sandbox/workbench'

/** The version and place that the settings name, or the first ones. */
export function choosePlace(bench: SandboxWorkbench, settings: SandboxSettings) {
  const version = bench.versions.find(({ choice }) => choice === settings.version) ?? bench.versions[0]
  const place = version?.places.find((entry) => entry.place === settings.place) ?? version?.places[0]
  return { version, place }
}

/** Whether it may launch when the page opens: it must not reach the reader's machine or create data. */
export function isHarmless(settings: SandboxSettings, place: string | undefined): boolean {
  const hasOwn = settings.record !== 'own' || settings.own !== undefined
  return settings.local === undefined && place !== 'activities' && hasOwn
}

/** Whether a choice launches at once: nothing is typed, and no data is created. */
export function isChoice(settings: SandboxSettings, place: string | undefined): boolean {
  return settings.record !== 'own' && isHarmless(settings, place)
}

/** All settings that change the launch; the width and the theme don't: the widget sees them while it is open. */
export function keyOf(bench: SandboxWorkbench, settings: SandboxSettings, ownText: string): string {
  const { width: _, theme: __, own: ___, ...made } = settings
  const { version, place } = choosePlace(bench, settings)
  const text = settings.record === 'own' ? ownText : ''
  return JSON.stringify(
    Object.entries({ ...made, version: version?.choice, place: place?.place, text }).sort(),
  )
}
