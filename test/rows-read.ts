import { vi } from 'vitest'
import { pool } from '@/lib/server/db'
import { withDatabase } from '@/test/database'

type Asked = { text?: string | undefined; values?: unknown[] | undefined }
type Plan = { Plans?: Plan[] } & Record<string, unknown>

/** Runs `run` and counts the rows of `table` that its queries read, including those that their plans threw away. */
export async function countRowsRead<Result>(
  table: string,
  run: () => Promise<Result>,
): Promise<{ result: Result; read: number }> {
  const asked = vi.spyOn(pool(), 'query')
  const result = await run()
  const queries = asked.mock.calls.map((given): Asked => {
    const [query, values] = given as unknown as [Asked, unknown[] | undefined]
    return { text: query.text, values: values ?? query.values }
  })
  asked.mockRestore()
  let read = 0
  for (const { text, values } of queries.filter((query) => query.text?.includes(`"${table}"`))) {
    const { rows } = await withDatabase((client) =>
      client.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values),
    )
    read += countRows(rows[0]['QUERY PLAN'][0].Plan, table)
  }
  return { result, read }
}

function countRows(plan: Plan, table: string): number {
  const own = plan['Relation Name'] === table || String(plan['Index Name'] ?? '').startsWith(table)
  const rows = ['Actual Rows', 'Rows Removed by Filter', 'Rows Removed by Index Recheck']
    .map((name) => Number(plan[name] ?? 0))
    .reduce((sum, found) => sum + found, 0)
  const below = (plan.Plans ?? []).reduce((sum, next) => sum + countRows(next, table), 0)
  return (own ? rows * Number(plan['Actual Loops'] ?? 1) : 0) + below
}
