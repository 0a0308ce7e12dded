import type { SecretKind, StoredSecret } from '@/lib/domain/secrets/tables'
import { enqueue } from '@/lib/jobs/queue'
import type { Tx } from '@/lib/server/db'

/** What differs in the lives of secrets. How many live, and in which states, is the same for all, and a unique index in each table. */
export type SecretPolicy = {
  kind: SecretKind
  /** Who may change them. */
  permission: 'secret.rotate' | 'installation.manage' | 'connector.manage' | 'webhook.manage'
  /** Whether a staged one is promoted only after a probe of it passed, or on its owner's word. */
  isProbed: boolean
  /** What a newer one becomes when the one before is taken up again. */
  afterRollBack: 'staged' | 'revoked'
  /** Which may be revoked by hand; what signs everywhere never. */
  isRevocable(secret: StoredSecret): boolean
  /** What else happens in the transaction that sets the end of a grace. */
  onGrace?(tx: Tx, ownerId: string, endsAt: Date): Promise<void>
}

export const secretPolicies = {
  /** The widget's own: one signs all launches, so the partner has to know the next one before it is promoted. */
  widget: {
    kind: 'widget',
    permission: 'secret.rotate',
    isProbed: true,
    afterRollBack: 'staged',
    isRevocable: ({ state }) => state === 'retiring',
    // The only end of a grace period that the audit log records.
    onGrace: async (tx, widgetId, runAt) => {
      await enqueue(tx, 'secret.end_grace', { widgetId }, { runAt })
    },
  },
  /** A team's for a widget: agreed with its partner, and perhaps apart for an endpoint, which falls back to the one for all. */
  installation: {
    kind: 'installation',
    permission: 'installation.manage',
    isProbed: false,
    afterRollBack: 'revoked',
    isRevocable: ({ state, endpoint }) => state === 'retiring' || (state === 'active' && endpoint !== null),
  },
  /** A connector's: the platform signs by it, so the next one is accepted from the moment it is made. */
  connector: {
    kind: 'connector',
    permission: 'connector.manage',
    isProbed: false,
    afterRollBack: 'revoked',
    isRevocable: ({ state }) => state === 'retiring',
  },
  /** The sandbox's: it signs no team's launches, so the next one replaces it without a grace period. */
  sandbox: {
    kind: 'sandbox',
    permission: 'secret.rotate',
    isProbed: false,
    afterRollBack: 'revoked',
    isRevocable: () => false,
  },
  /** A webhook's: events carry a signature by each, so the next one signs from the moment it is made. */
  webhook: {
    kind: 'webhook',
    permission: 'webhook.manage',
    isProbed: false,
    afterRollBack: 'revoked',
    isRevocable: ({ state }) => state === 'retiring',
  },
} as const satisfies Record<SecretKind, SecretPolicy>
