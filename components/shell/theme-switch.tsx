'use client'

import { Contrast, Moon, Sun } from 'lucide-react'
import { useTheme } from 'next-themes'
import { useSyncExternalStore } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'

const choices = [
  { theme: 'system', label: 'Theme: system', icon: Contrast },
  { theme: 'light', label: 'Theme: light', icon: Sun },
  { theme: 'dark', label: 'Theme: dark', icon: Moon },
] as const

/** Steps through system, light and dark. */
export function ThemeSwitch() {
  const { theme, setTheme } = useTheme()
  // The server doesn't know the choice, so the first render shows the default.
  const isMounted = useSyncExternalStore(
    subscribeToNothing,
    () => true,
    () => false,
  )
  const index = isMounted
    ? Math.max(
        0,
        choices.findIndex((choice) => choice.theme === theme),
      )
    : 0
  const current = choices[index] ?? choices[0]
  const next = choices[(index + 1) % choices.length] ?? choices[0]
  return (
    <Button
      variant="quiet"
      icon={<Icon of={current.icon} />}
      label={current.label}
      onClick={() => setTheme(next.theme)}
    />
  )
}

function subscribeToNothing() {
  return () => undefined
}
