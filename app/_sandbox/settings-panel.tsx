'use client'

import { type ReactNode, useId } from 'react'
import { Field, Input, Select } from '@/components/ui/field'
import { factsOf, hasLaunch } from '@/lib/domain/protocols/facts.schema'
import { isFramePlace, placeLabels } from '@/lib/domain/protocols/places.schema'
import type { SandboxRecord, SandboxSettings } from '@/lib/domain/sandbox/launches.schema'
import { ListChoice, type Option, SegmentChoice } from './choice'
import { FrameChoices } from './frame-choices'
import { OwnJson } from './own-json'
import type { SettingsProps } from './settings-props'
import { WrongChoice } from './wrong-choice'

/** The settings of the next launch. A choice launches at once; typed text waits for Launch. */
export function SettingsPanel(props: SettingsProps) {
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
      {places.length === 0 ? <p className="text-ink-3">This version doesn’t offer a placement.</p> : null}
    </div>
  )
}

function PlaceChoice({ bench, places, place, onChange }: SettingsProps) {
  const options = places.map((entry) => ({ value: entry.place, label: placeLabels[entry.place] }))
  const legend = hasLaunch(bench.protocol) ? 'Placement' : 'Call'
  const Choice = options.length > 3 ? ListChoice : SegmentChoice
  return (
    <Choice
      legend={legend}
      options={options}
      value={place.place}
      onChange={(next) => onChange({ place: next, wrong: undefined, own: undefined })}
      hint={
        place.place === 'activities'
          ? 'Creates an activity on the partner’s server, if it accepts it.'
          : undefined
      }
    />
  )
}

function RecordChoice(props: SettingsProps) {
  const { bench, settings, place, onChange } = props
  const options: Option<SandboxRecord>[] = [
    { value: 'ordinary', label: 'Ordinary', meta: 'Jordan Sample' },
    { value: 'sparse', label: 'Sparse', meta: 'no name, no email' },
    { value: 'hostile', label: 'Hostile', meta: 'emoji, tags, long' },
    ...(bench.isReview ? [] : [{ value: 'own' as const, label: 'Own JSON', meta: 'format checked' }]),
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
          text={props.ownText}
          example={place.example}
          leftOut={place.leftOut}
          problems={props.ownProblems}
          onChange={props.onOwnText}
          onLaunch={props.onLaunch}
        />
      ) : null}
    </>
  )
}

function SignedFor({ bench, settings, onChange }: SettingsProps) {
  const { sender } = factsOf(bench.protocol)
  return (
    <Group label="Signed for">
      {sender.namesUser ? (
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

const secretLabels = { active: 'Live', staged: 'Staged', sandbox: 'Sandbox' }

function SecretChoice({ bench, settings, onChange }: Pick<SettingsProps, 'bench' | 'settings' | 'onChange'>) {
  const [first] = bench.secrets
  if (!first) return <p className="text-ink-3 text-xs">No sandbox secret yet, so nothing can be signed.</p>
  if (first.choice === 'sandbox' && bench.secrets.length === 1)
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
          {secretLabels[choice]}, v{version} {fingerprint}
        </option>
      ))}
    </Select>
  )
}

function LocalAddress({ bench, settings, onChange }: SettingsProps) {
  const id = useId()
  return (
    <Field
      id={id}
      label="On your machine"
      aside="optional"
      hint={
        settings.local
          ? `Only your browser opens it, never the portal’s server. If it asks whether ${new URL(bench.portalOrigin).host} may access devices on your local network, allow it.`
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

function Group({ label, children }: { label: string; children: ReactNode }) {
  return (
    <fieldset className="grid min-w-0 gap-1.5">
      <legend className="mb-1 font-medium text-ink-2 text-xs">{label}</legend>
      {children}
    </fieldset>
  )
}
