import { casalytics, signOff } from '@/app/demo/brands'
import { type Market, readHomeMarket, readRentMarket } from '@/app/demo/market-pulse/market'
import { pulseScript } from '@/app/demo/market-pulse/script'
import type { DemoService } from '@/app/demo/receive'
import type { DemoRecord } from '@/app/demo/record'
import { type Html, html } from '@/lib/html'

export const marketPulse: DemoService = {
  path: '/demo/market-pulse',
  name: 'Market Pulse',
  brand: casalytics,
  render: (record) => {
    const market = record.kind === 'person' ? readHomeMarket(record) : readRentMarket(record)
    return {
      title: `${market.heading} · Market Pulse`,
      body: renderBody(record, market),
      wireModule: pulseScript,
    }
  },
}

const ranges = [
  { months: 12, words: 'twelve' },
  { months: 6, words: 'six' },
  { months: 3, words: 'three' },
] as const

function renderBody(record: DemoRecord, market: Market): Html {
  return html`<main>
<header class="head"><div><h1 dir="auto">${market.heading}</h1><p>${market.summary}</p></div></header>
<div class="ranges" role="group" aria-label="Range" hidden>${ranges.map(
    ({ months }) =>
      html`<button type="button" data-range="${String(months)}" aria-pressed="${String(months === 12)}">${String(months)} months</button>`,
  )}</div>
${ranges.map(
  ({ months, words }) =>
    html`<figure class="chart" data-chart="${String(months)}"${months === 12 ? undefined : html` hidden`}><figcaption>${market.measure}, last ${words} months</figcaption>${renderChart({ ...market, months: market.months.slice(-months) })}</figure>`,
)}
<dl class="figures">${market.figures.map(({ label, value, note }) => html`<div><dt>${label}</dt><dd>${value}<span>${note}</span></dd></div>`)}</dl>
<details><summary>Figures by month</summary>
<table><thead><tr><th scope="col">Month</th><th scope="col">${market.measure}</th></tr></thead><tbody>${market.months.map(
    ({ long, value }) =>
      html`<tr><th scope="row">${long}</th><td class="number">${market.format(value)}</td></tr>`,
  )}</tbody></table></details>
${signOff('From the Casalytics market index.', record)}
</main>`
}

const width = 600
const height = 120

/** A curve between the lowest and the highest month. The table below it has the same figures. */
function renderChart({ months, measure, format, formatShort }: Market): Html {
  const values = months.map(({ value }) => value)
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const points = values.map((value, index) => {
    const x = (index / (values.length - 1)) * width
    const y = height - 8 - ((value - low) / (high - low || 1)) * (height - 16)
    return `${x.toFixed(1)},${y.toFixed(1)}`
  })
  const [first, last] = [months[0], months.at(-1)]
  const label = `${measure}: ${first ? `${format(first.value)} in ${first.long}` : ''}, ${last ? `${format(last.value)} in ${last.long}` : ''}`
  return html`<svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img" aria-label="${label}">
<path class="grid" d="M0 8H${width}M0 60H${width}M0 112H${width}"/>
<polygon class="under" points="0,${height} ${points.join(' ')} ${width},${height}"/>
<polyline class="trend" points="${points.join(' ')}"/></svg>
<p class="axis number"><span>${first?.long}</span><span>${formatShort(low)} to ${formatShort(high)}</span><span>${last?.long}</span></p>`
}
