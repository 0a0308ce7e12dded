import type { Metadata } from 'next'
import { hasPermission } from '@/lib/auth/permissions'
import { listSecrets } from '@/lib/domain/secrets'
import { WidgetPage } from '../../widget-page'
import { loadWidget, type WidgetParams } from '../load-widget'
import { RotationPanel } from './rotation-panel'
import { VersionsPanel } from './versions-panel'

export const metadata: Metadata = { title: 'Secrets' }

export default async function SecretsPage({ params }: WidgetParams) {
  const { actor, widget } = await loadWidget((await params).widgetId, 'secret.read')
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
