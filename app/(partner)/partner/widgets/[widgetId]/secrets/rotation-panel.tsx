'use client'

import { RetiringPanel } from './retiring-panel'
import type { SecretRow } from './secret-row'
import { StagedSteps } from './staged-steps'

/** The rotation that is open: before its promotion the steps to it, afterwards the grace. */
export function RotationPanel(props: {
  widgetId: string
  host: string
  active: SecretRow
  open: SecretRow
  canRotate: boolean
}) {
  const { open, active, ...rest } = props
  return open.state === 'staged' ? (
    <StagedSteps {...rest} staged={open} active={active} />
  ) : (
    <RetiringPanel {...rest} retiring={open} active={active} />
  )
}
