'use client'

import { Button } from '@/components/ui/button'
import { useCall } from '@/components/use-call'
import { completeStepAction, reopenStepAction } from './actions'

/** Completes a step by hand, and takes it back. */
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
        void call({ stepId }, { title: isCompleted ? `“${title}” is open again` : `“${title}” is completed` })
      }
    >
      {isCompleted ? 'Reopen' : 'Complete'}
    </Button>
  )
}
