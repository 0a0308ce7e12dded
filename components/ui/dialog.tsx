'use client'

import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { KeyboardEvent, ReactNode, RefObject } from 'react'
import { Button, type ButtonProps } from './button'
import { dialogClasses } from './dialog-classes'
import { Icon } from './icon'

export type DialogProps = {
  /** The button that opens it, as Button props. Left out where `open` is controlled from elsewhere. */
  trigger?: ButtonProps
  open?: boolean
  onOpenChange?: (open: boolean) => void
  title: ReactNode
  description?: ReactNode
  /** False while closing would lose something, such as a secret shown once: then only a DialogClose does. */
  dismissible?: boolean
  /** What gets the focus on opening; otherwise the first control. */
  initialFocus?: RefObject<HTMLElement | null>
  /** The buttons, left to right; push the last with `ml-auto`. */
  footer?: ReactNode
  size?: 'default' | 'wide' | 'full'
  /** At the right edge and as high as the window, for the details of a row. */
  isSide?: boolean
  /** At a fixed height from the top, so that nothing jumps while its content grows and shrinks. */
  isTop?: boolean
  /** Beside the close button. */
  actions?: ReactNode
  onKeyDown?: (event: KeyboardEvent) => void
  children?: ReactNode
}

/** A modal dialog: focus is kept inside, Escape and a press outside close it. */
export function Dialog({
  trigger,
  open,
  onOpenChange,
  title,
  description,
  dismissible = true,
  initialFocus,
  footer,
  size = 'default',
  isSide = false,
  isTop = false,
  actions,
  onKeyDown,
  children,
}: DialogProps) {
  const viewport = isTop ? dialogClasses.topViewport : dialogClasses.viewport
  const body = isSide ? dialogClasses.sideBody : dialogClasses.body
  return (
    <Base.Root
      open={open}
      onOpenChange={(next, details) => {
        if (!dismissible && (details.reason === 'escape-key' || details.reason === 'outside-press'))
          details.cancel()
        else onOpenChange?.(next)
      }}
    >
      {trigger ? <Base.Trigger render={<Button {...trigger} />} /> : null}
      <Base.Portal>
        <Base.Backdrop className={dialogClasses.backdrop} />
        <Base.Viewport className={isSide ? dialogClasses.sideViewport : viewport}>
          <Base.Popup
            initialFocus={initialFocus}
            className={isSide ? dialogClasses.sidePopup : dialogClasses.popup}
            data-size={size}
            onKeyDown={onKeyDown}
          >
            <header className={dialogClasses.header}>
              <div className="min-w-0 flex-1">
                <Base.Title className={dialogClasses.title}>{title}</Base.Title>
                {description ? (
                  <Base.Description className={dialogClasses.description}>{description}</Base.Description>
                ) : null}
              </div>
              {actions}
              {dismissible ? (
                <Base.Close
                  render={<Button variant="quiet" icon={<Icon of={X} />} label="Close" className="-mt-1" />}
                />
              ) : null}
            </header>
            {children ? <div className={body}>{children}</div> : null}
            {footer ? (
              <footer className={isSide ? dialogClasses.sideFooter : dialogClasses.footer}>{footer}</footer>
            ) : null}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  )
}

/** A button that closes the dialog around it. */
export function DialogClose(props: ButtonProps) {
  return <Base.Close render={<Button {...props} />} />
}
