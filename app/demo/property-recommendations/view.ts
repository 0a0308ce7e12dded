import { casalytics, signOff } from '@/app/demo/brands'
import { drawHouse } from '@/app/demo/drawings'
import {
  type Listing,
  type Recommendation,
  recommendHomes,
  recommendSites,
} from '@/app/demo/property-recommendations/listings'
import type { DemoService } from '@/app/demo/receive'
import type { DemoRecord } from '@/app/demo/record'
import { type Html, html } from '@/lib/html'

export const propertyRecommendations: DemoService = {
  path: '/demo/property-recommendations',
  name: 'Property Recommendations',
  brand: casalytics,
  render: (record) => {
    const recommendation = record.kind === 'person' ? recommendHomes(record) : recommendSites(record)
    return { title: `${recommendation.heading} · Casalytics`, body: renderBody(record, recommendation) }
  },
}

function renderBody(record: DemoRecord, { heading, summary, listings }: Recommendation): Html {
  const contact = [record.stage, record.email].filter((text) => text !== undefined)
  return html`<main>
<header class="head">
<div>
<h1 dir="auto">${heading}</h1>
<p>${contact.length > 0 ? html`<bdi>${contact.join(' · ')}</bdi><br>` : undefined}${summary}</p>
</div>
${record.email ? html`<a class="send" href="${formatMail(record.email, heading, listings)}" target="_blank" rel="noopener noreferrer">Email all three</a>` : undefined}
</header>
<ul class="cards">${listings.map(renderListing)}</ul>
${signOff('From the Casalytics catalogue.', record)}
</main>`
}

function renderListing({ drawing, price, match, address, facts, reasons }: Listing): Html {
  return html`<li class="card"><div class="view">${drawHouse(drawing)}</div><div class="text">
<h2>${price} <span class="match">${match}% match</span></h2>
<p>${address}<br>${facts}</p>
<details><summary>Why it fits</summary><ul>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul></details>
</div></li>`
}

/** Opens a draft in the agent's mail program. Nothing is sent from here. */
function formatMail(email: string, heading: string, listings: Listing[]): string {
  const lines = listings.map(({ address, price, facts }) => `${address}: ${price}. ${facts}.`)
  return `mailto:${encodeURIComponent(email)}?subject=${encodeURIComponent(heading)}&body=${encodeURIComponent(lines.join('\r\n'))}`
}
