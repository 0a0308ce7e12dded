'use client'

import { ThemeProvider as NextThemesProvider } from 'next-themes'
import { type ReactNode, useLayoutEffect } from 'react'

const storageKey = 'theme'

/** Writes data-theme before the first paint, from the reader's choice or the system's. */
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
 * A page that ends in notFound() or forbidden() is drawn by the browser alone, where the inline script of
 * next-themes does not run; without this, dark would flash light.
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
    // Storage is closed to us in some privacy modes.
    return null
  }
}
