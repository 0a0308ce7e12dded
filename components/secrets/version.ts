import type { ProbeReport } from '@/lib/domain/secrets/secrets.schema'

/** One version of a secret. */
export type SecretVersion = {
  version: number
  state: 'staged' | 'active' | 'retiring' | 'revoked'
  /** The only endpoint it's for; null means all. */
  endpoint?: string | null
  fingerprint: string
  createdAt: Date
  createdBy: { name: string }
  graceEndsAt: Date | null
  revokedAt: Date | null
  revokeReason?: string | null
}

/** Further facts about versions of a widget's secret. */
export type WidgetSecretVersion = SecretVersion & {
  lastSignedAt: Date | null
  /** When its last launch expires. */
  lastLaunchStaleAt: Date | null
  lastAcceptedAt: Date | null
  probedAt: Date | null
  probe: ProbeReport | undefined
  graceSeconds: number | null
}
