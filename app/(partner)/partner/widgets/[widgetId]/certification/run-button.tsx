'use client'

import { Play } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { useCall } from '@/components/use-call'
import { startCertificationAction } from './actions'

/** Starts a run without options: the sample record, and no requests that create data. */
export function RunButton({
  widgetId,
  label,
  variant = 'primary',
}: {
  widgetId: string
  label: string
  variant?: 'primary' | 'default'
}) {
  const start = useCall(startCertificationAction)
  return (
    <Button
      variant={variant}
      icon={<Icon of={Play} />}
      pending={start.isPending}
      onClick={() => start.call({ widgetId })}
    >
      {label}
    </Button>
  )
}
