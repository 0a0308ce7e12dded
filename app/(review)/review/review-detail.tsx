import type { ReactNode } from 'react'
import { ButtonLink } from '@/components/ui/button'
import { DefinitionList } from '@/components/ui/definition-list'
import { Missing } from '@/components/ui/missing'
import { Note } from '@/components/ui/note'
import { PageHead } from '@/components/ui/page-head'
import { Panel, PanelBody } from '@/components/ui/panel'
import { Tile } from '@/components/ui/tile'
import { Time } from '@/components/ui/time'
import { VersionDiff, VersionFacts, type VersionField, versionFieldLabels } from '@/components/version-diff'
import { WidgetStatusLine } from '@/components/widget-status'
import { findFacts } from '@/lib/domain/protocols/facts.schema'
import type { WidgetColour, WidgetIcon } from '@/lib/domain/widgets/widgets.schema'
import { CertificationEvidence } from './certification-evidence'
import { DecisionBar } from './decision-bar'
import { ReviewHistory } from './review-history'
import { describeApproval, describeSwitches, LaunchFigures, noteFields, type Review } from './review-notes'
import { describeStep } from './review-queue'

/** A widget under review. Without a version in review it shows the serving one. */
export function ReviewDetail({ review, nextHref }: { review: Review; nextHref: string }) {
  const { pending, serving, shown, returned } = review
  const protocol = findFacts(review.protocol)?.label ?? review.protocol
  const step = pending
    ? describeStep({
        number: pending.number,
        servingNumber: serving?.number,
        returnedNumber: review.returned?.number,
      })
    : `Version ${shown.number}`
  return (
    <div className="flex min-h-0 min-w-0 flex-col max-lg:px-(--gutter)">
      {/* It scrolls by itself, so that the bar below it covers nothing. */}
      <div className="relative min-h-0 min-w-0 pt-6 max-lg:pt-4 lg:flex-1 lg:overflow-y-auto lg:px-(--gutter) lg:pb-6 lg:*:max-w-[58rem]">
        <PageHead
          visual={<Tile size="lg" icon={shown.icon as WidgetIcon} colour={shown.colour as WidgetColour} />}
          title={shown.name}
          facts={
            <>
              <span>{review.partner.name}</span>
              <span>
                {step}
                {pending?.submittedBy ? `, submitted by ${pending.submittedBy.name}` : ''}
              </span>
              {pending?.submittedAt ? (
                <Time value={pending.submittedAt} shape="both" />
              ) : (
                <WidgetStatusLine status={review.status} />
              )}
            </>
          }
          actions={
            pending || serving ? (
              <ButtonLink href={`/review/${review.id}/sandbox`}>Open in the sandbox</ButtonLink>
            ) : undefined
          }
        />
        <div className="grid gap-2">
          <StandingNotes review={review} />
        </div>
        {pending && returned ? (
          <ReviewSection
            title={`What changed since version ${returned.number} was returned`}
            meta={describeExtent(returned.changed)}
          >
            <Panel>
              <VersionDiff
                from={returned}
                to={pending}
                protocol={protocol}
                fromLabel={`Version ${returned.number}`}
                toLabel={`Version ${pending.number}`}
                changed={returned.changed}
              />
            </Panel>
          </ReviewSection>
        ) : null}
        {pending && serving ? (
          <ReviewSection title="What changed" meta={describeExtent(review.changed ?? [])}>
            <Panel>
              <VersionDiff
                from={serving}
                to={pending}
                protocol={protocol}
                fromLabel={`Version ${serving.number}`}
                toLabel={`Version ${pending.number}`}
                changed={review.changed ?? []}
                notes={noteFields(review)}
              />
            </Panel>
          </ReviewSection>
        ) : null}
        <ReviewSection title="Certification">
          <CertificationEvidence review={review} />
        </ReviewSection>
        {pending?.submitNote ? (
          <ReviewSection title="Note from the partner">
            <blockquote className="max-w-[72ch] whitespace-pre-wrap border-line-strong border-l-2 pl-3 text-ink-2 [overflow-wrap:anywhere]">
              {pending.submitNote}
            </blockquote>
          </ReviewSection>
        ) : null}
        {pending && serving ? null : (
          <ReviewSection title={pending ? 'What it says' : `Version ${shown.number}`}>
            <Panel>
              <VersionFacts
                version={shown}
                protocol={protocol}
                label={`Version ${shown.number}`}
                notes={noteFields(review)}
              />
            </Panel>
          </ReviewSection>
        )}
        <ReviewSection title="Evidence">
          <Panel>
            <PanelBody>
              <Evidence review={review} />
            </PanelBody>
          </Panel>
        </ReviewSection>
        <ReviewSection title="History">
          <ReviewHistory history={review.history} />
        </ReviewSection>
      </div>
      <DecisionBar
        key={pending?.id ?? review.id}
        nextHref={nextHref}
        widget={{
          id: review.id,
          name: shown.name,
          partnerName: review.partner.name,
          isSuspended: review.suspendedAt !== null,
          pending: pending
            ? { id: pending.id, number: pending.number, isOwn: review.isOwn, contentHash: review.contentHash }
            : undefined,
          effects: describeApproval(review),
        }}
      />
    </div>
  )
}

function StandingNotes({ review }: { review: Review }) {
  const { pending, serving, evidence, notes } = review
  return (
    <>
      {review.suspendedAt ? (
        <Note tone="danger" title="Suspended: it doesn’t open for any team.">
          Since <Time value={review.suspendedAt} />
          {review.suspensionReason ? `: ${review.suspensionReason}` : ''}
        </Note>
      ) : null}
      {review.status === 'archived' ? (
        <Note tone="neutral" title="Archived by its partner.">
          No team sees it, and it doesn’t open.
        </Note>
      ) : null}
      {review.status === 'stopped' ? (
        <Note tone="warn" title="Stopped by its partner.">
          It doesn’t open until {review.partner.name} allows launches again.
        </Note>
      ) : null}
      {pending && review.returned ? <ReturnedNote returned={review.returned} /> : null}
      {pending && serving ? (
        <Note
          tone="neutral"
          title={
            evidence.teamCount > 0
              ? `Version ${serving.number} keeps serving ${countTeams(evidence.teamCount)} until you decide.`
              : `Version ${serving.number} stays approved until you decide. No team has enabled it.`
          }
        >
          {describeSwitches(notes).join(' ')}
        </Note>
      ) : null}
      {pending && !serving ? (
        <Note
          tone="neutral"
          title={
            evidence.testTeamName
              ? `Only ${evidence.testTeamName} sees this widget until you decide.`
              : 'No team sees this widget until you decide.'
          }
        >
          Approving doesn’t enable it anywhere: each team decides for itself.
        </Note>
      ) : null}
      {review.failingSince && serving ? (
        <Note
          tone="warn"
          title={`Version ${serving.number} is serving, but fails its daily certification or answers launches differently.`}
        >
          Since <Time value={review.failingSince} shape="both" />. {review.partner.name} was notified a day
          before you.
        </Note>
      ) : null}
      {notes.isLoopback ? (
        <Note tone="warn" title={`${new URL(review.shown.url).host} is a local address.`}>
          It only works for people on this machine: other people’s browsers would look on their own. Approve
          it only when you’re trying out the portal.
        </Note>
      ) : null}
    </>
  )
}

function ReturnedNote({ returned }: { returned: NonNullable<Review['returned']> }) {
  const answers = returned.changed.map((field) => versionFieldLabels[field].toLowerCase())
  return (
    <Note tone="warn" title={`Version ${returned.number} was returned because:`}>
      <span className="whitespace-pre-wrap [overflow-wrap:anywhere]">{returned.decisionReason}</span>
      <span className="block text-ink-3 text-xs">
        {returned.decidedAt ? <Time value={returned.decidedAt} shape="both" /> : null}
        {answers.length > 0 ? ` The partner changed: ${answers.join(', ')}.` : ''}
      </span>
    </Note>
  )
}

function Evidence({ review }: { review: Review }) {
  const { evidence, shown, serving, pending, partner } = review
  return (
    <DefinitionList
      items={[
        {
          term: 'Team testing',
          value: evidence.testTeamName ? (
            <>
              {evidence.testTeamName}
              {evidence.testedSince ? (
                <>
                  , since <Time value={evidence.testedSince} shape="both" />
                </>
              ) : null}
            </>
          ) : (
            <span className="text-ink-3">Not in team testing</span>
          ),
        },
        {
          term: `Launches of version ${shown.number}`,
          value: <LaunchFigures launches={evidence.launches} />,
        },
        ...(serving && pending && evidence.servingLaunches
          ? [
              {
                term: `Launches of version ${serving.number}`,
                value: <LaunchFigures launches={evidence.servingLaunches} />,
              },
            ]
          : []),
        {
          term: 'Enabled by',
          value: evidence.teamCount > 0 ? countTeams(evidence.teamCount) : <Missing>No team</Missing>,
        },
        {
          term: 'Partner',
          value: (
            <>
              {partner.name}, since <Time value={partner.createdAt} shape="date" />
            </>
          ),
        },
        { term: 'Widget ID', value: <span className="mono">{review.id}</span> },
      ]}
    />
  )
}

function ReviewSection({
  title,
  meta,
  children,
}: {
  title: string
  meta?: string | undefined
  children: ReactNode
}) {
  const id = `section-${title.toLowerCase().replaceAll(' ', '-')}`
  return (
    <section aria-labelledby={id} className="mt-6">
      <div className="mb-2 flex items-baseline gap-3">
        <h2 id={id} className="font-semibold text-base">
          {title}
        </h2>
        {meta ? <span className="text-ink-3 text-xs">{meta}</span> : null}
      </div>
      {children}
    </section>
  )
}

function describeExtent(changed: VersionField[]): string {
  return `${changed.length} of ${Object.keys(versionFieldLabels).length} fields`
}

function countTeams(count: number): string {
  return `${count} ${count === 1 ? 'team' : 'teams'}`
}
