'use client'

import { Pause, Play, Send } from 'lucide-react'
import { enablePostbacksAction } from '@/app/_postbacks/actions'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { useCall } from '@/components/use-call'
import type { WebhookState } from '@/lib/domain/webhooks/webhooks.schema'
import { pauseWebhookAction, testWebhookAction } from '../actions'

/** Sends a test event, and pauses or resumes the others. */
export function StateButtons({ endpointId, state }: { endpointId: string; state: WebhookState }) {
  const test = useCall(testWebhookAction)
  const pause = useCall(pauseWebhookAction)
  const resume = useCall(enablePostbacksAction)
  return (
    <>
      <Button
        variant={state === 'untested' ? 'primary' : 'default'}
        icon={<Icon of={Send} />}
        pending={test.isPending}
        onClick={() => void test.call({ endpointId }, { title: 'Test event sent' })}
      >
        Send test event
      </Button>
      {state === 'active' ? (
        <Button
          icon={<Icon of={Pause} />}
          pending={pause.isPending}
          onClick={() =>
            void pause.call(
              { endpointId },
              { title: 'Webhook paused', description: 'New events wait until you resume it.' },
            )
          }
        >
          Pause
        </Button>
      ) : null}
      {state === 'paused' || state === 'gone' ? (
        <Button
          icon={<Icon of={Play} />}
          pending={resume.isPending}
          onClick={() =>
            void resume.call(
              { endpointId },
              { title: 'Webhook resumed', description: 'Events that waited are being sent.' },
            )
          }
        >
          Resume
        </Button>
      ) : null}
    </>
  )
}
