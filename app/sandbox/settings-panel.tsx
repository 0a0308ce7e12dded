'use client'

import { type ReactNode, useId, useSyncExternalStore } from 'react'
import { Field, Input, Select } from '@/components/ui/field'
import { VerdictGlyph } from '@/components/ui/status'
import type { SandboxBench } from '@/lib/domain/sandbox-bench'
import {
  isFramePlace,
  placeLabels,
  type SandboxOutcome,
  type SandboxRecord,
  type SandboxSettings,
} from '@/lib/domain/sandbox-launches.schema'
import { ListChoice, type Option, SegmentChoice } from './choice'
import { OwnJson } from './own-json'

export type Place = SandboxBench['versions'][number]['places'][number]
export type LastAnswer = { status: number | null; outcome: SandboxOutcome }

type Props = {
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

/** Everything that makes the next launch. Nothing here sends anything. */
export function SettingsPanel(props: Props) {
  const { bench, settings, place, places, onChange } = props
  const isFrame = isFramePlace(place.place)
  return (
    <div className="grid gap-3.5">
      {bench.versions.length > 1 ? (
        <SegmentChoice
          legend="Version"
          options={bench.versions.map(({ choice, number, state }) => ({
            value: choice,
            label: `${number}, ${choice === 'serving' ? 'serving' : state.replace('_', ' ')}`,
          }))}
          value={settings.version}
          onChange={(version) => onChange({ version })}
        />
      ) : null}
      <PlaceChoice {...props} />
      {place.place === 'full_page' ? null : <RecordChoice {...props} />}
      <SignedFor {...props} />
      {isFrame ? <FrameChoices settings={settings} onChange={onChange} place={place} /> : null}
      {isFrame && !bench.isReview ? <LocalAddress {...props} /> : null}
      <WrongChoice {...props} />
      {places.length === 0 ? <p className="text-ink-3">This version offers no placement.</p> : null}
    </div>
  )
}

function PlaceChoice({ bench, places, place, onChange }: Props) {
  const options = places.map((entry) => ({ value: entry.place, label: placeLabels[entry.place] }))
  const legend = bench.protocol === 'showpad' ? 'Call' : 'Placement'
  const Choice = options.length > 3 ? ListChoice : SegmentChoice
  return (
    <Choice
      legend={legend}
      options={options}
      value={place.place}
      onChange={(next) => onChange({ place: next, wrong: undefined, own: undefined })}
      hint={
        place.place === 'activities'
          ? 'Leaves an activity with the partner’s server, if it takes it.'
          : undefined
      }
    />
  )
}

function RecordChoice({ bench, settings, place, ownText, onChange, onOwnText, onOwnChecked }: Props) {
  const options: Option<SandboxRecord>[] = [
    { value: 'ordinary', label: 'Ordinary', meta: 'Jordan Sample' },
    { value: 'sparse', label: 'Sparse', meta: 'no name, no email' },
    { value: 'hostile', label: 'Hostile', meta: 'emoji, tags, 5,000 letters' },
    ...(bench.isReview ? [] : [{ value: 'own' as const, label: 'Own JSON', meta: 'shape checked' }]),
  ]
  return (
    <>
      <ListChoice
        legend="Record"
        options={options}
        value={settings.record}
        onChange={(record) => onChange({ record })}
      />
      {settings.record === 'own' ? (
        <OwnJson
          text={ownText}
          example={place.example}
          protocol={bench.protocol}
          place={place.place}
          onChange={onOwnText}
          onChecked={onOwnChecked}
        />
      ) : null}
    </>
  )
}

/** What a protocol says of who launches. SocialSignIn's says nothing. */
const senders: Record<SandboxBench['protocol'], { team: string | null; user: boolean }> = {
  'sure-send': { team: 'team', user: true },
  'social-signin': { team: null, user: false },
  salesloft: { team: 'tenant', user: true },
  showpad: { team: 'instance', user: true },
  marketplace: { team: 'location', user: true },
}

function SignedFor({ bench, settings, onChange }: Props) {
  const sender = senders[bench.protocol]
  return (
    <Group label="Signed for">
      {sender.user ? (
        <Select
          aria-label="User"
          size="sm"
          value={settings.user}
          onChange={(event) => onChange({ user: event.target.value as SandboxSettings['user'] })}
        >
          <option value="sample">User: agent@example.com</option>
          <option value="other">Another user: colleague@example.com</option>
        </Select>
      ) : null}
      {sender.team ? (
        <Select
          aria-label={`The ${sender.team}`}
          size="sm"
          value={settings.team}
          onChange={(event) => onChange({ team: event.target.value as SandboxSettings['team'] })}
        >
          <option value="sample">The sandbox’s {sender.team}</option>
          <option value="other">Another {sender.team}</option>
        </Select>
      ) : null}
      <SecretChoice bench={bench} settings={settings} onChange={onChange} />
    </Group>
  )
}

function SecretChoice({ bench, settings, onChange }: Pick<Props, 'bench' | 'settings' | 'onChange'>) {
  const [first] = bench.secrets
  if (!first) return <p className="text-ink-3 text-xs">No sandbox secret yet: nothing can be signed.</p>
  if (first.choice === 'sandbox')
    return (
      <p className="text-ink-3 text-xs">
        By the sandbox’s secret, v{first.version} <span className="mono">{first.fingerprint}</span>
      </p>
    )
  return (
    <Select
      aria-label="Secret"
      size="sm"
      value={settings.secret}
      onChange={(event) => onChange({ secret: event.target.value as SandboxSettings['secret'] })}
    >
      {bench.secrets.map(({ choice, version, fingerprint }) => (
        <option key={choice} value={choice}>
          v{version} {choice} {fingerprint}
        </option>
      ))}
    </Select>
  )
}

const noSubscription = () => () => {}

/** Whether this browser has frames without credentials; unknown, so true, before it runs. */
function useCredentialless(): boolean {
  return useSyncExternalStore(
    noSubscription,
    () => 'credentialless' in HTMLIFrameElement.prototype,
    () => true,
  )
}

const slotLabels: Partial<Record<Place['place'], string>> = { email_editor: '798', custom_action: '598' }

function FrameChoices({ settings, place, onChange }: Pick<Props, 'settings' | 'place' | 'onChange'>) {
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
    </>
  )
}

const frameHints: Record<SandboxSettings['frame'], string> = {
  standard: 'As the CRM shows it.',
  strict: 'Without an origin of its own and without popups.',
  credentialless: 'Cookies and storage begin empty, as where third-party cookies are blocked.',
}

function LocalAddress({ bench, settings, onChange }: Props) {
  const id = useId()
  return (
    <Field
      id={id}
      label="On your machine"
      aside="optional"
      hint={
        settings.local
          ? `Opened by your browser only, never by the portal’s server. It asks whether ${new URL(bench.portalOrigin).host} may reach this machine’s network (local-network-access): allow it.`
          : undefined
      }
    >
      {(control) => (
        <Input
          {...control}
          mono
          size="sm"
          placeholder="http://127.0.0.1:4000/widget"
          value={settings.local ?? ''}
          onChange={(event) => onChange({ local: event.target.value.trim() || undefined })}
        />
      )}
    </Field>
  )
}

function WrongChoice({ place, settings, lastAnswers, onChange }: Props) {
  const states = place.wrong.filter(({ isState }) => isState)
  const faults = place.wrong.filter(({ isState }) => !isState)
  const toOption = ({ id, title, expected }: Place['wrong'][number]): Option<string> => ({
    value: id,
    label: title,
    meta: <Last answer={lastAnswers.get(id)} expected={expected} />,
  })
  const none: Option<string> = {
    value: '',
    label: 'None',
    meta: <Last answer={lastAnswers.get('')} expected="accept" />,
  }
  const choose = (wrong: string) => onChange({ wrong: wrong || undefined })
  const isState = states.some(({ id }) => id === settings.wrong)
  return (
    <>
      <ListChoice
        legend="State"
        options={[{ ...none, label: 'As it is' }, ...states.map(toOption)]}
        value={isState ? (settings.wrong ?? '') : ''}
        onChange={choose}
      />
      <ListChoice
        legend="Fault"
        aside="last answer"
        options={[none, ...faults.map(toOption)]}
        value={isState ? '' : (settings.wrong ?? '')}
        onChange={choose}
      />
    </>
  )
}

function Last({ answer, expected }: { answer: LastAnswer | undefined; expected: string }) {
  if (!answer || answer.outcome === 'signed') return null
  if (answer.outcome === 'browser_only') return <span>browser only</span>
  const isRight = isExpected(answer.outcome, expected)
  return (
    <span
      className={
        isRight ? 'inline-flex items-center gap-1' : 'inline-flex items-center gap-1 text-danger-ink'
      }
    >
      {answer.status ?? 'none'}
      <VerdictGlyph kind={isRight ? 'ok' : 'bad'} label={isRight ? 'as it should' : 'wrong'} />
    </span>
  )
}

/** Whether an answer is what a right receiver gives. */
export function isExpected(outcome: SandboxOutcome, expected: string): boolean {
  if (expected === 'accept') return outcome === 'accepted'
  if (expected === 'refuse') return outcome === 'refused'
  return outcome === 'accepted' || outcome === 'refused'
}

function Group({ label, children }: { label: string; children: ReactNode }) {
  return (
    <fieldset className="grid min-w-0 gap-1.5">
      <legend className="mb-1 font-medium text-ink-2 text-xs">{label}</legend>
      {children}
    </fieldset>
  )
}
