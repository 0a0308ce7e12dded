import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'

/** For an old bookmark of a widget that has been disabled since. */
export function WidgetGone({ path, canSwitch }: { path: string; canSwitch: boolean }) {
  return (
    <EmptyState
      framed
      title="This widget isn’t on here"
      actions={
        <>
          <ButtonLink href={path}>Show overview</ButtonLink>
          {canSwitch ? (
            <ButtonLink href="/settings/integration-widgets" variant="quiet">
              Integration widgets
            </ButtonLink>
          ) : null}
        </>
      }
    >
      It was disabled, suspended or withdrawn. The record hasn’t changed.
    </EmptyState>
  )
}
