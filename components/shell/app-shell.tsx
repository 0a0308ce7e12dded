import type { ReactNode } from 'react'
import { joinClasses } from '@/components/ui/join-classes'
import { AccountMenu } from './account-menu'
import { type Crumb, Crumbs } from './crumbs'
import { HelpLink } from './help-link'
import { Navigation, type ShellOrganisation } from './navigation'
import { NavigationDrawer } from './navigation-drawer'
import type { NavigationGroup } from './navigation-list'
import { SkipLink } from './skip-link'
import { ThemeSwitch } from './theme-switch'

/** The frame of every signed-in page: navigation, top bar, and the page itself in `main`. */
export function AppShell({
  organisation,
  user,
  groups,
  crumbs,
  jump,
  width = 'default',
  children,
}: {
  organisation: ShellOrganisation
  user: { name: string; email: string }
  /** Only pages that this reader may open. */
  groups: NavigationGroup[]
  crumbs: Crumb[]
  /** The palette's button. */
  jump: ReactNode
  /** `wide` for records, `rail` for workbenches: navigation folded, no padding, the full width. */
  width?: 'default' | 'wide' | 'rail'
  children: ReactNode
}) {
  const rail = width === 'rail'
  return (
    <div
      className={joinClasses(
        'min-h-dvh md:grid',
        rail
          ? 'md:grid-cols-[var(--size-rail)_minmax(0,1fr)]'
          : 'md:grid-cols-[var(--size-nav)_minmax(0,1fr)]',
      )}
    >
      <SkipLink />
      <aside className="border-line border-r bg-sunken max-md:hidden">
        <div className="sticky top-0 h-dvh">
          <Navigation organisation={organisation} groups={groups} rail={rail} />
        </div>
      </aside>
      <div className="flex min-w-0 flex-col">
        <header
          className={joinClasses(
            'sticky top-0 z-10 flex h-(--size-bar) shrink-0 items-center gap-2 border-line border-b bg-canvas max-md:gap-1 max-md:pr-3 max-md:pl-1',
            rail ? 'md:px-4' : 'md:px-(--gutter)',
          )}
        >
          <NavigationDrawer>
            <Navigation organisation={organisation} groups={groups} />
          </NavigationDrawer>
          <Crumbs crumbs={crumbs} />
          <span className="flex-1" />
          {jump}
          <HelpLink />
          <ThemeSwitch />
          <AccountMenu name={user.name} email={user.email} />
        </header>
        <main
          id="main"
          tabIndex={-1}
          className={joinClasses(
            'min-w-0 flex-1',
            rail ? undefined : 'px-(--gutter) pt-7 pb-16 max-md:pt-4.5',
            width === 'default' && 'w-full max-w-[77rem]',
            width === 'wide' && 'w-full max-w-[88rem]',
          )}
        >
          {children}
        </main>
      </div>
    </div>
  )
}
