'use client'

import { Button } from '@/components/ui/button'
import { useCall } from '@/components/use-call'
import { replayPostbackAction } from './actions'
import type { PostbackOwner } from './postback-words'

/** Sends one postback again, with its id. */
export function ReplayButton({ owner, postbackId }: { owner: PostbackOwner; postbackId: string }) {
  const replay = useCall(replayPostbackAction)
  return (
    <Button
      size="sm"
      pending={replay.isPending}
      aria-label={`Replay ${postbackId}`}
      onClick={() =>
        void replay.call(
          { ...owner, postbackId },
          {
            title: 'Replay started',
            description: 'It’s sent again with the same id, followed by later ones that failed.',
          },
        )
      }
    >
      Replay
    </Button>
  )
}
