'use client'

import type { ReactNode } from 'react'
import { Panel, PanelFooter, PanelHeader } from '@/components/ui/panel'
import { ShownDialog, type ShownDialogProps } from './shown-dialog'
import type { SecretVersion } from './version'
import { VersionsTable, type VersionsTableProps } from './versions-table'

/** The versions of a secret with their actions, and a new secret while it's shown. */
export function SecretsPanel<Version extends SecretVersion>({
  id = 'secret',
  title = 'Secret',
  meta,
  headerActions,
  empty,
  footer,
  dialog,
  ...table
}: VersionsTableProps<Version> & {
  id?: string
  title?: string
  meta: string
  headerActions: ReactNode
  /** Shown instead of the table while there is no secret. */
  empty?: ReactNode
  footer?: ReactNode
  dialog: ShownDialogProps
}) {
  return (
    <Panel labelledBy={id}>
      <PanelHeader id={id} title={title} meta={meta} actions={headerActions} />
      {empty ?? <VersionsTable {...table} />}
      {footer ? <PanelFooter>{footer}</PanelFooter> : null}
      <ShownDialog {...dialog} />
    </Panel>
  )
}
