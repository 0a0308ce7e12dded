'use client'

import { useSyncExternalStore } from 'react'
import type { SandboxSettings } from '@/lib/domain/sandbox/launches.schema'
import { SegmentChoice } from './choice'
import type { Place, SettingsProps } from './settings-props'

const noSubscription = () => () => {}

/** Whether this browser supports frames without credentials; true until it's known. */
function useCredentialless(): boolean {
  return useSyncExternalStore(
    noSubscription,
    () => 'credentialless' in HTMLIFrameElement.prototype,
    () => true,
  )
}

const slotLabels: Partial<Record<Place['place'], string>> = { email_editor: '798', custom_action: '598' }

/** The frame's width, theme and restrictions, and how the host treats a widget that asks for the wire. */
export function FrameChoices({
  settings,
  place,
  onChange,
}: Pick<SettingsProps, 'settings' | 'place' | 'onChange'>) {
  const hasCredentialless = useCredentialless()
  return (
    <>
      <SegmentChoice
        legend="Width"
        options={[
          { value: '320', label: '320' },
          { value: '390', label: '390' },
          { value: '768', label: '768' },
          { value: '1280', label: '1280' },
          { value: 'slot', label: slotLabels[place.place] ?? 'Fluid' },
        ]}
        value={settings.width}
        onChange={(width) => onChange({ width })}
      />
      <SegmentChoice
        legend="Theme"
        options={[
          { value: 'match', label: 'Match' },
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
        ]}
        value={settings.theme}
        onChange={(theme) => onChange({ theme })}
      />
      <SegmentChoice
        legend="Frame"
        options={[
          { value: 'standard', label: 'Standard' },
          { value: 'strict', label: 'Strict' },
          {
            value: 'credentialless',
            label: 'No cookies',
            ...(hasCredentialless ? {} : { unavailable: 'Not in this browser' }),
          },
        ]}
        value={settings.frame}
        onChange={(frame) => onChange({ frame })}
        hint={
          hasCredentialless
            ? frameHints[settings.frame]
            : `${frameHints[settings.frame]} “No cookies” is not available in this browser.`
        }
      />
      <SegmentChoice
        legend="Host"
        options={[
          { value: 'answers', label: 'Answers' },
          { value: 'late', label: 'Late' },
          { value: 'never', label: 'Never' },
        ]}
        value={settings.host}
        onChange={(host) => onChange({ host })}
        hint={hostHints[settings.host]}
      />
    </>
  )
}

const hostHints: Record<SandboxSettings['host'], string> = {
  answers: 'A widget that asks for the wire gets it at once.',
  late: 'A widget that asks for the wire gets it after 5 seconds.',
  never: 'As a host that doesn’t know the wire: nothing answers.',
}

const frameHints: Record<SandboxSettings['frame'], string> = {
  standard: 'As the CRM shows it.',
  strict: 'Without its own origin and without popups.',
  credentialless: 'Cookies and storage start empty, as in browsers that block third-party cookies.',
}
