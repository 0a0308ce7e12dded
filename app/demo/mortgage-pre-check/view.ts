import { fairline, signOff } from '@/app/demo/brands'
import {
  compareLease,
  type Estimate,
  estimateFacility,
  estimateMortgage,
} from '@/app/demo/mortgage-pre-check/estimate'
import type { DemoService } from '@/app/demo/receive'
import type { DemoRecord } from '@/app/demo/record'
import { type Html, html } from '@/lib/html'
import { readHint } from '@/lib/protocols/protocol'

export const mortgagePreCheck: DemoService = {
  path: '/demo/mortgage-pre-check',
  name: 'Mortgage Pre-check',
  brand: fairline,
  render: (record, query) => {
    const estimate = chooseEstimate(record, readHint(query, 'product'))
    return { title: `${estimate.heading} · Fairline Lending`, body: renderBody(record, estimate) }
  },
}

function chooseEstimate(record: DemoRecord, product: string | undefined): Estimate {
  if (record.kind === 'company') return estimateFacility(record)
  return product === 'lease' ? compareLease(record) : estimateMortgage(record)
}

function renderBody(record: DemoRecord, estimate: Estimate): Html {
  return html`<main>
<header class="head"><h1 dir="auto">${estimate.heading}</h1>${estimate.subject ? html`<p><bdi>${estimate.subject}</bdi></p>` : undefined}</header>
<div class="columns">
<section aria-labelledby="budget">
<h2 id="budget">${estimate.amountLabel}</h2>
<p class="big">${estimate.amount}</p>
<p class="muted">${estimate.basis}</p>
<p class="note">An estimate based on your CRM data, not an offer of credit.</p>
</section>
<section aria-labelledby="costs">
<h2 id="costs">${estimate.costsLabel}</h2>
<dl class="rows">${estimate.costs.map(renderCost)}</dl>
</section>
<section aria-labelledby="papers">
<h2 id="papers">${estimate.listLabel}</h2>
<ul>${estimate.list.map((item) => html`<li>${item}</li>`)}</ul>
</section>
</div>
${signOff('Figures by Fairline Lending.', record)}
</main>`
}

function renderCost({ label, value, share }: Estimate['costs'][number]): Html {
  return html`<div><dt>${label}</dt><dd>${value}</dd><dd class="bar" aria-hidden="true"><svg viewBox="0 0 100 8" preserveAspectRatio="none" focusable="false"><rect width="${share}" height="8"/></svg></dd></div>`
}
