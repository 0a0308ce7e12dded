'use server'

import { revalidatePath } from 'next/cache'
import type { Actor } from '@/lib/auth/permissions'
import { cancelImport, chooseColumns, readImportAs, startImport } from '@/lib/domain/imports/imports'
import {
  importColumnsInput,
  importInput,
  importReadingInput,
  startImportInput,
} from '@/lib/domain/imports/imports.schema'
import { callAction } from '@/lib/http/action'
import type { Done } from '@/lib/http/form-state.schema'

export const chooseColumnsAction = callAction(importColumnsInput, shown(chooseColumns))
export const readImportAsAction = callAction(importReadingInput, shown(readImportAs))
export const startImportAction = callAction(startImportInput, shown(startImport))
export const cancelImportAction = callAction(importInput, shown(cancelImport))

/** Shows the change on the pages of imports. */
function shown<Input>(change: (actor: Actor, input: Input) => Promise<void>) {
  return async (actor: Actor, input: Input): Promise<Done> => {
    await change(actor, input)
    revalidatePath('/settings/records', 'layout')
    return { done: true }
  }
}
