import type { ProbeReport } from '@/lib/domain/secrets/secrets.schema'

/** What is known of one version of a secret. */
export type SecretVersion = {
  version: number
  state: 'staged' | 'active' | 'retiring' | 'revoked'
  /** The only endpoint that it is for; null: all. */
  endpoint?: string | null
  fingerprint: string
  createdAt: Date
  createdBy: { name: string }
  graceEndsAt: Date | null
  revokedAt: Date | null
  revokeReason?: string | null
}

/** What a widget's own versions tell besides. */
export type WidgetSecretVersion = SecretVersion & {
  lastSignedAt: Date | null
  /** From when on no launch signed with it is fresh. */
  lastLaunchStaleAt: Date | null
  lastAcceptedAt: Date | null
  probedAt: Date | null
  probe: ProbeReport | undefined
  graceSeconds: number | null
}
