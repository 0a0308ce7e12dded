'use client'

import { useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { Panel, PanelHeader } from '@/components/ui/panel'
import { Tag } from '@/components/ui/tag'
import { Tile } from '@/components/ui/tile'
import { Time } from '@/components/ui/time'
import { useToast } from '@/components/ui/toast'
import { placementPlace, placements } from '@/lib/domain/placements.schema'
import type { WidgetColour, WidgetIcon } from '@/lib/domain/widgets.schema'
import { answerTestingAction } from './actions'

type TestingRequest = {
  id: string
  name: string
  url: string
  partnerName: string
  placements: string[]
  icon: string
  colour: string
  testRequestedAt: Date | null
}

/** Partners who ask this team to test a widget before review. Nobody but the admins sees them until one accepts. */
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
      <PanelHeader id="requests" title="Asked to test" meta={`Only admins of ${teamName} see this`} />
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
      const { failure } = await answerTestingAction({ widgetId: request.id, accept })
      if (failure) show({ tone: 'error', title: 'Nothing was changed', description: failure.detail })
      else if (accept)
        show({
          title: `${request.name} is in testing`,
          description: 'Switch it on below for the views that you want to test.',
        })
      else
        show({
          title: `${request.name} was declined`,
          description: `${request.partnerName} is not told why.`,
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
          . Accepting shows it to {members} once you switch it on.
        </p>
      </div>
      <div className="flex gap-2">
        <Button
          size="sm"
          variant="primary"
          disabled={isPending}
          pending={isPending && answered === 'accept'}
          onClick={() => answer(true)}
        >
          Accept test
        </Button>
        <Button
          size="sm"
          variant="quiet"
          disabled={isPending}
          pending={isPending && answered === 'decline'}
          onClick={() => answer(false)}
        >
          Decline
        </Button>
      </div>
    </li>
  )
}
