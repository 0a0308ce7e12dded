import type { ReactNode } from 'react'

export type ChoiceCard<Value extends string> = { value: Value; title: string; text: ReactNode }

/** A few exclusive choices that need a sentence each: radio buttons that look like cards. */
export function ChoiceCards<Value extends string>({
  name,
  options,
  value,
  onChange,
}: {
  name: string
  options: readonly ChoiceCard<Value>[]
  value: Value
  onChange: (value: Value) => void
}) {
  return (
    <div className="grid gap-2 md:grid-cols-2">
      {options.map((option) => (
        <label
          key={option.value}
          className="relative grid cursor-pointer grid-cols-[auto_minmax(0,1fr)] content-start gap-x-2.5 rounded-md border border-control bg-surface p-3 hover:bg-hover has-[:checked]:border-accent has-[:checked]:bg-selected has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-focus has-[:focus-visible]:outline-offset-2"
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            className="mt-[3px] self-start accent-accent"
          />
          <span className="min-w-0">
            <span className="block font-medium">{option.title}</span>
            <span className="block text-ink-2 text-xs [text-wrap:pretty]">{option.text}</span>
          </span>
        </label>
      ))}
    </div>
  )
}
