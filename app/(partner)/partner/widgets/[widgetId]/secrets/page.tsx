import type { Metadata } from 'next'
import { WidgetSecrets } from '@/components/secrets/widget-secrets'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { hasPermission } from '@/lib/auth/permissions'
import { ownsSecret } from '@/lib/domain/protocols/facts.schema'
import { listSecrets } from '@/lib/domain/widgets/rotation'
import {
  discardStagedAction,
  extendGraceAction,
  probeStagedAction,
  promoteSecretAction,
  revokeInEmergencyAction,
  revokeRetiringAction,
  rollBackAction,
  stageSecretAction,
} from '../../actions'
import { WidgetPage } from '../../widget-page'
import { loadWidget, type WidgetParams } from '../load-widget'

export const metadata: Metadata = { title: 'Secrets' }

export default async function SecretsPage({ params }: WidgetParams) {
  const { actor, widget } = await loadWidget((await params).widgetId, 'secret.read')
  if (!ownsSecret(widget.protocol))
    return (
      <WidgetPage actor={actor} widget={widget} here="Secrets">
        <EmptyState
          title="Each team has its own secret."
          actions={
            <ButtonLink size="sm" href={`/partner/widgets/${widget.id}/certification`}>
              Open certification
            </ButtonLink>
          }
        >
          You get it when a team enables or sets up the widget. To certify and try the widget before that,
          create a sandbox secret.
        </EmptyState>
      </WidgetPage>
    )
  const secrets = await listSecrets(actor, { widgetId: widget.id })
  const canRotate = hasPermission(actor, 'secret.rotate')
  return (
    <WidgetPage actor={actor} widget={widget} here="Secrets">
      <WidgetSecrets
        widgetId={widget.id}
        name={widget.current.name}
        host={new URL(widget.current.url).host}
        partnerName={actor.organisation}
        teamCount={widget.teamCount}
        secrets={secrets}
        canRotate={canRotate}
        actions={{
          stage: stageSecretAction,
          probe: probeStagedAction,
          discard: discardStagedAction,
          promote: promoteSecretAction,
          rollBack: rollBackAction,
          extend: extendGraceAction,
          revoke: revokeRetiringAction,
          revokeAtOnce: revokeInEmergencyAction,
        }}
      />
    </WidgetPage>
  )
}
