'use client'

import { useState } from 'react'
import { ActionForm } from '@/components/action-form'
import { LinkOnce } from '@/components/link-once'
import { Button } from '@/components/ui/button'
import { Field, Input } from '@/components/ui/field'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { Status } from '@/components/ui/status'
import { SubmitButton } from '@/components/ui/submit-button'
import { Time } from '@/components/ui/time'
import { useCall } from '@/components/use-call'
import type { Done } from '@/lib/http/form-state.schema'
import { createTestLinkAction, endTestingAction, requestTestingAction } from '../actions'

/** Team testing: which team was asked, whether it accepted, and the way to ask. An unknown Team ID looks like one that waits. */
export function TestingPanel({
  widgetId,
  teamId,
  state,
  requestedAt,
  teamName,
  canRequest,
}: {
  widgetId: string
  teamId: string | null
  state: 'requested' | 'accepted' | 'declined' | 'ended' | null
  requestedAt: Date | null
  teamName: string | undefined
  canRequest: boolean
}) {
  const end = useCall(endTestingAction)
  const isAccepted = state === 'accepted'
  // A refusal and an unknown id answer alike: both stay a request that waits.
  const isWaiting = state === 'requested' || state === 'declined'
  return (
    <Panel labelledBy="testing">
      <PanelHeader
        id="testing"
        title="Team testing"
        meta="Your newest version, for one team, before review"
      />
      <PanelBody className="grid gap-3">
        {isAccepted ? (
          <p className="flex flex-wrap items-center gap-x-3 gap-y-2">
            <Status phase="active">{teamName} tests it</Status>
            <span className="text-ink-2">Its admin switches it on; every edit reaches them at once.</span>
          </p>
        ) : null}
        {isWaiting ? (
          <p className="flex flex-wrap items-center gap-x-3 gap-y-2">
            <Status phase="half">Asked</Status>
            <span className="text-ink-2">
              Waiting for the admin of <span className="mono break-all">{teamId}</span>
              {requestedAt ? (
                <>
                  , since <Time value={requestedAt} shape="datetime" />
                </>
              ) : null}
              . Nobody of that team sees it until then.
            </span>
          </p>
        ) : null}
        {canRequest && (isAccepted || isWaiting) ? (
          <div>
            <Button
              size="sm"
              pending={end.isPending}
              onClick={() =>
                end.call(
                  { widgetId },
                  { title: isAccepted ? 'The test is over' : 'The request is taken back' },
                )
              }
            >
              {isAccepted ? 'End test' : 'Take the request back'}
            </Button>
          </div>
        ) : null}
        {canRequest && !isAccepted ? <TestLink widgetId={widgetId} /> : null}
        {canRequest && !isAccepted ? (
          <ActionForm<{ teamId: string; widgetId: string }, Done>
            action={requestTestingAction}
            className="grid max-w-[34rem] gap-3"
          >
            {(fields) => (
              <>
                <input type="hidden" name="widgetId" value={widgetId} />
                <Field
                  id={fields.teamId.id}
                  label={isWaiting ? 'Ask another team instead' : 'Or ask by Team ID'}
                  hint="From their Settings → Integration Partner Widgets."
                  error={fields.teamId.errors ?? null}
                >
                  {(control) => (
                    <Input
                      {...control}
                      name="teamId"
                      mono
                      required
                      autoComplete="off"
                      spellCheck={false}
                      defaultValue={fields.teamId.initialValue}
                    />
                  )}
                </Field>
                <div>
                  <SubmitButton variant="default">Ask team to test</SubmitButton>
                </div>
              </>
            )}
          </ActionForm>
        ) : null}
        {!canRequest && !isAccepted && !isWaiting ? (
          <p className="text-ink-2">No team tests this widget.</p>
        ) : null}
      </PanelBody>
    </Panel>
  )
}

/** A link that an admin opens, for a partner who does not know the Team ID. */
function TestLink({ widgetId }: { widgetId: string }) {
  const create = useCall(createTestLinkAction)
  const [link, setLink] = useState<{ url: string; expiresAt: Date }>()
  if (link)
    return (
      <div className="grid max-w-[46rem] gap-1.5">
        <p className="text-ink-2">
          Send this link to the team’s admin. It works once, until{' '}
          <Time value={link.expiresAt} shape="datetime" />. They see what they would test before they accept.
        </p>
        <LinkOnce link={link.url} label="Copy test link" />
      </div>
    )
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button
        size="sm"
        pending={create.isPending}
        onClick={async () => setLink(await create.call({ widgetId }))}
      >
        Create test link
      </Button>
      <span className="text-ink-2">Send it to an admin of the team. You don’t need their Team ID.</span>
    </div>
  )
}
