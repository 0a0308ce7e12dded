import { expect, test, userOf } from './fixtures'
import { lookAt } from './look-at'

const elena = '/people/e1e4a000-0000-4000-8000-000000000001'

// Apart from the others: each file is one worker's.
lookAt([
  {
    as: ['admin', 'Acme Real Estate'],
    paths: [
      '/docs/api',
      '/people',
      '/people?query=nobody-has-this-name',
      '/people?stage=Lead&sort=changed',
      '/people/new',
      `${elena}/edit`,
      elena,
      `${elena}?tab={widget}`,
      `${elena}?tab=launches`,
      `${elena}?tab=steps`,
      `${elena}?tab=partners`,
      `${elena}/email`,
      '/pages/{salesloft-widget}',
      '/partners/{social-signin-widget}',
      '/settings/integration-widgets/{social-signin-widget}',
      '/settings/integration-widgets/{marketplace-widget}',
      '/companies',
      '/companies/new',
      '/companies/{company}',
      '/companies/{company}/edit',
      '/companies/{company}?tab=people',
      '/settings/integration-widgets',
      '/settings/integration-widgets?query=escrow&placement=company',
      '/settings/integration-widgets/{salesloft-widget}',
      '/settings/integration-widgets/{salesloft-widget}?from=partner&placement=person',
      '/oauth/consent',
      '/settings/api-keys',
      '/settings/connectors',
      '/settings/connectors/new',
      '/settings/connectors/{connector}',
      '/settings/connectors/{salesloft}',
      '/settings/connectors/{connector}/requests',
      '/settings/connectors/{connector}/test',
      '/settings/connectors/{connector}/secrets',
      '/settings/connectors/{connector}/settings',
      '/settings/connectors/{salesloft}/settings',
      '/settings/connectors/{marketplace-connector}/registrations',
      '/settings/connectors/{salesloft}/connect?return_to=https%3A%2F%2Fapp.salesloft.com%2F',
      '/settings/embedding',
      '/settings/webhooks',
      '/settings/webhooks/new',
      '/settings/locations',
      '/settings/overview?period=90d',
      '/settings/members',
      '/settings/audit',
    ],
  },
  {
    as: ['agent', 'Acme Real Estate'],
    paths: [
      '/settings/integration-widgets',
      '/settings/integration-widgets/{salesloft-widget}',
      '/settings/members',
    ],
  },
])

test('on a phone a person’s address stands beside nothing that covers it', async ({ demo, signedIn }) => {
  const page = await signedIn(userOf(demo, 'agent', 'Acme Real Estate').email)
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(elena)
  const address = await page.getByRole('link', { name: /@/ }).first().boundingBox()
  const action = await page.getByRole('link', { name: 'Write an email' }).boundingBox()
  if (!address || !action) throw new Error('One of them is not shown.')
  expect(action.y).toBeGreaterThanOrEqual(address.y + address.height)
})
