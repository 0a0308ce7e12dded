import { randomBytes } from 'node:crypto'
import { baseStyle } from '@/app/demo/styles'
import { wireScript } from '@/app/demo/wire'
import { type Html, html, trustMarkup } from '@/lib/html'

/** Whose page it is and how it looks. The two demo partners differ. */
export type DemoBrand = { name: string; style: string }

export type DemoPage = {
  brand: DemoBrand
  title: string
  body: Html
  /** A script of this folder, for the pages that speak to the CRM around them. */
  script?: string
  /** A module of this folder that talks to the host by the portal's script. */
  wireModule?: string
}

/** A whole page as a response: a style and at most one script, each with a nonce. Only the portal may frame it, and nothing may cache it. */
export function answerPage(page: DemoPage, status = 200): Response {
  const nonce = randomBytes(16).toString('base64')
  const portalOrigin = readPortalOrigin()
  const markup = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${page.title}</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${trustMarkup(baseStyle + page.brand.style)}</style>
</head>
<body>${page.body}${page.script ? html`<script nonce="${nonce}">${trustMarkup(page.script)}</script>` : undefined}${page.wireModule ? html`<script type="module" nonce="${nonce}">${trustMarkup(wireScript(portalOrigin) + page.wireModule)}</script>` : undefined}</body>
</html>
`
  return new Response(markup.text, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': [
        "default-src 'none'",
        `style-src 'nonce-${nonce}'`,
        ...(page.script ? [`script-src 'nonce-${nonce}'`] : []),
        // The portal serves the script of the wire.
        ...(page.wireModule ? [`script-src 'nonce-${nonce}' ${portalOrigin}`] : []),
        'img-src data:',
        // The CRM of the demo is on this host, and its page is around the portal’s frame.
        `frame-ancestors ${portalOrigin} 'self'`,
        "form-action 'none'",
        "base-uri 'none'",
      ].join('; '),
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
  })
}

function readPortalOrigin(): string {
  return process.env.PORTAL_ORIGIN || `http://localhost:${process.env.PORT || '3000'}`
}
