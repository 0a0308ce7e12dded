import { randomBytes } from 'node:crypto'
import type { ShownRecord } from '@/lib/domain/connector-records'
import type { AppError } from '@/lib/errors'
import { escapeHtml } from '@/lib/http/escape-html'
import { env } from '@/lib/server/env'

type Frame = {
  record: ShownRecord | null
  frameOrigins: string[]
  /** What the platform told and nobody proved, shown as text. */
  hints?: [name: string, value: string][]
}

/** A record for a platform's frame: no script, no cookie, framed by exactly the connector's origins. */
export function answerRecord({ record, frameOrigins, hints = [] }: Frame): Response {
  const title = record?.name ?? 'Not linked yet'
  const body = record ? recordBody(record, env().PORTAL_ORIGIN) : `${notLinked}${hintList(hints)}`
  return answerDocument({ status: 200, title, body, frameOrigins })
}

/** A refusal for a frame: the same words for every stranger, so any page may hold it. */
export function answerRefusal({ status }: AppError): Response {
  const text =
    status === 429
      ? 'Too many requests. Try again in a moment.'
      : 'This record cannot be shown. Open it again from your CRM.'
  return answerDocument({
    status,
    title: 'Not shown',
    body: `<h1>Not shown</h1><p>${text}</p>`,
    frameOrigins: ['*'],
  })
}

function answerDocument(input: {
  status: number
  title: string
  body: string
  frameOrigins: string[]
}): Response {
  const nonce = randomBytes(16).toString('base64')
  const ancestors = input.frameOrigins.length > 0 ? input.frameOrigins.join(' ') : "'none'"
  return new Response(documentOf({ ...input, nonce }), {
    status: input.status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors ${ancestors}`,
      'cache-control': 'private, no-store',
      'referrer-policy': 'no-referrer',
    },
  })
}

const notLinked =
  '<h1>Not linked yet</h1><p>No person or company of this CRM was found by what the platform has proven.</p>'

function recordBody(record: ShownRecord, portalOrigin: string): string {
  const path = record.type === 'person' ? 'people' : 'companies'
  const facts = [
    ...(record.company ? [{ label: 'Company', value: record.company }] : []),
    { label: 'Stage', value: record.stage },
    ...record.facts,
  ]
  const rows = facts.map(({ label, value }) => row(label, escapeHtml(value)))
  rows.push(...record.emails.map((email) => row('Email', link(`mailto:${email}`, email))))
  rows.push(...record.phones.map((phone) => row('Phone', link(`tel:${phone.replace(/[^+\d]/g, '')}`, phone))))
  const activities = record.activities.map(
    ({ subject, description, occurredAt, by }) =>
      `<li><b>${escapeHtml(subject)}</b><small>${occurredAt.toISOString().slice(0, 10)}, ${escapeHtml(by)}</small>${description ? `<p>${escapeHtml(description)}</p>` : ''}</li>`,
  )
  return `<header><h1>${escapeHtml(record.name)}</h1>${link(`${portalOrigin}/${path}/${record.id}`, 'Open in the CRM')}</header>
<dl>${rows.join('')}</dl>
<h2>Recent activity</h2>${activities.length > 0 ? `<ul>${activities.join('')}</ul>` : '<p>Nothing was logged yet.</p>'}`
}

function hintList(hints: [string, string][]): string {
  if (hints.length === 0) return ''
  const rows = hints.map(([name, value]) => row(escapeHtml(name), escapeHtml(value.slice(0, 200))))
  return `<h2>What the platform sent</h2><dl>${rows.join('')}</dl>`
}

function row(label: string, value: string): string {
  return `<dt>${label}</dt><dd>${value}</dd>`
}

function link(href: string, text: string): string {
  return `<a href="${escapeHtml(href)}" target="_blank" rel="noopener noreferrer">${escapeHtml(text)}</a>`
}

function documentOf({ title, body, nonce }: { title: string; body: string; nonce: string }): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title>
<style nonce="${nonce}">${style}</style></head>
<body><main>${body}</main></body></html>`
}

const style = `:root{color-scheme:light dark;--line:#d9d9d6;--dim:#5f5f5b;--link:#1f5fbf}
@media(prefers-color-scheme:dark){:root{--line:#3a3a38;--dim:#a5a5a0;--link:#8ab4f8}}
body{margin:0;font:14px/1.5 system-ui,sans-serif}main{padding:16px;max-width:44rem}
header{display:flex;flex-wrap:wrap;gap:4px 16px;align-items:baseline;justify-content:space-between}
h1{font-size:18px;margin:0;overflow-wrap:anywhere}h2{font-size:14px;margin:16px 0 4px}
dl{display:grid;grid-template-columns:6rem minmax(0,1fr);gap:4px 12px;margin:12px 0;border-top:1px solid var(--line);padding-top:12px}
dt,small{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere}a{color:var(--link)}
ul{list-style:none;margin:0;padding:0}li{border-top:1px solid var(--line);padding:8px 0;overflow-wrap:anywhere}small{margin-left:8px}li p{margin:4px 0 0;white-space:pre-wrap}`
