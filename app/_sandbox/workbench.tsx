'use client'

import { Play, SlidersHorizontal } from 'lucide-react'
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Icon } from '@/components/ui/icon'
import { Kbd } from '@/components/ui/kbd'
import { Note } from '@/components/ui/note'
import { Tag } from '@/components/ui/tag'
import { isFramePlace, placeLabels } from '@/lib/domain/protocols/places.schema'
import {
  type SandboxEdit,
  type SandboxLaunchRow,
  type SandboxLaunchView,
  type SandboxSettings,
  writeSandboxQuery,
} from '@/lib/domain/sandbox/launches.schema'
import type { SandboxWorkbench } from '@/lib/domain/sandbox/workbench'
import { Inspector, type InspectorTabId } from './inspector'
import { Preview } from './preview'
import { SettingsPanel } from './settings-panel'
import { ShareLink } from './share-link'
import { useLaunches } from './use-launches'
import { useSandboxStage } from './use-sandbox-stage'

type Props = {
  bench: SandboxWorkbench
  tile: ReactNode
  path: string
  settings: SandboxSettings
  opened: SandboxLaunchView | null
  history: { launches: SandboxLaunchRow[]; nextCursor: string | undefined }
}

/** The sandbox of one widget: settings, preview, inspector. Its settings are in the page's address. */
export function Workbench({ bench, tile, path, settings: first, opened, history }: Props) {
  const [settings, setSettings] = useState(opened?.settings ?? first)
  const { version, place } = choosePlace(bench, settings)
  const [ownText, setOwnText] = useState(opened?.ownText ?? place?.example ?? '{}')
  const [isOwnRight, setOwnRight] = useState(true)
  const [tab, setTab] = useState<InspectorTabId>('launch')
  const [attempt, setAttempt] = useState(0)
  /** What was launched last, to launch it again once it is confirmed. */
  const [refused, setRefused] = useState<SandboxEdit>()
  const frame = useRef<HTMLIFrameElement>(null)
  const [stage, { reset, clear }] = useSandboxStage(frame)
  const launches = useLaunches(opened, history.launches)
  const { launch: prepare, open: load } = launches
  const ownBlocks = settings.record === 'own' && place?.place !== 'full_page' && !isOwnRight
  // A link from somebody else names a launch that has the JSON; typing makes it one's own.
  const typed = settings.record === 'own' && !settings.own ? ownText : undefined
  const canLaunch = place !== undefined && bench.secrets.length > 0 && !ownBlocks

  function change(next: Partial<SandboxSettings>) {
    const changed = { ...settings, ...next }
    if (next.place && settings.record === 'own')
      setOwnText(choosePlace(bench, changed).place?.example ?? '{}')
    setSettings(changed)
    writeAddress(path, changed)
  }

  const launch = useCallback(
    async (edit?: SandboxEdit, confirmLive?: boolean) => {
      if (!edit && !canLaunch) return
      setRefused(edit)
      const made = await prepare({ widgetId: bench.widgetId, settings, ownText: typed, edit, confirmLive })
      if (!made) return
      if (!isFramePlace(made.place)) setTab((current) => (current === 'messages' ? 'launch' : current))
      if (settings.record !== 'own') return
      const kept = { ...settings, own: made.launchId }
      setSettings(kept)
      writeAddress(path, kept)
    },
    [bench.widgetId, canLaunch, typed, path, prepare, settings],
  )

  function runAll(wrong: string[]) {
    void launches.runAll({ widgetId: bench.widgetId, settings, ownText: typed }, wrong)
  }

  useLaunchKey(launch)
  useFirstLaunch(opened === null && canLaunch && isHarmless(settings, place?.place), launch)

  async function open(launchId: string) {
    const found = await load(launchId)
    if (!found) return
    setSettings(found.settings)
    if (found.ownText) setOwnText(found.ownText)
    window.history.replaceState(null, '', `${path}?launch=${launchId}`)
  }

  const panel = place ? (
    <SettingsPanel
      bench={bench}
      settings={settings}
      place={place}
      places={version?.places ?? []}
      ownText={ownText}
      lastAnswers={launches.lastAnswers}
      faultRun={launches.faultRun}
      onRunAll={canLaunch && settings.local === undefined ? runAll : undefined}
      onChange={change}
      onOwnText={(text) => {
        setOwnText(text)
        if (settings.own) change({ own: undefined })
      }}
      onOwnChecked={setOwnRight}
    />
  ) : (
    <p className="text-ink-3">This version offers no placement.</p>
  )

  return (
    <div className="flex min-h-[calc(100dvh-var(--size-bar))] flex-col">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2 border-line border-b bg-surface px-4 py-2">
        <span className="flex min-w-0 items-center gap-2">
          {tile}
          <h1 className="min-w-0 truncate font-semibold text-base">{bench.name}</h1>
          <Tag>
            Version {version?.number}, {version?.state.replace('_', ' ')}
          </Tag>
        </span>
        <span className="mono min-w-0 truncate text-ink-3 text-xs max-md:hidden">
          {settings.local ?? place?.url}
        </span>
        <span className="ml-auto flex items-center gap-2 max-md:ml-0 max-md:w-full max-md:[&>button]:flex-1">
          <ShareLink path={path} settings={settings} />
          <Button
            variant="primary"
            icon={<Icon of={Play} />}
            disabled={!canLaunch}
            pending={launches.isLaunching}
            onClick={() => launch()}
          >
            {place && !isFramePlace(place.place) ? 'Call' : 'Launch'}
            <Kbd className="border-current! bg-transparent! text-current! max-md:hidden">⌘↵</Kbd>
          </Button>
        </span>
        <span className="w-full md:hidden">
          <Dialog
            title="What to launch"
            trigger={{
              className: 'w-full justify-start',
              icon: <Icon of={SlidersHorizontal} />,
              children: summarise(settings, place?.place),
            }}
          >
            {panel}
          </Dialog>
        </span>
      </header>
      <div className="grid min-w-0 flex-1 content-start md:grid-cols-[15.5rem_minmax(0,1fr)] xl:grid-cols-[15.5rem_minmax(0,1fr)_31rem] xl:content-stretch">
        <aside aria-label="Settings" className="border-line border-r px-4 pt-3.5 pb-6 max-md:hidden">
          {panel}
        </aside>
        <div className="flex min-w-0 flex-col gap-4 bg-sunken p-4 max-md:p-3">
          {launches.failure ? (
            <Note tone="danger" title="Not launched." announce="at-once">
              {launches.failure.detail}
              {launches.failure.code === 'live_secret_unconfirmed' ? (
                <span className="mt-2 block">
                  <Button size="sm" onClick={() => void launch(refused, true)}>
                    Sign with the live secret
                  </Button>
                </span>
              ) : null}
            </Note>
          ) : null}
          {ownBlocks ? (
            <Note tone="warn" title="This JSON doesn’t match what the CRM sends.">
              Fix it, then launch.
            </Note>
          ) : null}
          <Preview
            bench={bench}
            tile={tile}
            view={launches.view}
            inspected={launches.inspected}
            stage={stage}
            frame={frame}
            attempt={attempt}
            width={settings.width}
            isLaunching={launches.isLaunching}
            onLaunch={() => void launch()}
            onReload={() => {
              reset()
              setAttempt((count) => count + 1)
            }}
          />
        </div>
        <aside
          aria-label="Inspector"
          className="min-w-0 border-line bg-surface max-xl:border-t md:max-xl:col-span-2 xl:border-l"
        >
          <Inspector
            bench={bench}
            launches={launches}
            nextCursor={history.nextCursor}
            stage={stage}
            tab={tab}
            path={path}
            onTab={setTab}
            onClear={clear}
            onOpen={open}
            onEdit={launch}
          />
        </aside>
      </div>
    </div>
  )
}

function choosePlace(bench: SandboxWorkbench, settings: SandboxSettings) {
  const version = bench.versions.find(({ choice }) => choice === settings.version) ?? bench.versions[0]
  const place = version?.places.find((entry) => entry.place === settings.place) ?? version?.places[0]
  return { version, place }
}

/** Whether it may be launched for whoever opens the page: nothing of their own machine is reached, and nothing is left behind. */
function isHarmless(settings: SandboxSettings, place: string | undefined): boolean {
  const hasOwn = settings.record !== 'own' || settings.own !== undefined
  return settings.local === undefined && place !== 'activities' && hasOwn
}

function useFirstLaunch(isWanted: boolean, launch: () => void): void {
  const isDone = useRef(false)
  useEffect(() => {
    if (!isWanted || isDone.current) return
    isDone.current = true
    launch()
  }, [isWanted, launch])
}

function useLaunchKey(launch: () => void): void {
  useEffect(() => {
    function follow(event: KeyboardEvent) {
      if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey) || event.altKey || event.repeat) return
      event.preventDefault()
      launch()
    }
    addEventListener('keydown', follow)
    return () => removeEventListener('keydown', follow)
  }, [launch])
}

function writeAddress(path: string, settings: SandboxSettings): void {
  const query = writeSandboxQuery(settings)
  window.history.replaceState(null, '', query ? `${path}?${query}` : path)
}

function summarise(settings: SandboxSettings, place: SandboxSettings['place']): string {
  const record = settings.record === 'own' ? 'own JSON' : `${settings.record} record`
  return [
    place ? placeLabels[place] : '',
    record,
    settings.secret === 'staged' ? 'staged secret' : '',
    settings.wrong ? 'with a fault' : 'no fault',
  ]
    .filter(Boolean)
    .join(', ')
}
