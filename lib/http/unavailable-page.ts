import { html } from '@/lib/html'
import { noPermissions } from '@/lib/http/permissions-policy'

const retrySeconds = 5

/** What a reader sees while the database is away: a page that doesn't need it, and retries automatically. */
export function answerUnavailable(input: { nonce: string; requestId: string; policy: string }): Response {
  const { nonce, requestId, policy } = input
  const body = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Framegate is not available</title>
<meta http-equiv="refresh" content="${retrySeconds}"><style nonce="${nonce}">:root{color-scheme:light dark}body{margin:0;font:16px/1.5 system-ui,sans-serif}main{max-width:36rem;margin:20vh auto 0;padding:0 16px}h1{font-size:22px}small{opacity:.7}</style></head>
<body><main><h1>Framegate is not available</h1>
<p>The database is not responding. Nothing was changed. This page retries every few seconds.</p>
<p><small>Request <code>${requestId}</code></small></p></main></body></html>`
  return new Response(body.text, {
    status: 503,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'private, no-store',
      'content-security-policy': policy,
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': noPermissions,
      'referrer-policy': 'strict-origin',
      'retry-after': String(retrySeconds),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'x-request-id': requestId,
    },
  })
}
