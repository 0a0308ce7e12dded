import { ChevronRight } from 'lucide-react'
import { Icon } from '@/components/ui/icon'
import { Link } from '@/components/ui/link'

export type Crumb = { label: string; href?: string }

/** The path to this page. On a phone only the last crumb is shown. */
export function Crumbs({ crumbs }: { crumbs: Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb" className="min-w-0">
      <ol className="flex min-w-0 items-center gap-1.5 text-ink-3">
        {crumbs.map((crumb, index) =>
          index === crumbs.length - 1 ? (
            <li key={crumb.label} aria-current="page" className="truncate font-medium text-ink">
              {crumb.label}
            </li>
          ) : (
            <li key={crumb.label} className="flex shrink-0 items-center gap-1.5 max-md:hidden">
              {crumb.href ? (
                <Link href={crumb.href} className="max-w-60 truncate text-ink-2">
                  {crumb.label}
                </Link>
              ) : (
                <span className="max-w-60 truncate text-ink-2">{crumb.label}</span>
              )}
              <Icon of={ChevronRight} size={12} />
            </li>
          ),
        )}
      </ol>
    </nav>
  )
}
