import type { RowProblem } from '@/lib/domain/imports/file-rows'
import type { RecordImport } from '@/lib/domain/imports/imports'

/** An import as the JSON API answers it. */
export function describeImport(found: RecordImport) {
  return {
    id: found.id,
    type: found.type,
    mode: found.mode,
    state: found.state,
    rows: found.rows,
    created: found.created,
    updated: found.updated,
    unchanged: found.unchanged,
    failed: found.failed,
    ignoredColumns: found.headers.filter((_, index) => found.columns[index] === ''),
    failure:
      found.failureCode === null
        ? null
        : { code: found.failureCode, message: found.failureDetail ?? '', line: found.failureLine },
    createdAt: found.createdAt.toISOString(),
    startedAt: found.startedAt?.toISOString() ?? null,
    endedAt: found.endedAt?.toISOString() ?? null,
  }
}

/** A row that was not written, by the first thing that is wrong with it; what else is wrong is in `others`. */
export function describeProblem({ line, problems }: { line: number; problems: RowProblem[] }) {
  const [first, ...others] = problems.map(({ field, code, detail }) => ({ field, code, message: detail }))
  return { line, ...first, ...(others.length > 0 ? { others } : {}) }
}
