import { randomBytes } from 'node:crypto'
import { html, scriptJson } from '@/lib/html'
import { contentPolicy, nonceSource } from '@/lib/http/content-policy'
import { pagePermissions } from '@/lib/http/permissions-policy'
import type { EmbedFrameData } from '@/lib/stage/embed-messages.schema'

/**
 * The portal's frame in a page of an embedding CRM: no cookie, no secret, and framed by exactly the embed's origins. Where there are none,
 * nobody frames it, whether the embed is off or unknown.
 */
export function answerEmbedFrame(data: EmbedFrameData): Response {
  const nonce = randomBytes(16).toString('base64')
  const isOff = data.origins.length === 0
  const policy = contentPolicy({
    'default-src': [],
    'script-src': [nonceSource(nonce)],
    'style-src': [nonceSource(nonce)],
    'connect-src': ["'self'"],
    'frame-src': ["'self'"],
    'form-action': ["'self'"],
    'frame-ancestors': data.origins,
    'base-uri': [],
  })
  const script = html`<script type="application/json" id="embed-data" nonce="${nonce}">${scriptJson(data)}</script>
<script src="/embed-frame.js" nonce="${nonce}"></script>`
  const body = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Tabs</title>
<style nonce="${nonce}">html,body{margin:0;height:100%;background:transparent}iframe{border:0;width:100%;height:100%;display:block}</style></head>
<body>${isOff ? html`<p>No page may show this team’s tabs.</p>` : script}</body></html>`
  return new Response(body.text, {
    status: isOff ? 404 : 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      // What a stage in it may be granted.
      'permissions-policy': pagePermissions,
      // A page that isolates itself frames nothing without it.
      'cross-origin-resource-policy': 'cross-origin',
      // Its form posts say where they come from, which without a referrer they would not.
      'referrer-policy': 'strict-origin',
      'cache-control': 'private, no-store',
    },
  })
}
