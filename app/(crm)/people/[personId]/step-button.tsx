'use client'

import { Button } from '@/components/ui/button'
import { useCall } from '@/components/use-call'
import { completeStepAction, reopenStepAction } from './actions'

/** Completes a step by hand, or reopens it. */
export function StepButton({
  stepId,
  title,
  isCompleted,
}: {
  stepId: number
  title: string
  isCompleted: boolean
}) {
  const { call, isPending } = useCall(isCompleted ? reopenStepAction : completeStepAction)
  return (
    <Button
      size="sm"
      variant={isCompleted ? 'quiet' : 'default'}
      pending={isPending}
      onClick={() =>
        void call({ stepId }, { title: isCompleted ? `“${title}” reopened` : `“${title}” completed` })
      }
    >
      {isCompleted ? 'Reopen' : 'Complete'}
    </Button>
  )
}
