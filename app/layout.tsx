import type { Metadata, Viewport } from 'next'
import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { ThemeProvider } from '@/components/shell/theme-provider'
import { Toaster } from '@/components/ui/toaster'
import { TooltipLayer } from '@/components/ui/tooltip-layer'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'Framegate', template: '%s · Framegate' },
  description:
    'The portal for widgets inside a CRM: partners build them, reviewers approve them, teams enable them.',
  robots: { index: false, follow: false },
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  colorScheme: 'light dark',
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const requestHeaders = await headers()
  const nonce = requestHeaders.get('x-nonce') ?? undefined
  const requestId = requestHeaders.get('x-request-id') ?? undefined
  return (
    <html lang="en" suppressHydrationWarning data-request-id={requestId}>
      <body>
        <ThemeProvider nonce={nonce}>
          {children}
          <Toaster />
          <TooltipLayer />
        </ThemeProvider>
      </body>
    </html>
  )
}
