'use client'

import { useState } from 'react'
import { Button, type ButtonProps } from '@/components/ui/button'
import { useCall } from '@/components/use-call'
import type { Placement } from '@/lib/domain/protocols/placements.schema'
import { startConnectionAction } from './actions'

/** Goes to the partner by script, since the content policy lets forms post to the portal only. */
export function EnableButton({
  widgetId,
  placement,
  label,
  variant,
}: {
  widgetId: string
  placement?: Placement | undefined
  label: string
  variant: ButtonProps['variant']
}) {
  const begin = useCall(startConnectionAction)
  const [url, setUrl] = useState<string>()
  const go = async () => {
    const begun = await begin.call({ widgetId, placement })
    if (!begun) return
    setUrl(begun.url)
    window.location.assign(begun.url)
  }
  return (
    <>
      <Button variant={variant} pending={begin.isPending || url !== undefined} onClick={() => void go()}>
        {label}
      </Button>
      {url ? (
        <a href={url} className="text-accent-ink underline" rel="noreferrer">
          Continue to {new URL(url).host}
        </a>
      ) : null}
    </>
  )
}
