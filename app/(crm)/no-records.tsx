import type { ReactNode } from 'react'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'

/** A list before its first record: how to get some. */
export function NoRecords({
  title,
  add,
  canImport,
  children,
}: {
  title: string
  add: ReactNode
  canImport: boolean
  children: ReactNode
}) {
  return (
    <EmptyState
      framed
      title={title}
      actions={
        <>
          {add}
          {canImport ? <ButtonLink href="/settings/records">Import</ButtonLink> : null}
        </>
      }
    >
      {children}
    </EmptyState>
  )
}
