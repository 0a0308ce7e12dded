'use client'

import type { ReactNode } from 'react'
import { Panel, PanelFooter, PanelHeader } from '@/components/ui/panel'
import { ShownDialog, type ShownDialogProps } from './shown-dialog'
import type { SecretVersion } from './version'
import { VersionsTable, type VersionsTableProps } from './versions-table'

/** The versions of a secret with what may be done to them, and a new one in the one answer that shows it. */
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
  /** In place of the table while there is no secret. */
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
