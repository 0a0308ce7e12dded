'use client'

import { Toast } from '@base-ui/react/toast'
import { Undo2, X } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { buttonClass } from './button-class'
import { Icon } from './icon'
import { isTyping } from './is-typing'
import { Kbd } from './kbd'
import { VerdictGlyph } from './status'
import { onToast, type ToastInput } from './toast'

const glyphs = { success: 'ok', error: 'bad', info: 'info' } as const

type ToastData = Pick<ToastInput, 'tone' | 'action'> & { durationMs: number; page: string | null }

const defaultDurationMs = 8000

export function ToastList() {
  return (
    <Toast.Provider limit={3} timeout={defaultDurationMs}>
      <Toast.Portal>
        <Toast.Viewport className="fixed right-6 bottom-[calc(1.5rem+var(--bottom-bar,0px))] z-40 flex w-100 max-w-[calc(100vw-2rem)] flex-col-reverse gap-2 max-md:right-4 max-md:bottom-[calc(1rem+var(--bottom-bar,0px))] max-md:left-4 max-md:w-auto">
          <ToastRows />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function ToastRows() {
  const { toasts, add, close } = Toast.useToastManager<ToastData>()

  useEffect(
    () =>
      onToast(({ title, description, tone = 'success', action, durationMs = defaultDurationMs, travels }) =>
        add({
          title,
          description,
          timeout: durationMs,
          data: { tone, action, durationMs, page: travels ? null : window.location.pathname },
        }),
      ),
    [add],
  )

  const pathname = usePathname()
  const page = useRef(pathname)
  useEffect(() => {
    if (page.current === pathname) return
    page.current = pathname
    for (const { id, data } of toasts) {
      if (data && data.page === null) data.page = pathname
      else if (data && data.page !== pathname) close(id)
    }
  }, [pathname, toasts, close])

  useEffect(() => {
    const newest = toasts.find((toast) => toast.transitionStatus !== 'ending' && toast.data?.action?.keyHint)
    if (!newest) return
    function pressKey(event: KeyboardEvent) {
      const action = newest?.data?.action
      if (!newest || !action?.keyHint || isTyping(event)) return
      if (event.ctrlKey || event.metaKey || event.altKey) return
      if (event.key.toLowerCase() !== action.keyHint.toLowerCase()) return
      close(newest.id)
      action.onAction()
    }
    addEventListener('keydown', pressKey)
    return () => removeEventListener('keydown', pressKey)
  }, [toasts, close])

  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      swipeDirection="right"
      className="group relative w-full translate-x-(--toast-swipe-movement-x) overflow-hidden rounded-lg bg-surface shadow-pop transition-[opacity,translate] duration-(--duration) focus-visible:-outline-offset-2 data-limited:hidden data-starting-style:translate-y-1 data-ending-style:opacity-0 data-starting-style:opacity-0"
    >
      <Toast.Content className="flex items-start gap-2.5 py-2.5 pr-2.5 pl-3.5">
        <VerdictGlyph kind={glyphs[toast.data?.tone ?? 'success']} className="mt-1" />
        <div className="min-w-0 flex-1 py-0.5">
          <Toast.Title render={<p />} className="font-medium" />
          <Toast.Description className="text-ink-2" />
        </div>
        {toast.data?.action ? (
          <ToastAction action={toast.data.action} onDone={() => close(toast.id)} />
        ) : null}
        <Toast.Close
          aria-label="Dismiss"
          className={buttonClass({ variant: 'quiet', size: 'sm', iconOnly: true })}
        >
          <Icon of={X} />
        </Toast.Close>
      </Toast.Content>
      {toast.data && toast.data.durationMs > 0 ? (
        <span
          aria-hidden="true"
          className="absolute inset-x-0 bottom-0 h-0.5 origin-left animate-countdown bg-accent group-data-expanded:[animation-play-state:paused]"
          style={{ animationDuration: `${toast.data.durationMs}ms` }}
        />
      ) : null}
    </Toast.Root>
  ))
}

function ToastAction({ action, onDone }: { action: NonNullable<ToastInput['action']>; onDone: () => void }) {
  return (
    <button
      type="button"
      className={buttonClass({ size: 'sm' })}
      onClick={() => {
        onDone()
        action.onAction()
      }}
    >
      <Icon of={Undo2} />
      {action.label}
      {action.keyHint ? <Kbd className="max-md:hidden">{action.keyHint}</Kbd> : null}
    </button>
  )
}
