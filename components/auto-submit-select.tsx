'use client'

import type { ReactNode } from 'react'
import { Select } from '@/components/ui/field'

/** A filter that acts when chosen. Without scripts it has a button. */
export function AutoSubmitSelect({
  path,
  name,
  label,
  value,
  kept,
  children,
}: {
  path: string
  name: string
  label: string
  value: string
  kept: Record<string, string | undefined>
  children: ReactNode
}) {
  return (
    <form action={path} method="get" className="max-md:w-full">
      {Object.entries(kept).map(([key, text]) =>
        text ? <input key={key} type="hidden" name={key} value={text} /> : null,
      )}
      <Select
        className="max-md:w-full"
        aria-label={label}
        name={name}
        key={value}
        defaultValue={value}
        onChange={(event) => event.currentTarget.form?.requestSubmit()}
      >
        {children}
      </Select>
      <noscript>
        <button type="submit">Filter</button>
      </noscript>
    </form>
  )
}
