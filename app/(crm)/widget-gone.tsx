import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'

/** The address names a widget that is not on here any more: a bookmark outlived its switch. */
export function WidgetGone({ path, canSwitch }: { path: string; canSwitch: boolean }) {
  return (
    <EmptyState
      framed
      title="This widget is not on here"
      actions={
        <>
          <ButtonLink href={path}>Show the overview</ButtonLink>
          {canSwitch ? (
            <ButtonLink href="/settings/integration-widgets" variant="quiet">
              Integration Partner Widgets
            </ButtonLink>
          ) : null}
        </>
      }
    >
      It was switched off, suspended or withdrawn since the address was made. The record itself is unchanged.
    </EmptyState>
  )
}
