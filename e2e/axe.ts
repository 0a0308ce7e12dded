import type { Page } from '@playwright/test'
import AxeBuilderSource from 'axe-core'

type Finding = { id: string; impact: string | null; nodes: { target: unknown; failureSummary?: string }[] }

/** Serious and critical findings of axe-core on the current page; `colours` are the only ones that another theme can change. */
export async function findSerious(page: Page, only?: 'colours'): Promise<string[]> {
  // By the page's own function: the portal's policy lets no foreign script in, and the test does not weaken it.
  if (!(await page.evaluate(() => 'axe' in window)))
    await page.evaluate((source) => void new Function(source)(), AxeBuilderSource.source)
  const rules = only ? ['color-contrast', 'link-in-text-block'] : undefined
  const findings = await page.evaluate(async (names): Promise<Finding[]> => {
    // A colour on its way from one theme to the other is nobody's.
    for (const animation of document.getAnimations()) {
      if (animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY) animation.finish()
    }
    const { axe } = window as typeof window & {
      axe: { run: (options: object) => Promise<{ violations: Finding[] }> }
    }
    const { violations } = await axe.run({
      resultTypes: ['violations'],
      // A frame without axe is waited for and never judged.
      iframes: false,
      ...(names ? { runOnly: { type: 'rule', values: names } } : {}),
    })
    return violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      nodes: nodes.map(({ target, failureSummary }) => ({
        target,
        ...(failureSummary ? { failureSummary } : {}),
      })),
    }))
  }, rules)
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

const looks = [
  { colorScheme: 'light', width: 1440 },
  { colorScheme: 'dark', width: 1440 },
  { colorScheme: 'dark', width: 390 },
  { colorScheme: 'light', width: 390 },
] as const

/** The problems of the current page, light and dark, 1440 and 390 px wide: serious findings, and scrolling sideways. */
export async function findInLooks(page: Page, name: string): Promise<string[]> {
  const findings: string[] = []
  for (const { colorScheme, width } of looks) {
    await page.setViewportSize({ width, height: 900 })
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const where = `${name}, ${colorScheme}, ${width} px`
    const found = await findSerious(page, colorScheme === 'dark' ? 'colours' : undefined)
    findings.push(...found.map((finding) => `${where}: ${finding}`))
    const overflow = await sidewaysOverflow(page)
    if (overflow > 0) findings.push(`${where}: scrolls sideways by ${overflow} px`)
  }
  return findings
}
