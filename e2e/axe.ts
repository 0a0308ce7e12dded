import type { Page } from '@playwright/test'
import AxeBuilderSource from 'axe-core'

type Finding = { id: string; impact: string | null; nodes: { target: unknown; failureSummary?: string }[] }

/** Serious and critical findings of axe-core on the page as it stands. */
export async function findSerious(page: Page): Promise<string[]> {
  // By the page's own function: the portal's policy lets no foreign script in, and the test does not weaken it.
  const findings = await page.evaluate(async (source): Promise<Finding[]> => {
    // A colour on its way from one theme to the other is nobody's.
    for (const animation of document.getAnimations()) {
      if (animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY) animation.finish()
    }
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

/** By how many pixels the page is wider than its window. */
export function sidewaysOverflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}
