import { actorReader } from '@/lib/auth/actor'
import { getImport, listImportProblems } from '@/lib/domain/imports/imports'
import { answerCsv } from '@/lib/http/csv'
import { route } from '@/lib/http/route'

/** The rows of an import that were not written, each with its reason, to fix and to import again. */
export const GET = route<{ importId: string }>({ access: 'session' }, async ({ request, actor, params }) => {
  const { headers } = await getImport(actor, params.importId)
  const readActor = await actorReader()
  return answerCsv({
    request,
    actor,
    name: 'rows-to-fix',
    readBatch: async (cursor) => {
      const { problems, next } = await listImportProblems(await readActor(), {
        ...params,
        after: Number(cursor ?? 0),
      })
      return { rows: problems, nextCursor: next === undefined ? undefined : String(next) }
    },
    columns: [
      ...headers.map((head, index) => ({
        head,
        value: ({ row }: { row: unknown }) => (Array.isArray(row) ? String(row[index] ?? '') : undefined),
      })),
      ...(headers.length === 0
        ? [{ head: 'Row', value: ({ row }: { row: unknown }) => JSON.stringify(row) }]
        : []),
      { head: 'Line', value: ({ line }) => line },
      {
        head: 'Problem',
        value: ({ problems }) =>
          problems.map(({ field, detail }) => (field ? `${field}: ${detail}` : detail)).join('\n'),
      },
    ],
  })
})
