import { findInLooks } from './axe'
import { expect, test, userOf } from './fixtures'

/** A reader and the addresses to look at; braces hold the demo's ids. */
export type Visit = { as: [role: string, organisation?: string] | undefined; paths: string[] }

/** So few pages that a test ends soon, and that all workers end together. */
const pagesInTest = 8

/** Tests for each reader. */
export function lookAt(visits: Visit[]): void {
  // They only look: each may go to whichever worker is free.
  test.describe.configure({ mode: 'parallel' })
  for (const { as, paths } of visits.flatMap(split)) {
    const whose = as ? `of the ${as.join(' of ')}` : 'without a session'
    test(`Has no serious accessibility issues on any page ${whose} from ${paths[0]} on, light and dark, 1440 and 390 px, and none scrolls sideways`, async ({
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
      const widgetOf = (protocol: string) =>
        demo.widgets.find((entry) => entry.protocol === protocol)?.id ?? ''
      const fill = (path: string) =>
        path
          .replace(/\{([a-z-]+)-widget\}/, (_, protocol) => widgetOf(protocol))
          .replace('{widget}', demo.widgets.find(({ name }) => name === 'Property Recommendations')?.id ?? '')
          .replace('{company}', company.id)
          .replace('{connector}', demo.connectors[0]?.id ?? '')
          .replace('{salesloft}', demo.connectors.find(({ protocol }) => protocol === 'salesloft')?.id ?? '')
          .replace(
            '{marketplace-connector}',
            demo.connectors.find(({ protocol }) => protocol === 'marketplace')?.id ?? '',
          )
      const page = as ? await signedIn(userOf(demo, ...as).email) : await visitor()
      await page.emulateMedia({ reducedMotion: 'reduce' })
      const findings: string[] = []
      for (const path of paths) {
        await page.goto(fill(path))
        await expect(page.locator('h1')).toHaveCount(1)
        if (path.includes('{widget}/sandbox'))
          await expect(page.getByText(/The server answered 200/)).toBeVisible()
        if (path.includes('tab={widget}')) await expect(page.getByText(/^Signed/)).toBeVisible()
        findings.push(...(await findInLooks(page, path)))
      }
      expect(findings).toEqual([])
    })
  }
}

function split({ as, paths }: Visit): Visit[] {
  const starts = [...paths.keys()].filter((index) => index % pagesInTest === 0)
  return starts.map((start) => ({ as, paths: paths.slice(start, start + pagesInTest) }))
}
