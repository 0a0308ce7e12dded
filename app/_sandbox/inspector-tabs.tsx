'use client'

import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react'
import { ScriptedButton } from '@/components/ui/scripted-button'

export type InspectorTab<Id extends string> = {
  id: Id
  label: string
  count?: number | undefined
  panel: ReactNode
}

/** Tabs with the details of a launch. Arrow keys move between them. */
export function InspectorTabs<Id extends string>({
  label,
  tabs,
  open,
  onOpen,
}: {
  label: string
  tabs: InspectorTab<Id>[]
  open: Id
  onOpen: (id: Id) => void
}) {
  const base = useId()
  const list = useRef<HTMLDivElement>(null)
  const current = tabs.find(({ id }) => id === open) ?? tabs[0]

  function followKey(event: KeyboardEvent) {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0 || event.altKey) return
    event.preventDefault()
    const at = tabs.findIndex(({ id }) => id === open)
    const next = tabs[(at + step + tabs.length) % tabs.length]
    if (!next) return
    onOpen(next.id)
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus()
  }

  return (
    <>
      <div
        ref={list}
        role="tablist"
        aria-label={label}
        tabIndex={-1}
        onKeyDown={followKey}
        className="no-scrollbar flex gap-0.5 overflow-x-auto border-line border-b px-2"
      >
        {tabs.map(({ id, label: name, count }) => (
          <ScriptedButton
            key={id}
            type="button"
            role="tab"
            data-tab={id}
            id={`${base}-${id}`}
            aria-selected={id === current?.id}
            aria-controls={`${base}-panel`}
            tabIndex={id === current?.id ? 0 : -1}
            onClick={() => onOpen(id)}
            aria-current={id === current?.id ? 'page' : undefined}
            className="tab-link"
          >
            {name}
            {count ? <span className="font-normal text-2xs text-ink-3 tabular-nums">{count}</span> : null}
          </ScriptedButton>
        ))}
      </div>
      <div
        role="tabpanel"
        id={`${base}-panel`}
        aria-labelledby={`${base}-${current?.id}`}
        className="min-w-0"
      >
        {current?.panel}
      </div>
    </>
  )
}

/** A part of the inspector that folds. */
export function InspectorPart({
  title,
  meta,
  isFolded = false,
  children,
}: {
  title: string
  meta?: ReactNode
  /** Folded at first. */
  isFolded?: boolean
  children: ReactNode
}) {
  return (
    <details open={!isFolded} className="group border-line border-b last:border-b-0">
      <summary className="flex min-h-9 items-center gap-1.5 pr-4 pl-3 text-xs focus-visible:-outline-offset-2">
        <svg
          aria-hidden="true"
          viewBox="0 0 14 14"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          className="size-3.5 shrink-0 text-ink-3 group-open:rotate-90"
        >
          <path d="M5.5 4 8.5 7l-3 3" />
        </svg>
        <h2 className="font-semibold text-sm">{title}</h2>
        <span className="ml-auto flex min-w-0 items-center gap-2 text-ink-3">{meta}</span>
      </summary>
      <div className="@container grid min-w-0 grid-cols-1 gap-2 px-4 pb-3">{children}</div>
    </details>
  )
}
