import { ChevronDown } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { Icon } from './icon'
import { joinClasses } from './join-classes'

/** What a field hands to its control: spread it on Input, Textarea or Select. */
export type FieldControl = { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }

/**
 * A labelled control. The hint and the error are tied to it by aria-describedby; their ids
 * (`<id>-description`, `<id>-error`) are the ones that Conform expects.
 */
export function Field({
  id,
  label,
  aside,
  hint,
  error,
  className,
  children,
}: {
  id: string
  label: ReactNode
  /** A word at the right end of the label: "optional", "kept in the audit log". */
  aside?: ReactNode
  hint?: ReactNode
  error?: string | string[] | null
  className?: string
  children: (control: FieldControl) => ReactNode
}) {
  const message = joinErrors(error)
  return (
    <div className={joinClasses('grid min-w-0 content-start gap-1', className)}>
      <label htmlFor={id} className={labelClass}>
        <span>{label}</span>
        {aside ? <span className="ml-auto font-normal text-ink-3">{aside}</span> : null}
      </label>
      {children(describeControl({ id, hint, message }))}
      <FieldMessages id={id} hint={hint} message={message} />
    </div>
  )
}

/** A group of checkboxes or radios under one legend. */
export function FieldSet({
  id,
  legend,
  hint,
  error,
  className,
  children,
}: {
  id: string
  legend: ReactNode
  hint?: ReactNode
  error?: string | string[] | null
  className?: string
  children: ReactNode
}) {
  const message = joinErrors(error)
  const control = describeControl({ id, hint, message })
  return (
    <fieldset
      id={id}
      aria-describedby={control['aria-describedby']}
      className={joinClasses('grid min-w-0 content-start gap-1', className)}
    >
      <legend className={joinClasses(labelClass, 'mb-1')}>{legend}</legend>
      {children}
      <FieldMessages id={id} hint={hint} message={message} />
    </fieldset>
  )
}

export type InputProps = Omit<ComponentProps<'input'>, 'size'> & {
  size?: 'default' | 'sm'
  /** An icon before the text. */
  icon?: ReactNode
  /** A key hint or a unit after the text. */
  trailing?: ReactNode
  /** For values that are compared byte by byte. */
  mono?: boolean
}

export function Input({ size = 'default', icon, trailing, mono, className, ...rest }: InputProps) {
  const input = (
    <input
      {...rest}
      className={joinClasses(
        boxClass,
        boxSizes[size],
        'w-full min-w-0',
        icon ? 'pl-[1.875rem]' : undefined,
        trailing ? 'pr-9' : undefined,
        mono ? 'font-mono [font-variant-ligatures:none]' : undefined,
        icon || trailing ? undefined : className,
      )}
    />
  )
  if (!icon && !trailing) return input
  return (
    <span className={joinClasses('relative flex min-w-0 items-center', className)}>
      {icon ? (
        <span className="pointer-events-none absolute left-2 text-ink-3 [&>svg]:size-3.5">{icon}</span>
      ) : null}
      {input}
      {trailing ? (
        <span className="pointer-events-none absolute right-2 flex text-ink-3">{trailing}</span>
      ) : null}
    </span>
  )
}

export function Textarea({ mono, className, ...rest }: ComponentProps<'textarea'> & { mono?: boolean }) {
  return (
    <textarea
      {...rest}
      className={joinClasses(
        boxClass,
        'block min-h-14 w-full resize-y px-[0.5625rem] py-[0.4375rem]',
        mono && 'font-mono [font-variant-ligatures:none]',
        className,
      )}
    />
  )
}

export type SelectProps = Omit<ComponentProps<'select'>, 'size'> & { size?: 'default' | 'sm' }

/** The browser's select in our style. */
export function Select({ size = 'default', className, children, ...rest }: SelectProps) {
  return (
    <span className={joinClasses('relative inline-flex min-w-0 items-center', className)}>
      <select
        {...rest}
        className={joinClasses(
          boxClass,
          boxSizes[size],
          'w-full min-w-0 appearance-none truncate pr-7! font-medium [&_option]:bg-surface',
        )}
      >
        {children}
      </select>
      <Icon of={ChevronDown} size={14} className="pointer-events-none absolute right-2 text-ink-3" />
    </span>
  )
}

type CheckboxProps = Omit<ComponentProps<'input'>, 'type' | 'size'> & {
  label: ReactNode
  hint?: ReactNode
}

export function Checkbox({ label, hint, className, ...rest }: CheckboxProps) {
  return (
    <label className={joinClasses('flex min-h-6 items-start gap-2 py-0.5 pointer-coarse:min-h-8', className)}>
      <span className="relative mt-0.5 grid size-4 shrink-0">
        <input {...rest} type="checkbox" className={joinClasses(checkboxClass, 'rounded-sm')} />
        <svg
          aria-hidden="true"
          viewBox="0 0 16 16"
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          strokeLinecap="round"
          strokeLinejoin="round"
          className="pointer-events-none absolute inset-0 hidden size-4 text-on-accent peer-checked:block"
        >
          <path d="m4 8.5 2.7 2.7 5.3-6" />
        </svg>
      </span>
      <span className="min-w-0">
        {label}
        {hint ? <span className="block text-ink-3 text-xs">{hint}</span> : null}
      </span>
    </label>
  )
}

function FieldMessages({ id, hint, message }: { id: string; hint?: ReactNode; message?: string }) {
  return (
    <>
      {hint ? (
        <p id={`${id}-description`} className="max-w-[72ch] text-ink-3 text-xs">
          {hint}
        </p>
      ) : null}
      {message ? (
        <p id={`${id}-error`} className="max-w-[72ch] text-danger-ink text-xs">
          {message}
        </p>
      ) : null}
    </>
  )
}

function describeControl({
  id,
  hint,
  message,
}: {
  id: string
  hint?: ReactNode
  message?: string
}): FieldControl {
  const describedBy = joinClasses(message && `${id}-error`, hint ? `${id}-description` : undefined)
  return { id, 'aria-describedby': describedBy || undefined, 'aria-invalid': message ? true : undefined }
}

function joinErrors(error: string | string[] | null | undefined): string | undefined {
  return (Array.isArray(error) ? error.join(' ') : error) || undefined
}

const labelClass = 'flex items-baseline gap-1.5 font-medium text-ink-2 text-xs'
const boxClass =
  'rounded-md border border-control bg-surface text-ink transition-colors aria-invalid:border-danger disabled:cursor-not-allowed disabled:border-line-strong disabled:bg-sunken disabled:text-ink-3 pointer-coarse:text-lg'
const boxSizes = {
  default: 'h-(--size-control) px-2',
  sm: 'h-(--size-control-sm) px-[0.4375rem] text-xs',
}
const checkboxClass =
  'peer size-4 appearance-none border-[1.5px] border-control bg-surface checked:border-accent checked:bg-accent disabled:cursor-not-allowed disabled:opacity-50'
