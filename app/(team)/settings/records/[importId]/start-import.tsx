'use client'

import { Button } from '@/components/ui/button'
import { useCall } from '@/components/use-call'
import { startImportAction } from '../actions'

/** Begins the dry run, or the import. */
export function StartImport({
  importId,
  mode,
  label,
  isPrimary = false,
}: {
  importId: string
  mode: 'validate' | 'apply'
  label: string
  isPrimary?: boolean
}) {
  const start = useCall(startImportAction)
  return (
    <Button
      variant={isPrimary ? 'primary' : 'default'}
      pending={start.isPending}
      onClick={() => void start.call({ importId, mode })}
    >
      {label}
    </Button>
  )
}
