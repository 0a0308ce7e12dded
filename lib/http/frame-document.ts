import { randomBytes } from 'node:crypto'
import type { AppError } from '@/lib/errors'
import { type Html, html, trustMarkup } from '@/lib/html'
import { contentPolicy, nonceSource } from '@/lib/http/content-policy'
import { noPermissions } from '@/lib/http/permissions-policy'

type FrameDocument = {
  status: number
  title: string
  body: Html
  /** Who may frame it; nobody where it is empty. */
  frameOrigins: string[]
  /** Runs in the document: the only script that does. */
  script?: Html
  /** Whether its forms may be sent back to this portal. */
  hasForm?: boolean
}

/** A document for a platform's frame: no cookie, nothing from elsewhere, framed by exactly these origins. */
export function answerDocument(input: FrameDocument): Response {
  const nonce = randomBytes(16).toString('base64')
  const policy = contentPolicy({
    'default-src': [],
    'style-src': [nonceSource(nonce)],
    'script-src': input.script && [nonceSource(nonce)],
    'base-uri': [],
    'form-action': input.hasForm ? ["'self'"] : [],
    'frame-ancestors': input.frameOrigins,
  })
  return new Response(documentOf(input, nonce).text, {
    status: input.status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'permissions-policy': noPermissions,
      // A platform that isolates its pages frames nothing without it.
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'private, no-store',
      'referrer-policy': 'no-referrer',
    },
  })
}

/** A refusal for a frame: the same words for every stranger, so any page may hold it. */
export function answerRefusal({ status }: AppError): Response {
  const text =
    status === 429
      ? 'Too many requests. Try again in a moment.'
      : 'This record cannot be shown. Open it again from your CRM.'
  const body = html`<h1>Not shown</h1><p>${text}</p>`
  return answerDocument({ status, title: 'Not shown', body, frameOrigins: ['*'] })
}

/** A row of a description list. */
export function row(label: string, value: string | Html): Html {
  return html`<dt>${label}</dt><dd>${value}</dd>`
}

/** A link that leaves the frame alone. */
export function link(href: string, text: string): Html {
  return html`<a href="${href}" target="_blank" rel="noopener noreferrer">${text}</a>`
}

function documentOf({ title, body, script }: FrameDocument, nonce: string): Html {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style nonce="${nonce}">${style}</style></head>
<body><main>${body}</main>${script && html`<script nonce="${nonce}">${script}</script>`}</body></html>`
}

const style = trustMarkup(`:root{color-scheme:light dark;--line:#d9d9d6;--dim:#5f5f5b;--link:#1f5fbf}
@media(prefers-color-scheme:dark){:root{--line:#3a3a38;--dim:#a5a5a0;--link:#8ab4f8}}
body{margin:0;font:14px/1.5 system-ui,sans-serif}main{padding:16px;max-width:44rem}
header{display:flex;flex-wrap:wrap;gap:4px 16px;align-items:baseline;justify-content:space-between}
h1{font-size:18px;margin:0;overflow-wrap:anywhere}h2{font-size:14px;margin:16px 0 4px}
dl{display:grid;grid-template-columns:6rem minmax(0,1fr);gap:4px 12px;margin:12px 0;border-top:1px solid var(--line);padding-top:12px}
dt,small{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere}a{color:var(--link)}
ul{list-style:none;margin:0;padding:0}li{border-top:1px solid var(--line);padding:8px 0;overflow-wrap:anywhere}small{margin-left:8px}li p{margin:4px 0 0;white-space:pre-wrap}
form{display:flex;gap:8px;margin:0 0 12px}form.list{display:block}input{flex:1;min-width:0}input,button{font:inherit;padding:6px 10px;border:1px solid var(--line);border-radius:6px;background:transparent;color:inherit}
button{cursor:pointer}button.main{background:var(--link);border-color:var(--link);color:Canvas}button:disabled{opacity:.6;cursor:default}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}button.row{display:block;width:100%;text-align:left;border:0;padding:0;color:var(--link)}
pre{margin:4px 0 8px;font:inherit;white-space:pre-wrap;overflow-wrap:anywhere;color:var(--dim)}.bar{display:flex;flex-wrap:wrap;gap:8px;align-items:center;margin:12px 0}`)
