'use client'

import { useRouter } from 'next/navigation'
import { Button } from '@/components/ui/button'
import { useCall } from '@/components/use-call'
import { acceptTestLinkAction } from './actions'

export function AcceptTest({
  token,
  contentHash,
  name,
}: {
  token: string
  contentHash: string
  name: string
}) {
  const router = useRouter()
  const accept = useCall(acceptTestLinkAction)
  const start = async () => {
    const accepted = await accept.call(
      { token, contentHash },
      {
        title: `${name} is in testing`,
        description: 'Switch it on for the views that you want to test.',
        travels: true,
      },
    )
    if (accepted) router.push(`/settings/integration-widgets/${accepted.widgetId}`)
  }
  return (
    <Button variant="primary" pending={accept.isPending} onClick={start}>
      Start testing
    </Button>
  )
}
