/**
 * The beginning of a page's module: it talks to the host by the portal's own script, as a partner's page does, follows its theme and asks
 * for the height of the content. `connecting` resolves to the host, or to undefined where none answers.
 */
export function wireScript(portalOrigin: string): string {
  return `
import { connect } from ${JSON.stringify(`${portalOrigin}/widget/v1.mjs`)}
const main = document.querySelector('main')
const connecting = connect().catch(() => undefined)
connecting.then((host) => {
  if (!host) return
  const follow = () => { document.documentElement.dataset.theme = host.theme }
  host.onChange(follow)
  follow()
  new ResizeObserver(() => host.resize(main.offsetHeight)).observe(main)
})`
}
