import type { ReactNode } from 'react'
import { Verdict, VerdictGlyph } from '@/components/ui/status'
import type { VersionField } from '@/components/version-diff'
import { type Placement, placementPlace } from '@/lib/domain/protocols/placements.schema'
import type { getReview } from '@/lib/domain/review/reviews'

export type Review = Awaited<ReturnType<typeof getReview>>

/** What stands under the fields of the newer version: what a change means for agents and their records. */
export function noteFields(review: Review): Partial<Record<VersionField, ReactNode>> {
  const { notes, pending } = review
  if (!pending) return {}
  const destination = destinationNotes[notes.destination]
  return {
    url: destination ? <FieldNote kind={destination.kind}>{destination.text}</FieldNote> : null,
    placements: (
      <>
        {notes.addedPlacements.map((placement) => (
          <FieldNote key={placement} kind="info">
            {review.serving
              ? `${reachedData[placement as Placement]} would reach ${review.partner.name} through this widget for the first time.`
              : `${reachedData[placement as Placement]} reach ${review.partner.name} with each launch.`}
          </FieldNote>
        ))}
        {notes.removedPlacements.map((placement) => (
          <FieldNote key={placement} kind="warn">
            {placementPlace(placement as Placement)} switches off for every team that has it on, with a
            notice.
          </FieldNote>
        ))}
      </>
    ),
    allow: notes.addedPermissions.map((feature) => (
      <FieldNote key={feature} kind="warn">
        {permissionNotes[feature] ?? `The frame is granted ${feature}.`}
      </FieldNote>
    )),
    furtherOrigins: notes.foreignOrigins.map((origin) => (
      <FieldNote key={origin} kind="warn">
        {new URL(origin).host} is on another registrable domain than the widget. What the widget sends on to
        it is not in our hands.
      </FieldNote>
    )),
  }
}

/** What approving does, in sentences for the step before it. */
export function describeApproval(review: Review): string[] {
  const { serving, pending, notes, evidence } = review
  if (!pending) return []
  const first = serving
    ? describeSuccession(evidence.teamCount, serving.number, pending.number)
    : 'Every team can switch it on from now on.'
  return [first, ...describeSwitches(notes)]
}

function describeSuccession(teamCount: number, from: number, to: number): string {
  if (teamCount === 0) return `Version ${to} takes the place of version ${from}. No team has the widget on.`
  const teams = teamCount === 1 ? 'the one team that has' : `all ${teamCount} teams that have`
  return `From the next launch on, version ${to} serves ${teams} the widget on, in place of version ${from}.`
}

/** What approving does to the switches of teams. */
export function describeSwitches(notes: Review['notes']): string[] {
  const added = notes.addedPlacements.map((placement) => placementPlace(placement as Placement))
  const removed = notes.removedPlacements.map((placement) => placementPlace(placement as Placement))
  return [
    added.length > 0
      ? `Approving switches nothing on: ${added.join(' and ')} ${added.length === 1 ? 'starts' : 'start'} off everywhere.`
      : '',
    removed.length > 0 ? `Approving switches ${removed.join(' and ')} off wherever it is on.` : '',
  ].filter(Boolean)
}

function FieldNote({ kind, children }: { kind: 'info' | 'warn'; children: ReactNode }) {
  return (
    <p className="mt-1 flex gap-1.5 text-ink-2 text-xs">
      <VerdictGlyph kind={kind} label={kind === 'warn' ? 'Look closely: ' : ''} className="mt-0.5" />
      <span>{children}</span>
    </p>
  )
}

/** How the launches of a version went. */
export function LaunchFigures({ launches }: { launches: { total: number; shown: number; failed: number } }) {
  if (launches.total === 0) return <span className="text-ink-3">None yet</span>
  return (
    <span className="inline-flex flex-wrap items-center gap-x-3 tabular-nums">
      {launches.total.toLocaleString('en-GB')}
      <Verdict kind="ok">{launches.shown.toLocaleString('en-GB')} shown</Verdict>
      {launches.failed > 0 ? (
        <Verdict kind="bad">{launches.failed.toLocaleString('en-GB')} failed</Verdict>
      ) : (
        <Verdict kind="skip">none failed</Verdict>
      )}
    </span>
  )
}

const destinationNotes: Partial<
  Record<Review['notes']['destination'], { kind: 'info' | 'warn'; text: string }>
> = {
  same_origin: { kind: 'info', text: 'The same origin: only the path or the query differs.' },
  same_site: { kind: 'warn', text: 'A new origin on the same registrable domain.' },
  other_site: {
    kind: 'warn',
    text: 'Another registrable domain. Make sure that it belongs to this partner: records go there from the first launch on.',
  },
}

const personAndCompany = 'A person’s name, title, email address and phone number, and their company’s'

const reachedData: Record<Placement, string> = {
  full_page: 'The id of whoever opens it, and no record,',
  email_editor: `${personAndCompany}, when an email is written to them,`,
  custom_action: `${personAndCompany}, with each step that is opened,`,
  person: 'A person’s name, stage, email addresses and phone numbers',
  company:
    'A company’s name, stage, email and postal addresses, phone numbers, industry, website, description, size, revenue, founding date, registration and tax numbers',
}

const permissionNotes: Record<string, string> = {
  'clipboard-write': 'The widget may write to the agent’s clipboard.',
  geolocation: 'The widget may ask where the agent is.',
  microphone: 'The widget may ask to listen through the agent’s microphone.',
  camera: 'The widget may ask to see through the agent’s camera.',
  fullscreen: 'The widget may fill the agent’s screen.',
}
