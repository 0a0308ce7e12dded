import type { ComponentProps } from 'react'
import { joinClasses } from './join-classes'
import { ScriptedButton } from './scripted-button'

export type SwitchProps = Omit<ComponentProps<'button'>, 'children' | 'aria-label'> & {
  checked: boolean
  /** What is switched, in full: "Market Pulse in Person view". */
  label: string
  pending?: boolean
}

/** A switch that acts at once. Say beside it what it affects. */
export function Switch({ checked, label, pending, className, type = 'button', ...rest }: SwitchProps) {
  return (
    <ScriptedButton
      {...rest}
      type={type}
      role="switch"
      aria-checked={checked}
      aria-label={label}
      aria-busy={pending || undefined}
      className={joinClasses(
        'relative h-[18px] w-8 shrink-0 rounded-full border-[1.5px] border-control bg-surface transition-colors before:absolute before:-inset-x-1 before:-inset-y-[5px]',
        'after:absolute after:top-0.5 after:left-0.5 after:size-[11px] after:rounded-full after:bg-control after:transition-transform',
        'aria-checked:border-accent aria-checked:bg-accent aria-checked:after:translate-x-3.5 aria-checked:after:bg-on-accent',
        'pointer-coarse:before:-inset-y-[11px]',
        'off:cursor-not-allowed off:border-control off:border-dashed off:bg-transparent off:after:border-[1.5px] off:after:border-control off:after:bg-transparent',
        pending && 'opacity-60',
        className,
      )}
    />
  )
}
