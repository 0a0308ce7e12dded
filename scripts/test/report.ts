import { readFile } from 'node:fs/promises'
import type { StepResult } from './step'

/** The counts of Vitest's JSON report. */
export async function countVitest(path: string): Promise<StepResult> {
  const report: {
    numPassedTests: number
    numFailedTests: number
    numPendingTests: number
    numTodoTests: number
  } = JSON.parse(await readFile(path, 'utf8'))
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = report
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests }
}

/** The counts of Playwright's JSON report. A test that passed on a retry counts as passed. */
export async function countPlaywright(path: string): Promise<StepResult> {
  const { stats }: { stats: { expected: number; unexpected: number; flaky: number; skipped: number } } =
    JSON.parse(await readFile(path, 'utf8'))
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped }
}
