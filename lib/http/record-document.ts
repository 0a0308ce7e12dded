import type { PlatformContact } from '@/lib/domain/connectors/platform-contact'
import type { ShownRecord } from '@/lib/domain/connectors/records'
import { type Html, html } from '@/lib/html'
import { answerDocument, link, row } from '@/lib/http/frame-document'
import { env } from '@/lib/server/env'

type Frame = {
  record: ShownRecord | null
  frameOrigins: string[]
  /** What the platform told and nobody proved, shown as text. */
  hints?: [name: string, value: string][]
  platform?: PlatformContact | undefined
}

/** A record for a platform's frame: no script, no cookie, framed by exactly the connector's origins. */
export function answerRecord({ record, frameOrigins, hints = [], platform }: Frame): Response {
  const title = record?.name ?? 'Not linked yet'
  const body = record ? recordBody(record) : notLinkedBody(hints)
  return answerDocument({ status: 200, title, body: html`${body}${platformBody(platform)}`, frameOrigins })
}

/** The page if no record was found: the platform's data about it, as text. */
export function notLinkedBody(hints: [string, string][]): Html {
  return html`<h1>Not linked yet</h1><p>This CRM has no person or company that matches what the platform has proven.</p>${hintList(hints)}`
}

/** Name, details and recent activity of a record, as HTML. */
export function recordBody(record: ShownRecord): Html {
  const items = record.activities.map(
    ({ subject, description, occurredAt, by }) =>
      html`<li><b>${subject}</b><small>${occurredAt.toISOString().slice(0, 10)}, ${by}</small>${description ? html`<p>${description}</p>` : undefined}</li>`,
  )
  return html`<header><h1>${record.name}</h1>${crmLink(record)}</header>
${factList(record)}
<h2>Recent activity</h2>${items.length > 0 ? html`<ul>${items}</ul>` : html`<p>No activity yet.</p>`}`
}

/** Name and details of the company beside a person, as HTML. */
export function accountBody(account: ShownRecord): Html {
  return html`<header><h2>Account: ${account.name}</h2>${crmLink(account)}</header>${factList(account)}`
}

function crmLink({ type, id }: ShownRecord): Html {
  const path = type === 'person' ? 'people' : 'companies'
  return link(`${env().PORTAL_ORIGIN}/${path}/${id}`, 'Open in the CRM')
}

function factList(record: ShownRecord): Html {
  const facts = [
    ...(record.company ? [{ label: 'Company', value: record.company }] : []),
    { label: 'Stage', value: record.stage },
    ...record.facts,
  ]
  const rows = facts.map(({ label, value }) => row(label, value))
  rows.push(...record.emails.map((email) => row('Email', link(`mailto:${email}`, email))))
  rows.push(...record.phones.map((phone) => row('Phone', link(`tel:${phone.replace(/[^+\d]/g, '')}`, phone))))
  return html`<dl>${rows}</dl>`
}

function hintList(hints: [string, string][]): Html {
  if (hints.length === 0) return html``
  const rows = hints.map(([name, value]) => row(name, value.slice(0, 200)))
  return html`<h2>What the platform sent</h2><dl>${rows}</dl>`
}

function platformBody(platform: PlatformContact | undefined): Html {
  if (!platform) return html``
  const rows = platform.facts.map(({ label, value }) => row(label, value))
  const content = platform.failure ? html`<p>${platform.failure}</p>` : html`<dl>${rows}</dl>`
  return html`<h2>From the platform</h2>${content}`
}
