import type { DemoBrand } from '@/app/demo/document'
import type { DemoRecord } from '@/app/demo/record'
import { casalyticsStyle, fairlineStyle } from '@/app/demo/styles'
import { type Html, html } from '@/lib/html'

export const casalytics: DemoBrand = { name: 'Casalytics', style: casalyticsStyle }
export const fairline: DemoBrand = { name: 'Fairline Lending', style: fairlineStyle }

/** The last line of every page: the source, the agent, and when the launch was signed. */
export function signOff(source: string, record: DemoRecord): Html {
  return html`<footer class="signed"><p>${source} Opened for ${record.agent}, signed <time datetime="${record.signedAt}">${record.signedAt.slice(11, 16)} UTC</time>.</p></footer>`
}
