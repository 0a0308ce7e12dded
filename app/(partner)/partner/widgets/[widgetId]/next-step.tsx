'use client'

import { Button, ButtonLink } from '@/components/ui/button'
import { Note } from '@/components/ui/note'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { useCall } from '@/components/use-call'
import type { WidgetStatus } from '@/lib/domain/widgets/widgets.schema'
import {
  discardChangeAction,
  restoreWidgetAction,
  resumeWidgetAction,
  withdrawVersionAction,
} from '../actions'
import { SubmitForm } from './submit-form'

type NextStepProps = {
  widgetId: string
  name: string
  status: WidgetStatus
  change: 'draft' | 'in_review' | 'returned' | undefined
  number: number
  servingNumber: number | undefined
  currentState: string
  teamCount: number
  /** Why this change was last returned, also while a later version is a draft or in review. */
  returned: { number: number; reason: string } | null
  suspensionReason: string | undefined
  stopReason: string | undefined
  canSubmit: boolean
  /** Why the draft may not be submitted yet. */
  uncertified: { state: string; detail: string } | undefined
  /** The draft's origins without proof. */
  unproven: string[]
  canStop: boolean
}

/** The widget's status and its next step. */
export function NextStep(props: NextStepProps) {
  const teams = `${props.teamCount} ${props.teamCount === 1 ? 'team' : 'teams'}`
  return (
    <>
      {props.status === 'suspended' ? (
        <Note tone="danger" title="Suspended by platform review.">
          {props.suspensionReason}. It doesn’t open for any team until a reviewer reinstates it. Switches are
          kept.
        </Note>
      ) : null}
      {props.status === 'archived' ? <Archived {...props} /> : null}
      {props.status === 'stopped' ? <Stopped {...props} teams={teams} /> : null}
      {props.returned && (props.currentState === 'draft' || props.currentState === 'in_review') ? (
        <Note tone="warn" title={`Version ${props.returned.number} was returned because:`}>
          <span className="whitespace-pre-wrap">{props.returned.reason}</span>
        </Note>
      ) : null}
      {props.currentState === 'draft' && props.status !== 'archived' ? (
        <Draft {...props} teams={teams} />
      ) : null}
      {props.currentState === 'in_review' ? <InReview {...props} /> : null}
      {props.currentState === 'returned' && props.status !== 'archived' ? <Returned {...props} /> : null}
      {props.status === 'approved' && !props.change ? (
        <Note tone="ok" title={`Version ${props.number} is approved for all teams.`}>
          {props.teamCount === 0
            ? 'No team has enabled it yet. Team admins find it under Integration widgets.'
            : `${teams} enabled it.`}{' '}
          If you edit it, this version keeps serving until the next one is approved.
        </Note>
      ) : null}
    </>
  )
}

function Draft(props: NextStepProps & { teams: string }) {
  const discard = useCall(discardChangeAction)
  if (!props.canSubmit) return null
  return (
    <Panel labelledBy="submit">
      <PanelHeader
        id="submit"
        title={props.change ? `Version ${props.number} is a draft` : 'Submit for review'}
        meta={props.change ? `Version ${props.servingNumber} keeps serving ${props.teams}` : undefined}
      />
      <PanelBody>
        <SubmitForm
          widgetId={props.widgetId}
          number={props.number}
          isReady={props.uncertified === undefined && props.unproven.length === 0}
          obstacles={
            <>
              {props.uncertified ? <Uncertified {...props.uncertified} widgetId={props.widgetId} /> : null}
              {props.unproven.length > 0 ? (
                <Unproven origins={props.unproven} widgetId={props.widgetId} />
              ) : null}
            </>
          }
          actions={
            props.change ? (
              <Button
                variant="quiet"
                pending={discard.isPending}
                onClick={() =>
                  discard.call(
                    { widgetId: props.widgetId },
                    { title: `Version ${props.number} was discarded` },
                  )
                }
              >
                Discard this change
              </Button>
            ) : null
          }
        />
      </PanelBody>
    </Panel>
  )
}

function Uncertified({ state, detail, widgetId }: { state: string; detail: string; widgetId: string }) {
  const hasReport = state === 'failed' || state === 'unmeasured'
  return (
    <Note
      tone={hasReport ? 'danger' : 'warn'}
      actions={
        <ButtonLink
          size="sm"
          href={`/partner/widgets/${widgetId}/certification${hasReport ? '?show=open' : ''}`}
        >
          {hasReport ? 'Open the report' : 'Certification'}
        </ButtonLink>
      }
    >
      {detail}
    </Note>
  )
}

function Unproven({ origins, widgetId }: { origins: string[]; widgetId: string }) {
  return (
    <Note
      tone="warn"
      actions={
        <ButtonLink size="sm" href={`/partner/widgets/${widgetId}/certification`}>
          What to serve
        </ButtonLink>
      }
    >
      Prove that you own {origins.join(', ')}, then submit.
    </Note>
  )
}

function InReview(props: NextStepProps) {
  const withdraw = useCall(withdrawVersionAction)
  return (
    <Note
      tone="info"
      title={`Version ${props.number} is in review`}
      actions={
        props.canSubmit ? (
          <Button
            size="sm"
            pending={withdraw.isPending}
            onClick={() =>
              withdraw.call(
                { widgetId: props.widgetId },
                { title: `Version ${props.number} is a draft again` },
              )
            }
          >
            Withdraw to edit
          </Button>
        ) : undefined
      }
    >
      {props.servingNumber
        ? `Version ${props.servingNumber} keeps serving until a reviewer decides.`
        : 'The team that tests it can continue.'}
    </Note>
  )
}

function Returned(props: NextStepProps) {
  return (
    <Note
      tone="warn"
      title={`Version ${props.number} was returned`}
      actions={
        props.canSubmit ? (
          <ButtonLink size="sm" href={`/partner/widgets/${props.widgetId}/edit`}>
            Edit
          </ButtonLink>
        ) : undefined
      }
    >
      <span className="whitespace-pre-wrap">{props.returned?.reason}</span>
      {props.servingNumber ? ` Version ${props.servingNumber} keeps serving.` : ''}
    </Note>
  )
}

function Stopped(props: NextStepProps & { teams: string }) {
  const resume = useCall(resumeWidgetAction)
  return (
    <Note
      tone="warn"
      title="All launches are stopped"
      actions={
        props.canStop ? (
          <Button
            size="sm"
            pending={resume.isPending}
            onClick={() => resume.call({ widgetId: props.widgetId }, { title: `${props.name} opens again` })}
          >
            Allow launches again
          </Button>
        ) : undefined
      }
    >
      {props.stopReason}. Its tab is hidden for {props.teams}; their switches are kept.
    </Note>
  )
}

function Archived(props: NextStepProps) {
  const restore = useCall(restoreWidgetAction)
  return (
    <Note
      tone="neutral"
      title="Archived"
      actions={
        props.canStop ? (
          <Button
            size="sm"
            pending={restore.isPending}
            onClick={() =>
              restore.call(
                { widgetId: props.widgetId },
                {
                  title: `${props.name} is restored`,
                  description: 'Launches stay stopped until you allow them again.',
                },
              )
            }
          >
            Restore
          </Button>
        ) : undefined
      }
    >
      No team sees this widget and it doesn’t open. Its versions, secrets, launches and switches are kept.
    </Note>
  )
}
