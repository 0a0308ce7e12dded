import type { SlotView } from '@/lib/domain/connectors/slots'
import { escapeHtml } from '@/lib/http/escape-html'
import { answerDocument } from '@/lib/http/frame-document'
import { accountBody, notLinkedBody, recordBody } from '@/lib/http/record-document'

/** One of Salesloft's slots: the record, and what the slot is for – a search, emails to insert, or a step to complete. */
export function answerSlotView(view: SlotView): Response {
  const { record, account, frameOrigins, reply, search } = view
  const shown = record ? recordBody(record) : search ? '' : notLinkedBody(view.named)
  const further = account && account.id !== record?.id ? accountBody(account) : ''
  return answerDocument({
    status: 200,
    title: record?.name ?? 'CRM',
    body: `${search ? searchBody(search) : ''}${actionBody(view)}${shown}${further}`,
    frameOrigins,
    // Also for a slot without a form: a browser counts the reload of a posted frame as one.
    hasForm: true,
    ...(reply ? { script: scriptOf(reply) } : {}),
  })
}

/** The launch goes with each search: it has no time, so it proves the reader again, and no cookie is needed. */
function searchBody({ query, found, fields }: NonNullable<SlotView['search']>): string {
  const hidden = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`,
  )
  const results = found.map(
    ({ id, name, email, company }) =>
      `<li><button class="row" name="record" value="${escapeHtml(id)}">${escapeHtml(name)}</button><small>${escapeHtml([company, email].filter(Boolean).join(', '))}</small></li>`,
  )
  const answer =
    results.length > 0
      ? `<ul>${results.join('')}</ul>`
      : query
        ? `<p>Nobody and no company is found by “${escapeHtml(query)}”. Under three letters only the start of a name is looked up.</p>`
        : '<p>Search the CRM by name, email or phone number.</p>'
  return `<form method="post" role="search">${hidden.join('')}<input type="search" name="q" aria-label="Search the CRM" value="${escapeHtml(query)}" maxlength="200"><button class="main">Search</button></form>
<form class="list" method="post">${hidden.join('')}<input type="hidden" name="q" value="${escapeHtml(query)}">${answer}</form>`
}

function actionBody({ slot, reply, templates }: SlotView): string {
  if (slot === 'custom_action' && reply?.actionId !== undefined)
    return '<div class="bar"><button class="main" data-complete>Complete this step</button><span role="status"></span></div>'
  if (slot !== 'email_editor') return ''
  const items = templates.map(({ name, text }) => {
    const html = text
      .split(/\n{2,}/)
      .map((paragraph) => `<p>${escapeHtml(paragraph).replaceAll('\n', '<br>')}</p>`)
    return `<li><b>${escapeHtml(name)}</b><pre>${escapeHtml(text)}</pre><button data-insert="${escapeHtml(html.join(''))}" aria-label="Insert ${escapeHtml(name)}">Insert</button></li>`
  })
  return `<h2>Email templates</h2>${items.length > 0 ? `<ul>${items.join('')}</ul><p role="status"></p>` : '<p>No template yet. An admin writes them in the connector’s settings.</p>'}`
}

/** Tells the page that opened the frame, at the origin that the launch proved and at no other. */
function scriptOf({ origin, nonce, actionId }: NonNullable<SlotView['reply']>): string {
  const reply = JSON.stringify({ origin, nonce, actionId }).replaceAll('<', '\\u003c')
  return `const reply = ${reply}
const say = (text) => { for (const status of document.querySelectorAll('[role=status]')) status.textContent = text }
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
  })`
}
