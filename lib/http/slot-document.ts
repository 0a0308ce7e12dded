import type { SlotView } from '@/lib/domain/connectors/slots'
import { type Html, html, scriptJson, trustMarkup } from '@/lib/html'
import { answerDocument } from '@/lib/http/frame-document'
import { accountBody, notLinkedBody, recordBody } from '@/lib/http/record-document'

/** One of Salesloft's slots: the record, and what the slot is for – a search, emails to insert, or a step to complete. */
export function answerSlotView(view: SlotView): Response {
  const { record, account, frameOrigins, reply, search } = view
  const shown = record ? recordBody(record) : search ? undefined : notLinkedBody(view.named)
  const further = account && account.id !== record?.id ? accountBody(account) : undefined
  return answerDocument({
    status: 200,
    title: record?.name ?? 'CRM',
    body: html`${search && searchBody(search)}${actionBody(view)}${shown}${further}`,
    frameOrigins,
    // Also for a slot without a form: a browser counts the reload of a posted frame as one.
    hasForm: true,
    ...(reply ? { script: scriptOf(reply) } : {}),
  })
}

/** The launch goes with each search: it has no time, so it proves the reader again, and no cookie is needed. */
function searchBody({ query, found, fields }: NonNullable<SlotView['search']>): Html {
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )
  const results = found.map(
    ({ id, name, email, company }) =>
      html`<li><button class="row" name="record" value="${id}">${name}</button><small>${[company, email].filter(Boolean).join(', ')}</small></li>`,
  )
  const answer =
    results.length > 0
      ? html`<ul>${results}</ul>`
      : query
        ? html`<p>No person or company matches “${query}”. With fewer than three letters, only the start of names is searched.</p>`
        : html`<p>Search the CRM by name, email or phone number.</p>`
  return html`<form method="post" role="search">${hidden}<input type="search" name="q" aria-label="Search the CRM" value="${query}" maxlength="200"><button class="main">Search</button></form>
<form class="list" method="post">${hidden}<input type="hidden" name="q" value="${query}">${answer}</form>`
}

function actionBody({ slot, reply, templates }: SlotView): Html {
  if (slot === 'custom_action' && reply?.actionId !== undefined)
    return html`<div class="bar"><button class="main" data-complete>Complete this step</button><span role="status"></span></div>`
  if (slot !== 'email_editor') return html``
  const items = templates.map(({ name, text }) => {
    const paragraphs = text.split(/\n{2,}/).map((paragraph) => html`<p>${breakLines(paragraph)}</p>`)
    // As text: what the button inserts is an attribute's value here.
    const inserted = html`${paragraphs}`.text
    return html`<li><b>${name}</b><pre>${text}</pre><button data-insert="${inserted}" aria-label="Insert ${name}">Insert</button></li>`
  })
  return html`<h2>Email templates</h2>${items.length > 0 ? html`<ul>${items}</ul><p role="status"></p>` : html`<p>No templates yet. An admin can add them in the connector’s settings.</p>`}`
}

/** Tells the page that opened the frame, at the origin that the launch proved and at no other. */
function scriptOf({ origin, nonce, actionId }: NonNullable<SlotView['reply']>): Html {
  return html`const reply = ${scriptJson({ origin, nonce, actionId })}
${messenger}`
}

function breakLines(text: string): Html[] {
  return text.split('\n').map((line, index) => (index === 0 ? html`${line}` : html`<br>${line}`))
}

const messenger =
  trustMarkup(`const say = (text) => { for (const status of document.querySelectorAll('[role=status]')) status.textContent = text }
for (const button of document.querySelectorAll('[data-insert]'))
  button.addEventListener('click', () => {
    parent.postMessage({ event: 'insertHtml', html: button.dataset.insert, nonce: reply.nonce }, reply.origin)
    say('Sent to the email.')
  })
for (const button of document.querySelectorAll('[data-complete]'))
  button.addEventListener('click', () => {
    parent.postMessage({ event: 'completedAction', actionId: reply.actionId, nonce: reply.nonce }, reply.origin)
    button.disabled = true
    say('Sent as completed.')
  })`)
