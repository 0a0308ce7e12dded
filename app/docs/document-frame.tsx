import { Search } from 'lucide-react'
import type { ReactNode } from 'react'
import { BareHeader } from '@/components/shell/bare-header'
import { SkipLink } from '@/components/shell/skip-link'
import { Input } from '@/components/ui/field'
import { Icon } from '@/components/ui/icon'
import { joinClasses } from '@/components/ui/join-classes'
import { Link } from '@/components/ui/link'
import type { Heading } from '@/lib/documents/headings'
import { documentGroups } from '@/lib/documents/pages'
import { apiGroups } from '@/lib/http/api-reference'

/** The frame of the documentation: the list of pages, the page, and its headings. */
export function DocumentFrame({
  here,
  headings,
  query,
  wide = false,
  children,
}: {
  /** The slug of the page; empty for the start. */
  here: string
  headings: Heading[]
  /** Whether the page has its own columns. */
  wide?: boolean
  query?: string | undefined
  children: ReactNode
}) {
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <BareHeader />
      <div
        className="mx-auto grid w-full max-w-[88rem] flex-1 gap-x-10 px-(--gutter) md:grid-cols-[13rem_minmax(0,1fr)] xl:data-narrow:grid-cols-[13rem_minmax(0,1fr)_14rem]"
        data-narrow={wide ? undefined : ''}
      >
        <aside className="md:sticky md:top-0 md:-mx-2 md:max-h-dvh md:self-start md:overflow-y-auto md:px-2 md:py-4">
          <form action="/docs" method="get" className="mb-4">
            <label className="sr-only" htmlFor="docs-search">
              Search the documentation
            </label>
            <Input
              id="docs-search"
              type="search"
              name="query"
              defaultValue={query}
              placeholder="Search the docs"
              maxLength={100}
              icon={<Icon of={Search} size={14} />}
            />
          </form>
          <details className="mb-4 md:hidden">
            <summary className="cursor-pointer font-medium text-accent-ink">All pages</summary>
            <PageList here={here} />
          </details>
          <div className="max-md:hidden">
            <PageList here={here} />
          </div>
        </aside>
        <main
          id="main"
          tabIndex={-1}
          className={joinClasses('min-w-0 pb-16 md:pt-4', !wide && 'max-w-[52rem]')}
        >
          {children}
        </main>
        {headings.length > 1 ? (
          <aside className="max-xl:hidden xl:sticky xl:top-0 xl:max-h-dvh xl:self-start xl:overflow-y-auto xl:py-4">
            <nav aria-label="On this page">
              <p className="mb-2 font-medium text-ink-2 text-xs">On this page</p>
              <ul className="grid gap-1.5 text-xs">
                {headings.map(({ id, level, text }) => (
                  <li key={id} className={level === 3 ? 'pl-3' : undefined}>
                    <a href={`#${id}`} className="text-ink-2 [overflow-wrap:anywhere]">
                      {text}
                    </a>
                  </li>
                ))}
              </ul>
            </nav>
          </aside>
        ) : null}
      </div>
    </div>
  )
}

function PageList({ here }: { here: string }) {
  return (
    <nav aria-label="Documentation" className="grid gap-4">
      {documentGroups.map(({ title, pages }) => (
        <div key={title}>
          <p className="mb-1 font-medium text-ink-3 text-xs">{title}</p>
          <ul>
            {[
              ...pages.map((page) => ({ href: `/docs/${page.slug}`, title: page.title })),
              ...(title === 'Reference' ? [{ href: '/docs/api', title: 'API' }] : []),
            ].map((page) => (
              <li key={page.href}>
                <PageLink {...page} isHere={page.href === `/docs/${here}`} />
                {page.href === '/docs/api' && here.startsWith('api') ? (
                  <ul className="mb-1 ml-3">
                    {apiGroups.map((group) => (
                      <li key={group.slug}>
                        <PageLink
                          href={`/docs/api/${group.slug}`}
                          title={group.title}
                          isHere={here === `api/${group.slug}`}
                        />
                      </li>
                    ))}
                  </ul>
                ) : null}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  )
}

function PageLink({ href, title, isHere }: { href: string; title: string; isHere: boolean }) {
  return (
    <Link
      href={href}
      aria-current={isHere ? 'page' : undefined}
      className={joinClasses(
        '-mx-2 block rounded-sm px-2 py-1 text-ink-2 hover:bg-hover hover:no-underline',
        'aria-[current]:bg-selected aria-[current]:font-medium aria-[current]:text-ink',
      )}
    >
      {title}
    </Link>
  )
}
