import type { Metadata } from 'next'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { hasPermission } from '@/lib/auth/permissions'
import { ownsSecret } from '@/lib/domain/protocols/facts.schema'
import { listSecrets } from '@/lib/domain/secrets/secrets'
import { WidgetPage } from '../../widget-page'
import { loadWidget, type WidgetParams } from '../load-widget'
import { RotationPanel } from './rotation-panel'
import { VersionsPanel } from './versions-panel'

export const metadata: Metadata = { title: 'Secrets' }

export default async function SecretsPage({ params }: WidgetParams) {
  const { actor, widget } = await loadWidget((await params).widgetId, 'secret.read')
  if (!ownsSecret(widget.protocol))
    return (
      <WidgetPage actor={actor} widget={widget} here="Secrets">
        <EmptyState
          title="Each team has a secret of its own."
          actions={
            <ButtonLink size="sm" href={`/partner/widgets/${widget.id}/certification`}>
              Open certification
            </ButtonLink>
          }
        >
          A team gives it to you when it enables or sets up the widget. To certify and try the widget before
          that, make a sandbox secret.
        </EmptyState>
      </WidgetPage>
    )
  const secrets = await listSecrets(actor, { widgetId: widget.id })
  const canRotate = hasPermission(actor, 'secret.rotate')
  const active = secrets.find((secret) => secret.state === 'active')
  const open = secrets.find((secret) => secret.state === 'staged' || secret.state === 'retiring')
  return (
    <WidgetPage actor={actor} widget={widget} here="Secrets">
      <div className="grid gap-4">
        {active && open ? (
          <RotationPanel
            widgetId={widget.id}
            host={new URL(widget.current.url).host}
            active={active}
            open={open}
            canRotate={canRotate}
          />
        ) : null}
        <VersionsPanel
          widgetId={widget.id}
          name={widget.current.name}
          partnerName={actor.organisation}
          teamCount={widget.teamCount}
          secrets={secrets}
          canRotate={canRotate}
        />
      </div>
    </WidgetPage>
  )
}
