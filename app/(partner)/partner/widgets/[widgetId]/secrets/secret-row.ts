import type { ProbeReport } from '@/lib/domain/secrets/secrets.schema'

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
