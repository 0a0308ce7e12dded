import { joinClasses } from '@/components/ui/join-classes'
import { Link } from '@/components/ui/link'
import { BrandMark } from './brand-mark'
import { type NavigationGroup, NavigationList } from './navigation-list'

export type ShellOrganisation = {
  name: string
  /** The reader's role, such as "Team admin". */
  roleLabel: string
  /** Two letters for the square. */
  mark: string
}

/** The navigation's content, for the side column (which may be a rail) and for the drawer. */
export function Navigation({
  organisation,
  groups,
  rail = false,
}: {
  organisation: ShellOrganisation
  groups: NavigationGroup[]
  rail?: boolean
}) {
  return (
    <div className={joinClasses('flex h-full flex-col overflow-y-auto pb-3', rail ? 'px-2' : 'px-3')}>
      <Link
        href="/"
        aria-label="Framegate, home"
        className={joinClasses(
          'flex h-(--size-bar) shrink-0 items-center gap-2 font-semibold text-base text-ink tracking-[-0.01em] hover:no-underline focus-visible:-outline-offset-2',
          rail ? 'justify-center' : 'px-2',
        )}
      >
        <BrandMark />
        {rail ? null : 'Framegate'}
      </Link>
      <OrganisationBadge organisation={organisation} rail={rail} />
      <NavigationList groups={groups} rail={rail} />
    </div>
  )
}

function OrganisationBadge({ organisation, rail }: { organisation: ShellOrganisation; rail: boolean }) {
  const mark = (
    <span
      aria-hidden="true"
      className="grid size-[26px] shrink-0 place-items-center rounded-sm bg-ink font-semibold text-2xs text-canvas"
    >
      {organisation.mark}
    </span>
  )
  if (rail) {
    return (
      <div
        className="mb-2 grid place-items-center py-1"
        title={`${organisation.name}, ${organisation.roleLabel}`}
      >
        {mark}
      </div>
    )
  }
  return (
    <div className="mb-2 flex items-center gap-2.5 rounded-md border border-line bg-surface px-2 py-[0.4375rem]">
      {mark}
      <span className="grid min-w-0 leading-[1.0625rem]">
        <span className="truncate font-medium">{organisation.name}</span>
        <span className="truncate text-2xs text-ink-3">{organisation.roleLabel}</span>
      </span>
    </div>
  )
}
