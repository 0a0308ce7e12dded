import { casalytics, signOff } from '@/app/demo/brands'
import { drawHouse } from '@/app/demo/drawings'
import { formatDollars } from '@/app/demo/figures'
import {
  type Listing,
  type Recommendation,
  recommendHomes,
  recommendSites,
} from '@/app/demo/property-recommendations/listings'
import { recommendationsScript } from '@/app/demo/property-recommendations/script'
import type { DemoService } from '@/app/demo/receive'
import type { DemoRecord } from '@/app/demo/record'
import { type Html, html } from '@/lib/html'

export const propertyRecommendations: DemoService = {
  path: '/demo/property-recommendations',
  name: 'Property Recommendations',
  brand: casalytics,
  render: (record) => {
    const recommendation = record.kind === 'person' ? recommendHomes(record) : recommendSites(record)
    return {
      title: `${recommendation.heading} · Casalytics`,
      body: renderBody(record, recommendation),
      wireModule: recommendationsScript,
    }
  },
}

function renderBody(record: DemoRecord, { heading, summary, listings }: Recommendation): Html {
  const contact = [record.stage, record.email].filter((text) => text !== undefined)
  const person = record.kind === 'person' ? record.id : ''
  return html`<main data-team="${record.teamId}" data-person="${person}" data-name="${record.name}">
<header class="head">
<div>
<h1 dir="auto">${heading}</h1>
<p>${contact.length > 0 ? html`<bdi>${contact.join(' · ')}</bdi><br>` : undefined}${summary}</p>
</div>
${record.email ? html`<a class="send" href="${formatMail(record.email, heading, listings)}" target="_blank" rel="noopener noreferrer">Email all three</a>` : undefined}
</header>
<ul class="cards">${listings.map(renderListing)}</ul>
<section hidden><h2>Seen before</h2><div class="seen" id="seen"></div><p class="said" role="status" id="said"></p></section>
${signOff('From the Casalytics catalogue.', record)}
</main>`
}

function renderListing({ drawing, dollars, per, match, address, facts, reasons }: Listing): Html {
  return html`<li class="card"><div class="view">${drawHouse(drawing)}</div><div class="text">
<h2><span><span data-dollars="${String(dollars)}">${formatDollars(dollars)}</span>${per}</span> <span class="match">${match}% match</span></h2>
<p>${address}<br>${facts}</p>
<details><summary>Why it fits</summary><ul>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul></details>
</div></li>`
}

/** Opens a draft in the agent's mail program. Nothing is sent from here. */
function formatMail(email: string, heading: string, listings: Listing[]): string {
  const lines = listings.map(
    ({ address, dollars, per, facts }) => `${address}: ${formatDollars(dollars)}${per}. ${facts}.`,
  )
  return `mailto:${encodeURIComponent(email)}?subject=${encodeURIComponent(heading)}&body=${encodeURIComponent(lines.join('\r\n'))}`
}
