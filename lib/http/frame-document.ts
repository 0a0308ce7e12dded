import { randomBytes } from 'node:crypto'
import type { AppError } from '@/lib/errors'
import { type Html, html, trustMarkup } from '@/lib/html'
import { contentPolicy, nonceSource } from '@/lib/http/content-policy'
import { frameStyle } from '@/lib/http/frame-style'
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
      : 'This record can’t be shown. Open it again from your CRM.'
  const body = html`<h1>Not shown</h1><p>${text}</p>`
  return answerDocument({ status, title: 'Not shown', body, frameOrigins: ['*'] })
}

/** A row of a description list. */
export function row(label: string, value: string | Html): Html {
  return html`<dt>${label}</dt><dd>${value}</dd>`
}

/** A link that opens outside the frame. */
export function link(href: string, text: string): Html {
  return html`<a href="${href}" target="_blank" rel="noopener noreferrer">${text}</a>`
}

function documentOf({ title, body, script }: FrameDocument, nonce: string): Html {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style nonce="${nonce}">${style}</style></head>
<body><main>${body}</main>${script && html`<script nonce="${nonce}">${script}</script>`}</body></html>`
}

const style = trustMarkup(frameStyle)
