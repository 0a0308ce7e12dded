import { Link } from '@/components/ui/link'
import { BrandMark } from './brand-mark'
import { HelpLink } from './help-link'
import { ThemeSwitch } from './theme-switch'

/** The header of pages without sign-in. */
export function BareHeader() {
  return (
    <header className="flex h-(--size-bar) items-center px-(--gutter)">
      <Link
        href="/"
        aria-label="Framegate, home"
        className="flex items-center gap-2 font-semibold text-base text-ink tracking-[-0.01em] hover:no-underline"
      >
        <BrandMark />
        Framegate
      </Link>
      <span className="flex-1" />
      <HelpLink />
      <ThemeSwitch />
    </header>
  )
}
