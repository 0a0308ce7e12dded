import { type ImportProblem, listImportProblems } from '@/lib/domain/imports/imports'
import { apiRoute } from '@/lib/http/api-route'
import { describeProblem } from '@/lib/http/describe-import'
import { answerLines } from '@/lib/http/file-stream'

export const GET = apiRoute('listImportErrors', (actor, { params, request }) =>
  answerLines<ImportProblem>({
    request,
    actor,
    name: 'import-errors.ndjson',
    type: 'application/x-ndjson',
    writeRow: (problem) => `${JSON.stringify(describeProblem(problem))}\n`,
    readBatch: async (cursor) => {
      const { problems, next } = await listImportProblems(actor, { ...params, after: Number(cursor ?? 0) })
      return { rows: problems, nextCursor: next === undefined ? undefined : String(next) }
    },
  }),
)
