import { hasPermission, type MemberActor } from '@/lib/auth/permissions'
import type { LoadedWidget } from '../loaded-widget'
import { TestingPanel } from './testing-panel'

/** The team testing of a widget, as this reader may see and change it. */
export function WidgetTesting({ actor, widget }: { actor: MemberActor; widget: LoadedWidget }) {
  return (
    <TestingPanel
      widgetId={widget.id}
      teamId={widget.testTeamId}
      state={widget.testState}
      requestedAt={widget.testRequestedAt}
      teamName={widget.testTeamName}
      canRequest={hasPermission(actor, 'testing.request')}
    />
  )
}
