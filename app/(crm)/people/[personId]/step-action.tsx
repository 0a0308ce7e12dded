'use client'

import { useRouter } from 'next/navigation'
import { type ComponentProps, useCallback } from 'react'
import { useToast } from '@/components/ui/toast'
import { useCall } from '@/components/use-call'
import { WidgetFrame } from '@/components/widget-frame'
import { reopenStepAction } from './actions'

/** A custom action's frame. When its widget completes the step, the page updates at once and offers Undo. */
export function StepAction(props: Omit<ComponentProps<typeof WidgetFrame>, 'placement' | 'onCompleted'>) {
  const router = useRouter()
  const { show } = useToast()
  const { call } = useCall(reopenStepAction)
  const onCompleted = useCallback(
    ({ actionId, title }: { actionId: number; title: string }) => {
      show({
        title: `“${title}” completed`,
        description: `${props.name} completed this step.`,
        action: {
          label: 'Undo',
          ...(props.singleKeys ? { keyHint: 'Z' } : {}),
          onAction: () =>
            void call({ stepId: actionId }, { title: `“${title}” reopened` }).then(() => router.refresh()),
        },
      })
      router.refresh()
    },
    [call, props.name, props.singleKeys, router, show],
  )
  return <WidgetFrame {...props} placement="custom_action" onCompleted={onCompleted} />
}
