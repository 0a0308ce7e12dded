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

/** Team testing: which team was asked, whether it accepted, and how to ask. An unknown Team ID looks like a request that waits. */
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
  // A declined request and an unknown id look the same: both stay a request that waits.
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
            <Status phase="active">{teamName} is testing it</Status>
            <span className="text-ink-2">
              Its admin enables it. They accept each change to what it opens or may do.
            </span>
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
              . Nobody else in that team sees it until then.
            </span>
          </p>
        ) : null}
        {isWaiting ? (
          <p className="max-w-[72ch] text-ink-2 text-xs">
            We can’t tell you whether this Team ID exists, so a request to a mistyped one waits forever. If
            the team doesn’t see it under Integration widgets, ask its admin to copy the Team ID from the end
            of that page and compare it with the one above.
          </p>
        ) : null}
        {canRequest && (isAccepted || isWaiting) ? (
          <div>
            <Button
              size="sm"
              pending={end.isPending}
              onClick={() =>
                end.call({ widgetId }, { title: isAccepted ? 'Test ended' : 'Request withdrawn' })
              }
            >
              {isAccepted ? 'End test' : 'Withdraw request'}
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
                  hint="From their Settings → Integration widgets."
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
        {!canRequest && !isAccepted && !isWaiting ? <p className="text-ink-2">Not in team testing.</p> : null}
      </PanelBody>
    </Panel>
  )
}

/** A link for an admin, for partners who don't know the Team ID. */
function TestLink({ widgetId }: { widgetId: string }) {
  const create = useCall(createTestLinkAction)
  const [link, setLink] = useState<{ url: string; expiresAt: Date }>()
  if (link)
    return (
      <div className="grid max-w-[46rem] gap-1.5">
        <p className="text-ink-2">
          Send this link to the team’s admin. It works once and expires{' '}
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
