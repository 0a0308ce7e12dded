import { casalytics, signOff } from '@/app/demo/brands'
import type { DemoService } from '@/app/demo/receive'
import { html } from '@/lib/html'

/** A server with the most common mistake: it decodes the secret as hex, so it refuses every launch. */
export const schoolFinder: DemoService = {
  path: '/demo/school-finder',
  name: 'School Finder',
  brand: casalytics,
  readSecret: (secret) => Buffer.from(secret, 'hex').toString('latin1'),
  render: (record) => ({
    title: 'Schools nearby · Casalytics',
    body: html`<main><header class="head"><div><h1>Schools nearby</h1></div></header>${signOff('From the Casalytics catalogue.', record)}</main>`,
  }),
}
