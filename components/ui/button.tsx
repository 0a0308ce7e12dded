import type { ComponentProps, MouseEvent, ReactNode } from 'react'
import { Link } from '@/components/ui/link'
import { type ButtonLook, buttonClass } from './button-class'
import { joinClasses } from './join-classes'
import { ScriptedButton } from './scripted-button'

/** Words with an optional icon, or an icon with a name. */
export type ButtonContent =
  | { children: ReactNode; icon?: ReactNode; label?: undefined }
  | { children?: undefined; icon: ReactNode; label: string }

export type ButtonProps = Omit<ComponentProps<'button'>, 'children'> &
  ButtonLook &
  ButtonContent & {
    pending?: boolean
    /** Acts by script although it has no `onClick`: it opens a menu, or submits a form that a script reads. */
    scripted?: boolean
  }

/**
 * A button. While `pending` (client components only) it keeps its place and focus, and ignores presses. One that acts by script is
 * disabled until it can.
 */
export function Button(props: ButtonProps) {
  const {
    variant,
    size,
    icon,
    label,
    pending,
    children,
    className,
    onClick,
    scripted = onClick !== undefined,
    type = 'button',
    ...rest
  } = props
  const Element = scripted ? ScriptedButton : 'button'
  return (
    <Element
      {...rest}
      type={type}
      onClick={pending ? cancelClick : onClick}
      className={joinClasses(buttonClass({ variant, size, iconOnly: label !== undefined }), className)}
      aria-label={label ?? rest['aria-label']}
      data-tip={label}
      aria-busy={pending || undefined}
      aria-disabled={pending || rest['aria-disabled']}
    >
      {icon}
      {children}
      {pending ? <PendingBar /> : null}
    </Element>
  )
}

export type ButtonLinkProps = Omit<ComponentProps<typeof Link>, 'children'> & ButtonLook & ButtonContent

/** A link that looks like a button. It must not change anything. */
export function ButtonLink(props: ButtonLinkProps) {
  const { variant, size, icon, label, children, className, ...rest } = props
  return (
    <Link
      {...rest}
      className={joinClasses(buttonClass({ variant, size, iconOnly: label !== undefined }), className)}
      aria-label={label ?? rest['aria-label']}
      data-tip={label}
    >
      {icon}
      {children}
    </Link>
  )
}

function PendingBar() {
  return (
    <span
      aria-hidden="true"
      className="absolute inset-x-0 bottom-0 h-0.5 origin-left animate-pending bg-current"
    />
  )
}

function cancelClick(event: MouseEvent) {
  event.preventDefault()
}
