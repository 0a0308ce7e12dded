/** Shows the chosen range, and keeps it in the CRM's address where the host has one. What comes from there is one of the ranges or nothing. */
export const pulseScript = `
const buttons = [...document.querySelectorAll('[data-range]')]
function show(range) {
  for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.range === range))
  for (const chart of document.querySelectorAll('[data-chart]')) chart.hidden = chart.dataset.chart !== range
}
for (const button of buttons) {
  button.addEventListener('click', async () => {
    const { range } = button.dataset
    show(range)
    const host = await connecting
    host?.setState(range === '12' ? '' : range).catch(() => {})
  })
}
document.querySelector('.ranges').hidden = false
const host = await connecting
const kept = buttons.find(({ dataset }) => dataset.range === host?.state)
if (kept) show(kept.dataset.range)`
