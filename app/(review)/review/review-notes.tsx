import type { ReactNode } from 'react'
import { Verdict, VerdictGlyph } from '@/components/ui/status'
import type { VersionField } from '@/components/version-diff'
import { type Placement, placementPlace } from '@/lib/domain/protocols/placements.schema'
import type { getReview } from '@/lib/domain/review/reviews'

export type Review = Awaited<ReturnType<typeof getReview>>

/** Notes under the fields of the newer version: what a change means for agents and their records. */
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
              ? `${reachedData[placement as Placement]} would be sent to ${review.partner.name} by this widget for the first time.`
              : `${reachedData[placement as Placement]} are sent to ${review.partner.name} with each launch.`}
          </FieldNote>
        ))}
        {notes.removedPlacements.map((placement) => (
          <FieldNote key={placement} kind="warn">
            {placementPlace(placement as Placement)} is disabled for every team that enabled it, with a
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
        {new URL(origin).host} is on a different registrable domain than the widget. We can’t control what the
        widget sends there.
      </FieldNote>
    )),
  }
}

/** The effects of approving, in sentences for the dialog before it. */
export function describeApproval(review: Review): string[] {
  const { serving, pending, notes, evidence } = review
  if (!pending) return []
  const first = serving
    ? describeSuccession(evidence.teamCount, serving.number, pending.number)
    : 'Every team can enable it.'
  return [first, ...describeSwitches(notes)]
}

function describeSuccession(teamCount: number, from: number, to: number): string {
  if (teamCount === 0) return `Version ${to} replaces version ${from}. No team has enabled the widget.`
  const teams = teamCount === 1 ? 'the one team that' : `all ${teamCount} teams that`
  return `From the next launch, version ${to} replaces version ${from} for ${teams} enabled the widget.`
}

/** What approving changes in teams' switches. */
export function describeSwitches(notes: Review['notes']): string[] {
  const added = notes.addedPlacements.map((placement) => placementPlace(placement as Placement))
  const removed = notes.removedPlacements.map((placement) => placementPlace(placement as Placement))
  return [
    added.length > 0
      ? `Approving doesn’t enable anything: ${added.join(' and ')} ${added.length === 1 ? 'starts' : 'start'} off everywhere.`
      : '',
    removed.length > 0 ? `Approving disables ${removed.join(' and ')} wherever it’s enabled.` : '',
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

/** The outcomes of a version's launches. */
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
  same_origin: { kind: 'info', text: 'Same origin: only the path or query differs.' },
  same_site: { kind: 'warn', text: 'A new origin on the same registrable domain.' },
  other_site: {
    kind: 'warn',
    text: 'A different registrable domain. Make sure that it belongs to this partner: records are sent there from the first launch.',
  },
}

const personAndCompany = 'A person’s name, title, email address and phone number, and their company’s'

const reachedData: Record<Placement, string> = {
  full_page: 'The id of the member who opens it, and no record,',
  email_editor: `${personAndCompany}, when an email is written to them,`,
  custom_action: `${personAndCompany}, with each step that is opened,`,
  person: 'A person’s name, stage, email addresses and phone numbers',
  company:
    'A company’s name, stage, email and postal addresses, phone numbers, industry, website, description, size, revenue, founding date, registration and tax numbers',
}

const permissionNotes: Record<string, string> = {
  'clipboard-write': 'The widget may write to the agent’s clipboard.',
  geolocation: 'The widget may ask for the agent’s location.',
  microphone: 'The widget may ask to use the agent’s microphone.',
  camera: 'The widget may ask to use the agent’s camera.',
  fullscreen: 'The widget may fill the agent’s screen.',
}
