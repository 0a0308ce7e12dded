import { casalytics } from '@/app/demo/brands'
import type { DemoPage } from '@/app/demo/document'
import { type Contact, describeContact, listScript, listTemplates } from '@/app/demo/outreach-kit/kit'
import { kitScript } from '@/app/demo/outreach-kit/script'
import { type Html, html } from '@/lib/html'
import type { SalesloftPayload, SalesloftSlot } from '@/lib/protocols/salesloft'

type Opened = { slot: SalesloftSlot; data: SalesloftPayload; targetOrigin: string }

/** A page for each slot: figures on records, a library, templates to insert, a script to follow. */
export function renderKit(opened: Opened): DemoPage {
  const { title, body } = renderSlot(opened)
  const { data, targetOrigin } = opened
  const marked = html`<main data-origin="${targetOrigin}" data-nonce="${data.nonce}" data-action="${readAction(data)}">
${body}
<p class="said" role="status" id="said"></p>
</main>`
  return { brand: casalytics, title: `${title} · Outreach Kit`, body: marked, script: kitScript }
}

function renderSlot({ slot, data }: Opened): { title: string; body: Html } {
  const contact = readContact(data.person, data.account)
  switch (slot) {
    case 'email_editor':
      return { title: 'Templates', body: renderTemplates(contact, true) }
    case 'custom_action':
      return { title: 'Call script', body: renderScript(contact ?? nobody) }
    case 'full_page':
      return { title: 'Library', body: renderTemplates(undefined, false) }
    case 'people_page':
      return { title: contact?.name ?? 'Contact', body: renderFigures(contact ?? nobody) }
    case 'account_page': {
      const account = readAccount(data.account)
      return { title: account.name, body: renderFigures(account) }
    }
  }
}

function renderFigures(contact: Contact): Html {
  const about = [contact.title, contact.company].filter((part) => part !== undefined).join(', ')
  return html`<header class="head"><div><h1 dir="auto">How ${contact.name} likes to be reached</h1>${about ? html`<p><bdi>${about}</bdi></p>` : undefined}</div></header>
<dl class="figures">${describeContact(contact.id).map(
    ({ label, value, note }) => html`<div><dt>${label}</dt><dd>${value}<span>${note}</span></dd></div>`,
  )}</dl>
<p class="muted">Write an email to use the templates, or open the call script on a step.</p>`
}

function renderTemplates(contact: Contact | undefined, canInsert: boolean): Html {
  const heading = canInsert ? (contact ? `Templates for ${contact.name}` : 'Templates') : 'Template library'
  return html`<header class="head"><div><h1 dir="auto">${heading}</h1><p>${canInsert ? 'Insert a template at the cursor.' : 'The team’s templates and when to use them.'}</p></div></header>
<ul class="items">${listTemplates(contact).map(
    (
      template,
    ) => html`<li><div class="row"><div><h2>${template.name}</h2><p class="muted">${template.when}</p></div>${
      canInsert
        ? html`<button type="button" data-insert="${template.id}" aria-label="Insert ${template.name}">Insert</button>`
        : undefined
    }</div>
<blockquote id="template-${template.id}">${template.text.map((line) => html`<p>${line}</p>`)}</blockquote></li>`,
  )}</ul>`
}

function renderScript(contact: Contact): Html {
  return html`<header class="head"><div><h1 dir="auto">Call ${contact.name}</h1><p>Tick each line as you say it, then complete the step.</p></div></header>
<ol class="steps">${listScript(contact).map(
    ({ line, note }) =>
      html`<li><label><input type="checkbox"> <span>${line}<br><span class="muted">${note}</span></span></label></li>`,
  )}</ol>
<button type="button" id="complete">Complete step</button>`
}

const nobody: Contact = { id: 'nobody', name: 'your contact', title: undefined, company: undefined }

function readContact(person: unknown, account: unknown): Contact | undefined {
  const { id, display_name, title } = readObject(person)
  if (id === undefined) return undefined
  return {
    id: String(id),
    name: readText(display_name) ?? nobody.name,
    title: readText(title),
    company: readText(readObject(account).name),
  }
}

function readAccount(account: unknown): Contact {
  const { id, name, industry } = readObject(account)
  return {
    id: String(id),
    name: readText(name) ?? 'this account',
    title: readText(industry),
    company: undefined,
  }
}

function readAction({ action }: SalesloftPayload): string | undefined {
  return action ? String(action.id) : undefined
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() ? value.trim() : undefined
}

function readObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
