'use client'

import { Play, SlidersHorizontal } from 'lucide-react'
import { useTheme } from 'next-themes'
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Icon } from '@/components/ui/icon'
import { joinClasses } from '@/components/ui/join-classes'
import { Kbd } from '@/components/ui/kbd'
import { Note } from '@/components/ui/note'
import { Tag } from '@/components/ui/tag'
import { keepsState } from '@/lib/domain/protocols/placements.schema'
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
import { choosePlace, isChoice, isHarmless, keyOf } from './launch-choice'
import { Messages } from './messages'
import { Preview } from './preview'
import { SettingsPanel } from './settings-panel'
import { ShareLink } from './share-link'
import { useLaunches } from './use-launches'
import { useOwnProblems } from './use-own-problems'
import { useFirstLaunch, useLaunchKey, useRelaunch } from './use-relaunch'
import { useSandboxStage } from './use-sandbox-stage'

type Props = {
  bench: SandboxWorkbench
  tile: ReactNode
  path: string
  settings: SandboxSettings
  opened: SandboxLaunchView | null
  history: { launches: SandboxLaunchRow[]; nextCursor: string | undefined }
}

/** The sandbox of a widget: settings, preview, inspector. The page's address holds the settings. */
export function Workbench({ bench, tile, path, settings: first, opened, history }: Props) {
  const [settings, setSettings] = useState(opened?.settings ?? first)
  const { version, place } = choosePlace(bench, settings)
  const [ownText, setOwnText] = useState(opened?.ownText ?? place?.example ?? '{}')
  const [tab, setTab] = useState<InspectorTabId>('launch')
  const [attempt, setAttempt] = useState(0)
  /** The last launch, to repeat it once it's confirmed. */
  const [refused, setRefused] = useState<SandboxEdit>()
  const frame = useRef<HTMLIFrameElement>(null)
  const launches = useLaunches(opened, history.launches)
  const shown = launches.view
  const theme = useFrameTheme(settings.theme)
  const [stage, { reset, clear }] = useSandboxStage(frame, {
    launchId: shown?.launchId,
    keepsState: shown !== null && isFramePlace(shown.place) && keepsState(shown.place),
    theme,
  })
  const { launch: prepare, open: load, forgetFailure } = launches
  const isOwn = settings.record === 'own' && place?.place !== 'full_page'
  const ownProblems = useOwnProblems(isOwn ? ownText : null, bench.protocol, place)
  const canLaunch = place !== undefined && bench.secrets.length > 0 && ownProblems.length === 0
  const key = keyOf(bench, settings, ownText)
  /** The settings of the launch on screen. */
  const [shownKey, setShownKey] = useState(opened ? key : null)
  const latest = useRef(key)
  useEffect(() => {
    latest.current = key
  }, [key])

  // A shared link names the launch that has the JSON, until the reader edits it.
  const typed = settings.record === 'own' && !settings.own ? ownText : undefined

  const launch = useCallback(
    async (edit?: SandboxEdit, confirmLive?: boolean) => {
      if (!edit && !canLaunch) return
      setRefused(edit)
      const input = { widgetId: bench.widgetId, settings, ownText: typed, edit, confirmLive }
      await prepare(input, (made) => {
        setShownKey(key)
        if (settings.record !== 'own' || latest.current !== key) return
        const kept = { ...settings, own: made.launchId }
        setSettings(kept)
        writeAddress(path, kept)
      })
    },
    [bench.widgetId, canLaunch, key, path, prepare, settings, typed],
  )

  const relaunch = useRelaunch(launch)

  function change(next: Partial<SandboxSettings>) {
    const changed = { ...settings, ...next }
    const chosen = choosePlace(bench, changed).place
    const text = next.place && changed.record === 'own' ? (chosen?.example ?? '{}') : ownText
    setOwnText(text)
    setSettings(changed)
    writeAddress(path, changed)
    forgetFailure()
    const isOther = launches.isLaunching || keyOf(bench, changed, text) !== shownKey
    relaunch.plan(isOther && bench.secrets.length > 0 && isChoice(changed, chosen?.place))
  }

  const launchNow = useCallback(() => {
    relaunch.cancel()
    void launch()
  }, [launch, relaunch.cancel])

  useLaunchKey(launchNow)
  useFirstLaunch(opened === null && canLaunch && isHarmless(settings, place?.place), launchNow)

  async function open(launchId: string) {
    relaunch.cancel()
    const found = await load(launchId)
    if (!found) return
    const text = found.ownText ?? ownText
    setSettings(found.settings)
    setOwnText(text)
    setShownKey(keyOf(bench, found.settings, text))
    window.history.replaceState(null, '', `${path}?launch=${launchId}`)
  }

  const panel = place ? (
    <SettingsPanel
      bench={bench}
      settings={settings}
      place={place}
      places={version?.places ?? []}
      ownText={ownText}
      ownProblems={ownProblems}
      lastAnswers={launches.lastAnswers}
      faultRun={launches.faultRun}
      onRunAll={
        canLaunch && settings.local === undefined
          ? (wrong) => void launches.runAll({ widgetId: bench.widgetId, settings, ownText: typed }, wrong)
          : undefined
      }
      onChange={change}
      onOwnText={(text) => {
        setOwnText(text)
        forgetFailure()
        if (settings.own) change({ own: undefined })
      }}
      onLaunch={launchNow}
    />
  ) : (
    <p className="text-ink-3">This version doesn’t offer a placement.</p>
  )
  const isLaunching = launches.isLaunching || relaunch.isPlanned
  const isFramed = !launches.view || isFramePlace(launches.view.place)

  return (
    <div className="flex min-h-[calc(100dvh-var(--size-bar))] flex-col bench:h-[calc(100dvh-var(--size-bar))]">
      <header className="z-[5] flex shrink-0 flex-wrap items-center gap-x-4 gap-y-2 border-line border-b bg-surface px-4 py-2 md:sticky md:top-(--size-bar)">
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
            pending={isLaunching}
            onClick={launchNow}
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
      <div className="grid min-w-0 flex-1 content-start md:grid-cols-[14.5rem_minmax(0,1fr)] bench:min-h-0 bench:grid-cols-[14.5rem_minmax(0,1fr)_clamp(23rem,36vw,31.5rem)] bench:grid-rows-[minmax(0,1fr)]">
        <aside
          aria-label="Settings"
          className={joinClasses('border-line border-r px-4 pt-3 pb-6 max-md:hidden', column)}
        >
          {panel}
        </aside>
        <div
          data-column="preview"
          className={joinClasses('flex min-w-0 flex-col gap-4 bg-sunken p-4 max-md:p-3', column)}
        >
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
          {ownProblems.length > 0 ? (
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
            theme={theme}
            isLaunching={isLaunching}
            isChanged={key !== shownKey}
            canLaunch={canLaunch}
            onLaunch={launchNow}
            onReload={() => {
              reset()
              setAttempt((count) => count + 1)
            }}
          />
          {isFramed ? (
            <Messages
              groups={stage.groups}
              dropped={stage.dropped}
              protocol={bench.protocol}
              place={launches.view?.place ?? 'person'}
              onClear={clear}
            />
          ) : null}
        </div>
        <aside
          aria-label="Inspector"
          className={joinClasses(
            'min-w-0 border-line bg-surface max-bench:border-t md:max-bench:col-span-2 bench:border-l',
            column,
          )}
        >
          <Inspector
            bench={bench}
            launches={launches}
            nextCursor={history.nextCursor}
            stage={stage}
            tab={tab}
            path={path}
            onTab={setTab}
            onOpen={open}
            onEdit={launch}
          />
        </aside>
      </div>
    </div>
  )
}

/** The theme that the host has: the chosen one, or the page's own. */
function useFrameTheme(chosen: SandboxSettings['theme']): 'light' | 'dark' {
  const { resolvedTheme } = useTheme()
  if (chosen !== 'match') return chosen
  return resolvedTheme === 'dark' ? 'dark' : 'light'
}

/** A column that scrolls by itself in the three-column layout. It's positioned, so that hidden text doesn't lengthen the page. */
const column = 'relative bench:min-h-0 bench:overflow-y-auto bench:[scrollbar-width:thin]'

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
