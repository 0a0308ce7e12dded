/** What both partners' pages share: boxes, lengths of line, and names of any length and direction. */
export const baseStyle = `
*, *::before, *::after { box-sizing: border-box; }
:root { color-scheme: light dark; }
:root[data-theme=light] { color-scheme: light; }
:root[data-theme=dark] { color-scheme: dark; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 0.875rem/1.5 var(--sans); overflow-wrap: anywhere; -webkit-text-size-adjust: 100%; }
main { max-width: 76rem; margin: 0 auto; padding: clamp(0.875rem, 3vw, 1.5rem); }
h1, h2, h3, p, dl, dd, ul, ol, figure, table { margin: 0; padding: 0; }
h1 { font-size: 1.1875rem; line-height: 1.3; }
h2 { font-size: 0.9375rem; line-height: 1.4; }
a { color: var(--accent); text-underline-offset: 0.2em; }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
summary { cursor: pointer; color: var(--accent); font-weight: 700; width: fit-content; padding: 0.25rem 0; }
.muted { color: var(--muted); }
.number { font-variant-numeric: tabular-nums; }
.signed { margin-top: 1.25rem; padding-top: 0.625rem; border-top: 1px solid var(--line); color: var(--muted); font-size: 0.75rem; }
.refusal { max-width: 40rem; padding-block: clamp(1.5rem, 6vw, 3rem); display: grid; gap: 0.625rem; }
.refusal .from { color: var(--muted); font-size: 0.75rem; }
.refusal h2 { margin-top: 0.5rem; }
.refusal .code { margin-top: 0.75rem; padding-top: 0.75rem; border-top: 1px solid var(--line); color: var(--muted); }
code { font: 0.8125rem/1.4 ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace; color: var(--ink); }
button { font: 700 0.8125rem/1.2 var(--sans); padding: 0.4375rem 0.75rem; border-radius: 2px; border: 1px solid var(--accent); background: var(--accent); color: var(--on, var(--ground)); cursor: pointer; }
button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
button:disabled { background: transparent; color: var(--muted); border-color: var(--line); cursor: default; }
.items { list-style: none; display: grid; gap: 0.75rem; margin: 0.75rem 0; }
.items > li { border-top: 1px solid var(--line); padding-top: 0.625rem; display: grid; gap: 0.375rem; }
.items .row { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; justify-content: space-between; }
.items blockquote { margin: 0; color: var(--muted); font-size: 0.8125rem; }
.steps { list-style: none; display: grid; gap: 0.5rem; margin: 0.75rem 0; counter-reset: step; }
.steps label { display: flex; gap: 0.5rem; align-items: baseline; }
.said { color: var(--muted); font-size: 0.8125rem; min-height: 1.25rem; margin-top: 0.5rem; }
.ledger { width: 100%; border-collapse: collapse; font-size: 0.8125rem; margin: 0.75rem 0; }
.ledger th, .ledger td { text-align: left; padding: 0.375rem 0.5rem 0.375rem 0; border-bottom: 1px solid var(--line); font-weight: 400; }
.ledger thead th { color: var(--muted); }
.ledger .amount { text-align: right; font-variant-numeric: tabular-nums; }
@media (prefers-reduced-motion: no-preference) { a, summary { transition: color 90ms; } }
`

const casalyticsDark =
  '--ground: oklch(0.2 0.012 60); --line: oklch(0.33 0.016 60); --ink: oklch(0.93 0.012 80); --muted: oklch(0.76 0.02 75); --accent: oklch(0.78 0.11 48); --tint: oklch(0.245 0.014 60); --on: oklch(0.2 0.012 60);'

/** Casalytics: cream paper, brick red, headings with serifs. */
export const casalyticsStyle = `
:root { --ground: oklch(0.995 0.004 90); --line: oklch(0.9 0.012 80); --ink: oklch(0.27 0.03 50); --muted: oklch(0.46 0.03 55); --accent: oklch(0.49 0.13 38); --tint: oklch(0.965 0.014 75); --on: oklch(0.995 0.004 90);
  --sans: Lato, "Helvetica Neue", Arial, sans-serif; --serif: Georgia, "DejaVu Serif", "Noto Serif", serif; }
@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) { ${casalyticsDark} } }
:root[data-theme=dark] { ${casalyticsDark} }
h1, h2, .price { font-family: var(--serif); font-weight: 600; }
.head { display: flex; flex-wrap: wrap; align-items: end; justify-content: space-between; gap: 0.75rem 1rem; margin-bottom: 1rem; }
.head > div { flex: 1 1 16rem; min-width: 0; }
.head h1 { margin-bottom: 0.125rem; }
.head p { color: var(--muted); }
.send { display: inline-block; padding: 0.375rem 0.75rem; border-radius: 2px; background: var(--accent); color: var(--on); font-weight: 700; font-size: 0.8125rem; text-decoration: none; }
.send:hover { text-decoration: underline; }
.cards { list-style: none; display: grid; gap: 0.875rem; }
.card { display: grid; grid-template-columns: 6rem minmax(0, 1fr); border: 1px solid var(--line); border-radius: 2px; overflow: hidden; }
.card .view { display: flex; align-items: center; background: var(--tint); color: var(--muted); border-right: 1px solid var(--line); }
.card .drawing { display: block; width: 100%; aspect-ratio: 240 / 104; }
.card .text { padding: 0.625rem 0.75rem 0.75rem; min-width: 0; }
.card h2 { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0 0.5rem; }
.match { color: var(--accent); font: 700 0.75rem/1.4 var(--sans); white-space: nowrap; }
.card p { font-size: 0.8125rem; color: var(--muted); }
.card details { margin-top: 0.375rem; font-size: 0.8125rem; }
.card details ul { padding-left: 1.125rem; }
.figures { display: grid; gap: 0.75rem 1.5rem; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); margin: 1rem 0; }
.figures div { border-top: 1px solid var(--line); padding-top: 0.5rem; }
.figures dt { color: var(--muted); font-size: 0.8125rem; }
.figures dd { font: 600 1.25rem/1.4 var(--serif); }
.figures dd span { display: block; font: 0.75rem/1.4 var(--sans); color: var(--muted); }
.ranges { display: flex; gap: 0.375rem; margin-bottom: 0.5rem; }
.ranges button[aria-pressed=false], .seen button { background: transparent; color: var(--accent); }
.seen { display: flex; flex-wrap: wrap; gap: 0.375rem; margin-top: 0.375rem; }
section:has(> .seen) { margin-top: 1rem; }
.chart { border: 1px solid var(--line); border-radius: 2px; background: var(--tint); padding: 0.75rem; }
.chart svg { display: block; width: 100%; height: clamp(7rem, 22vw, 11rem); overflow: visible; }
.chart .grid { stroke: var(--line); stroke-width: 1; vector-effect: non-scaling-stroke; }
.chart .trend { fill: none; stroke: var(--accent); stroke-width: 2; stroke-linejoin: round; vector-effect: non-scaling-stroke; }
.chart .under { fill: var(--accent); opacity: 0.1; }
.axis { display: flex; justify-content: space-between; color: var(--muted); font-size: 0.75rem; margin-top: 0.375rem; }
figcaption { color: var(--muted); font-size: 0.8125rem; margin-bottom: 0.5rem; }
table { border-collapse: collapse; width: 100%; max-width: 34rem; font-size: 0.8125rem; margin-top: 0.375rem; }
th, td { text-align: right; padding: 0.25rem 0.5rem; border-bottom: 1px solid var(--line); font-weight: 400; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
thead th { color: var(--muted); }
@media (min-width: 40rem) {
  .cards { grid-template-columns: repeat(3, minmax(0, 1fr)); }
  .card { display: block; }
  .card .view { border-right: 0; border-bottom: 1px solid var(--line); }
  .card .drawing { aspect-ratio: auto; height: 6.5rem; }
}
`

/** Fairline Lending: pale green, a ruled head, large figures. */
export const fairlineStyle = `
:root { --ground: oklch(0.99 0.006 150); --line: oklch(0.9 0.018 150); --ink: oklch(0.28 0.04 155); --muted: oklch(0.46 0.03 155); --accent: oklch(0.42 0.085 155); --tint: oklch(0.96 0.014 150);
  --sans: Lato, "Helvetica Neue", Arial, sans-serif; }
@media (prefers-color-scheme: dark) { :root { --ground: oklch(0.21 0.018 160); --line: oklch(0.34 0.02 158); --ink: oklch(0.94 0.012 150); --muted: oklch(0.75 0.02 150); --accent: oklch(0.79 0.1 152); --tint: oklch(0.25 0.018 160); } }
.head { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0.25rem 1rem; border-bottom: 2px solid var(--accent); padding-bottom: 0.5rem; }
.head h1 { flex: 1 1 14rem; min-width: 0; font-family: Georgia, "DejaVu Serif", "Noto Serif", serif; font-weight: 600; }
.head p { color: var(--muted); }
.columns { display: grid; gap: 1.5rem; padding-top: 1rem; }
.columns > section { display: grid; gap: 0.375rem; align-content: start; min-width: 0; }
.big { font-size: clamp(1.5rem, 6vw, 2rem); line-height: 1.25; font-weight: 700; color: var(--accent); font-variant-numeric: tabular-nums; }
.rows { display: grid; gap: 0.625rem; }
.rows div { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 0.75rem; }
.rows dt { color: var(--muted); }
.rows dd { font-weight: 700; font-variant-numeric: tabular-nums; }
.rows .bar { grid-column: 1 / -1; }
.rows svg { display: block; width: 100%; height: 0.5rem; margin-top: 0.25rem; background: var(--line); }
.rows rect { fill: var(--accent); }
.columns ul { padding-left: 1.125rem; display: grid; gap: 0.25rem; }
.note { background: var(--tint); border-left: 3px solid var(--accent); padding: 0.5rem 0.75rem; color: var(--muted); font-size: 0.8125rem; margin-top: 0.5rem; }
@media (min-width: 40rem) { .columns { grid-template-columns: 1fr 1fr; } }
`
