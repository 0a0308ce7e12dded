'use client'

import { type ReactNode, useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { Panel, PanelHeader } from '@/components/ui/panel'
import { Tag } from '@/components/ui/tag'
import { Tile } from '@/components/ui/tile'
import { Time } from '@/components/ui/time'
import { useToast } from '@/components/ui/toast'
import { placementPlace, placements } from '@/lib/domain/protocols/placements.schema'
import type { WidgetColour, WidgetIcon } from '@/lib/domain/widgets/widgets.schema'
import { answerTestingAction } from './actions'

type TestingRequest = {
  id: string
  name: string
  url: string
  partnerName: string
  /** The description, rendered. */
  description: ReactNode
  placements: string[]
  furtherOrigins: string[]
  allow: string[]
  icon: string
  colour: string
  testRequestedAt: Date | null
  contentHash: string
  /** The fields that differ, for a change to a widget in testing; null for a request. */
  changed: string[] | null
  returnReason: string | null
}

/** Partners' requests to test a widget before review. Only admins see them until one accepts. */
export function TestingRequests({
  requests,
  teamName,
  members,
}: {
  requests: TestingRequest[]
  teamName: string
  members: string
}) {
  return (
    <Panel labelledBy="requests" className="mb-4">
      <PanelHeader id="requests" title="Test requests" meta={`Only admins of ${teamName} see this`} />
      <ul>
        {requests.map((request) => (
          <RequestRow key={request.id} request={request} members={members} />
        ))}
      </ul>
    </Panel>
  )
}

function RequestRow({ request, members }: { request: TestingRequest; members: string }) {
  const { show } = useToast()
  const [isPending, startTransition] = useTransition()
  const [answered, setAnswered] = useState<'accept' | 'decline'>()
  const answer = (accept: boolean) => {
    setAnswered(accept ? 'accept' : 'decline')
    startTransition(async () => {
      const { failure } = await answerTestingAction({
        widgetId: request.id,
        accept,
        contentHash: request.contentHash,
      })
      if (failure) show({ tone: 'error', title: 'Nothing changed', description: failure.detail })
      else if (accept)
        show({
          title: `${request.name} is in testing`,
          description: request.changed
            ? 'Your team opens the changed version from now on.'
            : 'Enable it below in the placements that you want to test.',
        })
      else
        show({
          title: request.changed ? `The test of ${request.name} ended` : `${request.name} was declined`,
          description: `${request.partnerName} isn’t told why.`,
        })
    })
  }
  const offered = placements
    .filter((placement) => request.placements.includes(placement))
    .map((placement) => placementPlace(placement))
  return (
    <li className="flex flex-wrap items-center gap-3 border-line border-t px-3.5 py-3 first:border-t-0">
      <Tile icon={request.icon as WidgetIcon} colour={request.colour as WidgetColour} />
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium text-base">{request.name}</span>
          <span className="text-ink-2">{request.partnerName}</span>
          <Tag tone="warn">Not reviewed yet</Tag>
        </p>
        <p className="text-ink-3 text-xs">
          {offered.join(', ')}, from <span className="mono break-all">{new URL(request.url).host}</span>
          {request.testRequestedAt ? (
            <>
              , asked <Time value={request.testRequestedAt} shape="relative" />
            </>
          ) : null}
          . {request.changed ? '' : `If you accept, you can turn it on for your ${members}.`}
        </p>
        <div className="my-1 max-w-[72ch] break-words text-ink-2">{request.description}</div>
        {request.changed ? <ChangeNote request={request} changed={request.changed} /> : null}
      </div>
      <div className="flex gap-2">
        <Button
          size="sm"
          variant="primary"
          disabled={isPending}
          pending={isPending && answered === 'accept'}
          onClick={() => answer(true)}
        >
          {request.changed ? 'Test this version' : 'Start testing'}
        </Button>
        <Button
          size="sm"
          variant="quiet"
          disabled={isPending}
          pending={isPending && answered === 'decline'}
          onClick={() => answer(false)}
        >
          {request.changed ? 'End test' : 'Decline'}
        </Button>
      </div>
    </li>
  )
}

/** The differences from the version that the team tests, and what opens until they accept. */
function ChangeNote({ request, changed }: { request: TestingRequest; changed: string[] }) {
  const { returnReason } = request
  const differs = changed.map((field) => fieldWords[field] ?? field).join(', ')
  return (
    <div className="mt-1 grid gap-0.5 text-ink-2 text-xs">
      {returnReason !== null ? (
        <p>
          Reviewers returned this version, so it stopped opening for your team. Their reason:{' '}
          <span className="break-words">{returnReason}</span>
        </p>
      ) : (
        <p>
          A new version changes {differs || 'nothing that you’d see'}. Until you accept it, your team keeps
          the version that you accepted before.
        </p>
      )}
      <p>
        Opens <span className="mono break-all">{request.url}</span>
        {request.furtherOrigins.length > 0 ? (
          <>
            , and may lead to <span className="mono break-all">{request.furtherOrigins.join(', ')}</span>
          </>
        ) : null}
        {request.allow.length > 0 ? `, and asks for ${request.allow.join(', ')}` : ''}.
      </p>
    </div>
  )
}

const fieldWords: Record<string, string> = {
  name: 'its name',
  description: 'its description',
  url: 'its address',
  furtherOrigins: 'the origins it may lead to',
  placements: 'where it appears',
  allow: 'its permissions',
  settings: 'its protocol settings',
  icon: 'its icon',
  colour: 'its colour',
}
