'use client'

import { Menu, X } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { type ReactNode, useEffect, useRef } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'

/** The navigation on a phone. In a native modal dialog the browser traps the focus and closes it with Escape. */
export function NavigationDrawer({ children }: { children: ReactNode }) {
  const drawer = useRef<HTMLDialogElement>(null)
  const pathname = usePathname()

  // The shell stays when the page changes, so the drawer has to close itself.
  useEffect(() => {
    if (pathname) drawer.current?.close()
  }, [pathname])

  useEffect(() => {
    const dialog = drawer.current
    // The browser dispatches a press on the backdrop to the dialog itself.
    const closeFromBackdrop = (event: MouseEvent) => event.target === dialog && dialog?.close()
    dialog?.addEventListener('click', closeFromBackdrop)
    return () => dialog?.removeEventListener('click', closeFromBackdrop)
  }, [])

  return (
    <div className="md:hidden">
      <Button
        variant="quiet"
        icon={<Icon of={Menu} />}
        label="Open navigation"
        aria-haspopup="dialog"
        onClick={() => drawer.current?.showModal()}
      />
      <dialog
        ref={drawer}
        aria-label="Navigation"
        className="fixed inset-y-0 left-0 m-0 h-dvh max-h-none w-70 max-w-[85vw] border-line border-r bg-sunken shadow-pop transition-opacity duration-(--duration) backdrop:bg-scrim starting:open:opacity-0"
      >
        {children}
        <div className="absolute top-1 right-2">
          <Button
            variant="quiet"
            icon={<Icon of={X} />}
            label="Close navigation"
            onClick={() => drawer.current?.close()}
          />
        </div>
      </dialog>
    </div>
  )
}
