import { findSerious, sidewaysOverflow } from './axe'
import { expect, test, userOf } from './fixtures'

const elena = '/people/e1e4a000-0000-4000-8000-000000000001'

const visits: { as: [role: string, organisation?: string] | undefined; paths: string[] }[] = [
  {
    as: undefined,
    paths: ['/sign-in', '/sign-in?error=invalid_credentials', '/sign-up', '/join/unknown', '/reset/unknown'],
  },
  {
    as: ['owner', 'Casalytics'],
    paths: [
      '/partner/widgets',
      '/partner/widgets/new',
      '/partner/widgets/new?protocol=salesloft',
      '/partner/widgets/new?protocol=marketplace',
      '/partner/widgets/{widget}',
      '/partner/widgets/{widget}/edit',
      '/partner/widgets/{widget}/versions',
      '/partner/widgets/{widget}/secrets',
      '/partner/widgets/{widget}/certification',
      '/partner/widgets/{widget}/launches',
      '/partner/widgets/{widget}/sandbox?record=hostile',
      '/partner/widgets/{salesloft-widget}/sandbox',
      '/partner/widgets/{widget}/doctor',
      '/partner/widgets/{salesloft-widget}/setup',
      '/partner/overview',
      '/partner/members',
      '/partner/audit',
      '/account',
      '/nowhere',
      '/people',
    ],
  },
  {
    as: ['admin', 'Acme Real Estate'],
    paths: [
      '/docs/api',
      '/people',
      '/people?query=nobody-has-this-name',
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
      '/companies/{company}',
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
      '/settings/connectors/{salesloft}/connect?return_to=https%3A%2F%2Fapp.salesloft.com%2F',
      '/settings/locations',
      '/settings/overview?days=90',
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
  {
    as: ['reviewer'],
    paths: [
      '/review',
      '/review/{widget}',
      '/review/{widget}/sandbox',
      '/review/{widget}/certification',
      '/review/widgets',
      '/review/members',
      '/review/api-keys',
      '/review/audit',
    ],
  },
]

const looks = [
  { colorScheme: 'light', width: 1440 },
  { colorScheme: 'dark', width: 1440 },
  { colorScheme: 'dark', width: 390 },
  { colorScheme: 'light', width: 390 },
] as const

for (const { as, paths } of visits) {
  const whose = as ? `of the ${as.join(' of ')}` : 'without a session'
  test(`axe finds nothing serious on any page ${whose}, light and dark, 1440 and 390 px, and none scrolls sideways`, async ({
    demo,
    db,
    visitor,
    signedIn,
    tolerated,
  }) => {
    test.setTimeout(300_000)
    tolerated.push({ pattern: /status of 40[34]/ })
    const company = await db.company.findFirstOrThrow({
      where: { team: { name: 'Acme Real Estate' }, people: { some: {} } },
    })
    const widgetOf = (protocol: string) => demo.widgets.find((entry) => entry.protocol === protocol)?.id ?? ''
    const fill = (path: string) =>
      path
        .replace(/\{([a-z-]+)-widget\}/, (_, protocol) => widgetOf(protocol))
        .replace('{widget}', demo.widgets.find(({ name }) => name === 'Property Recommendations')?.id ?? '')
        .replace('{company}', company.id)
        .replace('{connector}', demo.connectors[0]?.id ?? '')
        .replace('{salesloft}', demo.connectors.find(({ protocol }) => protocol === 'salesloft')?.id ?? '')
    const page = as ? await signedIn(userOf(demo, ...as).email) : await visitor()
    await page.emulateMedia({ reducedMotion: 'reduce' })
    const findings: string[] = []
    for (const path of paths) {
      await page.goto(fill(path))
      await expect(page.locator('h1')).toHaveCount(1)
      if (path.includes('{widget}/sandbox'))
        await expect(page.getByText(/This widget answered 200/)).toBeVisible()
      if (path.includes('tab={widget}')) await expect(page.getByText(/^Signed/)).toBeVisible()
      for (const { colorScheme, width } of looks) {
        await page.setViewportSize({ width, height: 900 })
        await page.emulateMedia({ colorScheme })
        const where = `${path}, ${colorScheme}, ${width} px`
        const found = await findSerious(page, colorScheme === 'dark' ? 'colours' : undefined)
        findings.push(...found.map((finding) => `${where}: ${finding}`))
        const overflow = await sidewaysOverflow(page)
        if (overflow > 0) findings.push(`${where}: scrolls sideways by ${overflow} px`)
      }
    }
    expect(findings).toEqual([])
  })
}
