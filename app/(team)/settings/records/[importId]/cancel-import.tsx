'use client'

import { Button } from '@/components/ui/button'
import { useCall } from '@/components/use-call'
import { cancelImportAction } from '../actions'

/** Ends an import, or lets a file go that nobody wants to import. */
export function CancelImport({ importId, isRunning }: { importId: string; isRunning: boolean }) {
  const cancel = useCall(cancelImportAction)
  return (
    <Button
      pending={cancel.isPending}
      onClick={() =>
        void cancel.call({ importId }, { title: isRunning ? 'Import cancelled' : 'The file is deleted' })
      }
    >
      {isRunning ? 'Cancel the import' : 'Delete the file'}
    </Button>
  )
}
