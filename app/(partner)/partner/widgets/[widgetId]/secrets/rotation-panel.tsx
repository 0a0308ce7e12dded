'use client'

import type { ProbeReport } from '@/lib/domain/secrets.schema'
import { RetiringPanel } from './retiring-panel'
import { StagedSteps } from './staged-steps'

export type SecretRow = {
  version: number
  state: 'staged' | 'active' | 'retiring' | 'revoked'
  fingerprint: string
  createdAt: Date
  createdBy: { name: string }
  activatedAt: Date | null
  lastSignedAt: Date | null
  /** From when on no launch signed with it is fresh. */
  lastLaunchStaleAt: Date | null
  lastAcceptedAt: Date | null
  probedAt: Date | null
  probe: ProbeReport | undefined
  graceSeconds: number | null
  graceEndsAt: Date | null
  revokedAt: Date | null
  revokeReason: string | null
}

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
