'use client'

import { ThemeProvider as NextThemesProvider } from 'next-themes'
import { type ReactNode, useLayoutEffect } from 'react'

const storageKey = 'theme'

/** Sets data-theme before the first paint, from the reader's choice or the system's. */
export function ThemeProvider({ nonce, children }: { nonce?: string; children: ReactNode }) {
  useLayoutEffect(setMissingTheme, [])
  return (
    <NextThemesProvider
      attribute="data-theme"
      storageKey={storageKey}
      enableColorScheme={false}
      nonce={nonce}
    >
      {children}
    </NextThemesProvider>
  )
}

/**
 * A page that ends in notFound() or forbidden() is drawn in the browser only, where the inline script of
 * next-themes doesn't run. Without this, dark pages would flash light.
 */
function setMissingTheme() {
  const root = document.documentElement
  if (root.dataset.theme) return
  const stored = readStoredTheme()
  const isDark =
    stored === 'dark' || (stored !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  root.dataset.theme = isDark ? 'dark' : 'light'
}

function readStoredTheme(): string | null {
  try {
    return localStorage.getItem(storageKey)
  } catch {
    // Some privacy modes block storage.
    return null
  }
}
