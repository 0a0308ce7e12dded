'use client'

import { useState, useTransition } from 'react'
import { useToast } from '@/components/ui/toast'
import type { CallResult } from '@/lib/http/form-state.schema'

/** Calls an action from a button: pending while it runs, then a toast with the result. Resolves to the data of a success. */
export function useCall<Input, Data>(action: (input: Input) => Promise<CallResult<Data>>) {
  const { show } = useToast()
  const [isPending, startTransition] = useTransition()
  const [isCalling, setCalling] = useState(false)
  const call = async (
    input: Input,
    done?: { title: string; description?: string; travels?: boolean },
  ): Promise<Data | undefined> => {
    setCalling(true)
    try {
      const result = await action(input)
      if (result.failure)
        show({ tone: 'error', title: 'Nothing changed', description: result.failure.detail })
      else if (done) show(done)
      return result.data
    } catch {
      show({
        tone: 'error',
        title: 'The portal didn’t answer',
        description: 'Check your connection, then reload the page to see the current state.',
      })
      return undefined
    } finally {
      startTransition(() => setCalling(false))
    }
  }
  return { call, isPending: isPending || isCalling }
}
