import { fairline } from '@/app/demo/brands'
import type { DemoPage } from '@/app/demo/document'
import { type History, readHistory } from '@/app/demo/payment-history/payments'
import { askName } from '@/app/demo/payment-history/who'
import { type Html, html } from '@/lib/html'
import type { MarketplaceEncryptedData } from '@/lib/protocols/marketplace'

/** A contact's payments, or what to do if no contact is open. */
export async function renderHistory(data: MarketplaceEncryptedData, now: Date): Promise<DemoPage> {
  const contactId = typeof data.contact_id === 'string' ? data.contact_id : undefined
  const token = typeof data['access-token'] === 'string' ? data['access-token'] : undefined
  const name = contactId ? await askName(token, contactId) : undefined
  const heading = contactId ? `Payments of ${name ?? 'this contact'}` : 'Payment history'
  const body = contactId
    ? renderLedger(heading, readHistory(data.location_id, contactId, now))
    : html`<header class="head"><h1>${heading}</h1></header>
<p class="note">Open a person or a company to see their payments at this location.</p>`
  return {
    brand: fairline,
    title: `${heading} · Fairline Lending`,
    body: html`<main>${body}
<footer class="signed"><p>Location <code>${data.location_id}</code>, opened by <code>${data.user_id}</code>.</p></footer></main>`,
  }
}

function renderLedger(heading: string, history: History): Html {
  return html`<header class="head"><h1 dir="auto">${heading}</h1><p>Customer since ${history.since}</p></header>
<div class="columns">
<section aria-labelledby="open"><h2 id="open">Open</h2><p class="big">${history.open}</p></section>
<section aria-labelledby="time"><h2 id="time">Paid on time</h2><p class="big">${history.onTime}</p></section>
</div>
<table class="ledger"><thead><tr><th scope="col">Month</th><th scope="col">For</th><th scope="col" class="amount">Amount</th><th scope="col">State</th></tr></thead>
<tbody>${history.payments.map(
    ({ month, what, amount, state }) =>
      html`<tr><th scope="row">${month}</th><td>${what}</td><td class="amount">${amount}</td><td>${state}</td></tr>`,
  )}</tbody></table>`
}
