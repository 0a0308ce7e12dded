'use client'

import { useState } from 'react'
import { Button, ButtonLink } from '@/components/ui/button'
import { useCall } from '@/components/use-call'
import { startConnectionAction } from '../../actions'

/** Goes to the platform's consent page by script, since the content policy lets forms post to the portal only. */
export function ConnectButton({
  connectorId,
  returnTo,
  platform,
}: {
  connectorId: string
  returnTo: string | undefined
  platform: string
}) {
  const start = useCall(startConnectionAction)
  const [isLeaving, setLeaving] = useState(false)
  const go = async () => {
    const started = await start.call({ connectorId, returnTo })
    if (!started) return
    setLeaving(true)
    window.location.assign(started.url)
  }
  return (
    <div className="flex flex-wrap gap-2">
      <Button variant="primary" pending={start.isPending || isLeaving} onClick={go}>
        Continue to {platform}
      </Button>
      <ButtonLink variant="quiet" href={`/settings/connectors/${connectorId}`}>
        Cancel
      </ButtonLink>
    </div>
  )
}
