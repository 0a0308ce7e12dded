import type { Page } from '@playwright/test'
import { cookieOf, send } from './attacker'
import { expect, test, unique, userOf } from './fixtures'
import { keepPassingRun } from './hosted'
import { acceptTest, registerWidget, submitCertified, switchWidget } from './steps'

const acme = 'Acme Real Estate'
const elena = '/people/e1e4a000-0000-4000-8000-000000000001'
const markup = `"'><img src=x onerror=alert(1)><script>alert(1)</script>`
const hostileMarkdown = `${markup}\n\n[link](javascript:alert(1)) ![i](javascript:alert(1)) <svg/onload=alert(1)> <iframe src=javascript:alert(1)></iframe>\n\n<a href="data:text/html,x">data</a>`

/** Whether anything of the markup became an element, an address or a dialog. */
async function expectText(page: Page, path: string, dialogs: string[]): Promise<void> {
  await page.goto(path)
  await expect(page.locator('h1')).toHaveCount(1)
  const born = await page.evaluate(() =>
    [
      ...document.querySelectorAll(
        'img[src="x"],[onerror],[onload],svg[onload],a[href^="javascript"],a[href^="data:"],iframe[src^="javascript"]',
      ),
    ].map((element) => element.outerHTML.slice(0, 200)),
  )
  expect(born, path).toEqual([])
  expect(dialogs, path).toEqual([])
}

test('what a partner, a team and a record say stays text on every page that shows it', async ({
  demo,
  db,
  signedIn,
  visitor,
  receiver,
}) => {
  test.setTimeout(240_000)
  const name = unique(`<img src=x onerror=alert(1)>`)
  const dialogs: string[] = []
  const watch = (page: Page) => {
    page.on('dialog', (dialog) => {
      // The portal's own question before a page with a secret is left.
      if (dialog.type() === 'beforeunload') return void dialog.accept()
      dialogs.push(dialog.message())
      void dialog.dismiss()
    })
    return page
  }
  const email = `hostile-${Date.now()}@hostile.example`
  const partner = watch(await visitor())
  await partner.goto('/sign-up')
  await partner.getByLabel('Email').fill(email)
  await partner.getByLabel('Your name').fill(`Mallory ${markup}`)
  await partner.getByLabel('Password').fill('a sentence to remember')
  await partner.getByLabel('Organisation').fill(`Evil ${markup}`)
  await partner.getByRole('button', { name: 'Sign up' }).click()
  await partner.waitForURL('**/partner/widgets/new?first=1')

  const admin = watch(await signedIn(userOf(demo, 'admin', acme).email))
  const team = await db.team.findFirstOrThrow({ where: { name: acme } })
  const { widgetId, secret } = await registerWidget(partner, {
    name,
    url: `${receiver.origin}/widget`,
    placements: ['Person'],
    teamId: team.id,
  })
  receiver.secrets = [secret]
  await partner.goto(`/partner/widgets/${widgetId}/edit`)
  await partner.getByLabel('Description').fill(hostileMarkdown)
  await partner.getByRole('button', { name: /^Save/ }).click()
  await partner.waitForURL(`**/partner/widgets/${widgetId}`)
  const { id: personId } = await db.person.create({
    data: {
      id: crypto.randomUUID(),
      teamId: team.id,
      firstName: markup,
      lastName: '</title><script>alert(1)</script>',
      stage: markup,
      sortName: `<${unique('z')}`,
      searchText: 'hostile',
    },
  })
  await expectText(admin, '/settings/integration-widgets', dialogs)
  await acceptTest(admin, name)
  await switchWidget(admin, name, 'Person', true)
  await keepPassingRun(db, widgetId)
  await submitCertified(partner, widgetId)
  const reviewer = watch(await signedIn(userOf(demo, 'reviewer').email))
  await reviewer.goto(`/review/${widgetId}`)
  await reviewer.getByLabel('Reason').first().fill(hostileMarkdown)
  await reviewer
    .getByRole('button', { name: /^Return/ })
    .first()
    .click()
  const confirm = reviewer.getByRole('alertdialog').getByRole('button', { name: /^Return/ })
  if (await confirm.isVisible()) await confirm.click()
  await expect
    .poll(async () => {
      const newest = { where: { widgetId }, orderBy: { number: 'desc' as const } }
      return (await db.widgetVersion.findFirstOrThrow(newest)).state
    })
    .toBe('returned')

  for (const path of [
    '/settings/integration-widgets',
    '/settings/audit',
    '/people?query=hostile',
    `/people/${personId}`,
    `/people/${personId}?tab=${widgetId}`,
    `${elena}?tab=${widgetId}`,
    `${elena}?tab=launches`,
  ])
    await expectText(admin, path, dialogs)
  for (const path of ['', '/edit', '/versions', '/secrets', '/launches', '/certification'])
    await expectText(partner, `/partner/widgets/${widgetId}${path}`, dialogs)
  for (const path of ['/partner/widgets', '/partner/members', '/partner/audit', '/account'])
    await expectText(partner, path, dialogs)
  for (const path of ['/review', `/review/${widgetId}`, '/review/widgets', '/review/audit'])
    await expectText(reviewer, path, dialogs)
  await db.person.delete({ where: { id: personId } })
})

test('no page and no payload of any role holds a secret', async ({ demo, db, signedIn }) => {
  // Up to 160 pages.
  test.setTimeout(240_000)
  const owner = userOf(demo, 'owner', 'Casalytics')
  const page = await signedIn(owner.email)
  const made = await registerWidget(page, {
    name: unique('Kept'),
    url: 'https://widget.kept.example/',
    placements: ['Person'],
  })
  const secrets = [made.secret, ...demo.widgets.map(({ secret }) => secret)]
  const starts: [string, string[]][] = [
    [
      owner.email,
      ['/partner/widgets', `/partner/widgets/${made.widgetId}`, `/partner/widgets/${made.widgetId}/secrets`],
    ],
    [userOf(demo, 'qa', 'Casalytics').email, ['/partner/widgets']],
    [
      userOf(demo, 'admin', acme).email,
      [
        '/people',
        elena,
        '/settings/integration-widgets',
        `/frames/${demo.widgets[0]?.id}?placement=person&record=${elena.split('/')[2]}`,
      ],
    ],
    [userOf(demo, 'reviewer').email, ['/review', `/review/${demo.widgets[0]?.id}`]],
  ]
  for (const [email, first] of starts) {
    const cookie = await cookieOf(db, email)
    const paths = new Set(first)
    // A set grows while it is walked: every page that a page of ours links to.
    for (const path of paths) {
      const variants: Record<string, string>[] = [{ cookie }, { cookie, rsc: '1' }]
      const answers = await Promise.all(variants.map((headers) => send(path, { headers })))
      for (const { body } of answers) {
        expect(
          secrets.filter((secret) => body.includes(secret)),
          path,
        ).toEqual([])
        for (const [, link] of body.matchAll(/href="(\/[a-z][^"#]*)"/g)) {
          if (link && paths.size < 20 && !link.startsWith('/_next')) paths.add(link.replaceAll('&amp;', '&'))
        }
      }
    }
    expect(paths.size).toBeGreaterThan(3)
  }
})
