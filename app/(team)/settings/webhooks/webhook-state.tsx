import { Status } from '@/components/ui/status'
import { type WebhookState as State, webhookStates } from '@/lib/domain/webhooks/webhooks.schema'

const phases = { untested: 'draft', active: 'active', paused: 'half', gone: 'revoked' } as const

/** Whether a webhook is sent events. */
export function WebhookState({ state }: { state: State }) {
  return <Status phase={phases[state]}>{webhookStates[state]}</Status>
}
