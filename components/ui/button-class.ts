import { joinClasses } from './join-classes'

export type ButtonLook = {
  /** Use one primary per view, and solid-danger only in confirming dialogs. */
  variant?: 'primary' | 'default' | 'quiet' | 'danger' | 'quiet-danger' | 'solid-danger'
  size?: 'default' | 'sm'
}

/** The classes of a button, for other libraries' elements that must look like one. */
export function buttonClass(look: ButtonLook & { iconOnly?: boolean }): string {
  const { variant = 'default', size = 'default', iconOnly = false } = look
  return joinClasses(
    base,
    variants[variant],
    size === 'sm' ? small : regular,
    iconOnly && iconOnlySizes[size],
  )
}

const base =
  'relative inline-flex shrink-0 items-center justify-center overflow-hidden border rounded-md font-medium whitespace-nowrap no-underline hover:no-underline transition-colors select-none off:cursor-not-allowed off:border-line off:bg-sunken off:text-ink-3 off:shadow-none off:hover:bg-sunken aria-off:cursor-default'

const variants = {
  primary:
    'border-accent bg-accent text-on-accent shadow-control hover:border-accent-hover hover:bg-accent-hover',
  default:
    'border-line-strong bg-surface text-ink shadow-control hover:bg-hover [&>svg]:text-ink-3 aria-expanded:bg-hover',
  quiet: 'border-transparent text-ink-2 hover:bg-hover off:bg-transparent aria-expanded:bg-hover',
  danger: 'border-line-strong bg-surface text-danger-ink shadow-control hover:bg-danger-soft',
  'quiet-danger': 'border-transparent text-danger-ink hover:bg-danger-soft off:bg-transparent',
  'solid-danger':
    'border-danger bg-danger text-on-danger shadow-control hover:border-danger-hover hover:bg-danger-hover',
}

const regular = 'h-(--size-control) gap-[0.4375rem] px-3 [&>svg]:-ml-0.5'
const small = 'h-(--size-control-sm) gap-[0.3125rem] px-2 text-xs [&>svg]:size-3.5 [&>svg]:-ml-0.5'
const iconOnlySizes = {
  default: 'w-(--size-control) px-0! [&>svg]:ml-0!',
  sm: 'w-(--size-control-sm) px-0! [&>svg]:ml-0!',
}
