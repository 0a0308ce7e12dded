import type { Phase, StatusTone } from '@/components/ui/status'
import type { RecordImport } from '@/lib/domain/imports/imports'

type Shown = Pick<RecordImport, 'state' | 'mode' | 'created' | 'updated' | 'unchanged' | 'failed' | 'hasFile'>

/** What an import waits for or what became of it, in a word or two. */
export function stateLabel({ state, mode, hasFile }: Shown): {
  label: string
  phase: Phase
  tone: StatusTone
} {
  if (state === 'ready') return { label: 'Waiting for you', phase: 'staged', tone: 'warn' }
  if (state === 'queued') return { label: 'Waiting', phase: 'draft', tone: 'info' }
  if (state === 'running')
    return { label: mode === 'validate' ? 'Checking' : 'Importing', phase: 'half', tone: 'info' }
  if (state === 'failed') return { label: 'Failed', phase: 'revoked', tone: 'danger' }
  if (state === 'cancelled') return { label: 'Cancelled', phase: 'revoked', tone: 'neutral' }
  if (mode === 'apply') return { label: 'Imported', phase: 'active', tone: 'ok' }
  return hasFile
    ? { label: 'Checked: waiting for you', phase: 'staged', tone: 'warn' }
    : { label: 'Checked', phase: 'staged', tone: 'neutral' }
}

/** "812 new, 33 changed, 4 with a problem". */
export function countsLabel({ created, updated, unchanged, failed }: Shown): string {
  const parts = [
    `${created.toLocaleString('en')} new`,
    `${updated.toLocaleString('en')} changed`,
    ...(unchanged > 0 ? [`${unchanged.toLocaleString('en')} unchanged`] : []),
    ...(failed > 0 ? [`${failed.toLocaleString('en')} with a problem`] : []),
  ]
  return parts.join(', ')
}
