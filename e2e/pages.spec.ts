import type { Page } from '@playwright/test'
import AxeBuilderSource from 'axe-core'
import { expect, test, userOf } from './fixtures'

type Finding = { id: string; impact: string | null; nodes: { target: unknown; failureSummary?: string }[] }

/** Serious and critical findings of axe-core on the page as it stands. */
async function findSerious(page: Page): Promise<string[]> {
  // By the page's own function: the portal's policy lets no foreign script in, and the test does not weaken it.
  const findings = await page.evaluate(async (source): Promise<Finding[]> => {
    const run = new Function(`${source}; return window.axe`) as () => {
      run: (options: object) => Promise<{ violations: Finding[] }>
    }
    const { violations } = await run().run({ resultTypes: ['violations'] })
    return violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      nodes: nodes.map(({ target, failureSummary }) => ({
        target,
        ...(failureSummary ? { failureSummary } : {}),
      })),
    }))
  }, AxeBuilderSource.source)
  return findings
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ target, failureSummary }) => `${String(target)} ${failureSummary ?? ''}`).join(' | ')}`,
    )
}

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
      '/partner/widgets/{widget}',
      '/partner/widgets/{widget}/edit',
      '/partner/widgets/{widget}/versions',
      '/partner/widgets/{widget}/secrets',
      '/partner/widgets/{widget}/certification',
      '/partner/widgets/{widget}/launches',
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
      '/companies',
      '/companies/{company}',
      '/companies/{company}?tab=people',
      '/settings/integration-widgets',
      '/settings/integration-widgets?query=escrow&placement=company',
      '/settings/api-keys',
      '/settings/connectors',
      '/settings/connectors/new',
      '/settings/connectors/{connector}',
      '/settings/connectors/{salesloft}',
      '/settings/connectors/{salesloft}/connect?return_to=https%3A%2F%2Fapp.salesloft.com%2F',
      '/settings/members',
      '/settings/audit',
    ],
  },
  { as: ['agent', 'Acme Real Estate'], paths: ['/settings/integration-widgets', '/settings/members'] },
  {
    as: ['reviewer'],
    paths: [
      '/review',
      '/review/{widget}',
      '/review/{widget}/certification',
      '/review/widgets',
      '/review/members',
      '/review/api-keys',
      '/review/audit',
    ],
  },
]

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1440, 390]) {
    test(`axe finds nothing serious on any page, ${colorScheme}, ${width} px, and no page scrolls sideways`, async ({
      demo,
      db,
      visitor,
      signedIn,
      tolerated,
    }) => {
      test.setTimeout(180_000)
      tolerated.push({ pattern: /status of 40[34]/ })
      const widget = demo.widgets.find((entry) => entry.name === 'Property Recommendations')
      const company = await db.company.findFirstOrThrow({
        where: { team: { name: 'Acme Real Estate' }, people: { some: {} } },
      })
      const findings: string[] = []
      for (const { as, paths } of visits) {
        const page = as ? await signedIn(userOf(demo, ...as).email) : await visitor()
        await page.setViewportSize({ width, height: 900 })
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        for (const path of paths) {
          await page.goto(
            path
              .replace('{widget}', widget?.id ?? '')
              .replace('{company}', company.id)
              .replace('{connector}', demo.connectors[0]?.id ?? '')
              .replace(
                '{salesloft}',
                demo.connectors.find(({ protocol }) => protocol === 'salesloft')?.id ?? '',
              ),
          )
          await expect(page.locator('h1')).toHaveCount(1)
          if (path.includes('tab={widget}')) await expect(page.getByText(/^Signed/)).toBeVisible()
          findings.push(...(await findSerious(page)).map((finding) => `${path}: ${finding}`))
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          )
          if (overflow > 0) findings.push(`${path}: scrolls sideways by ${overflow} px`)
        }
      }
      expect(findings).toEqual([])
    })
  }
}
