'use client'

import { AlertDialog } from '@base-ui/react/alert-dialog'
import { type ReactNode, useState } from 'react'
import { Button, type ButtonProps } from './button'
import { dialogClasses } from './dialog-classes'
import { SubmitButton } from './submit-button'

/**
 * Asks before something that cannot be undone or reaches many people. The action gets the form that the
 * body's fields make up; the dialog closes when it is done, and stays open when it returns `false` (a
 * refused input, for one).
 */
export function ConfirmDialog({
  trigger,
  open,
  onOpenChange,
  title,
  description,
  confirmLabel,
  cancelLabel = 'Cancel',
  danger = false,
  confirmDisabled = false,
  action,
  children,
}: {
  trigger?: ButtonProps
  open?: boolean
  onOpenChange?: (open: boolean) => void
  title: ReactNode
  description?: ReactNode
  /** Verb and thing: "Revoke v3". */
  confirmLabel: string
  /** What stays: "Keep v3". */
  cancelLabel?: string
  danger?: boolean
  confirmDisabled?: boolean
  action: (form: FormData) => unknown
  children?: ReactNode
}) {
  const [ownOpen, setOwnOpen] = useState(false)

  function changeOpen(next: boolean) {
    setOwnOpen(next)
    onOpenChange?.(next)
  }

  async function confirm(form: FormData) {
    if ((await action(form)) !== false) changeOpen(false)
  }

  return (
    <AlertDialog.Root open={open ?? ownOpen} onOpenChange={changeOpen}>
      {trigger ? <AlertDialog.Trigger render={<Button {...trigger} />} /> : null}
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={dialogClasses.backdrop} />
        <AlertDialog.Viewport className={dialogClasses.viewport}>
          <AlertDialog.Popup className={dialogClasses.popup}>
            <form action={confirm}>
              <header className={dialogClasses.header}>
                <div className="min-w-0 flex-1">
                  <AlertDialog.Title className={dialogClasses.title}>{title}</AlertDialog.Title>
                  {description ? (
                    <AlertDialog.Description className={dialogClasses.description}>
                      {description}
                    </AlertDialog.Description>
                  ) : null}
                </div>
              </header>
              {children ? <div className={dialogClasses.body}>{children}</div> : null}
              <footer className={dialogClasses.footer}>
                <AlertDialog.Close render={<Button>{cancelLabel}</Button>} />
                <SubmitButton
                  variant={danger ? 'solid-danger' : 'primary'}
                  disabled={confirmDisabled}
                  className="ml-auto"
                >
                  {confirmLabel}
                </SubmitButton>
              </footer>
            </form>
          </AlertDialog.Popup>
        </AlertDialog.Viewport>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
