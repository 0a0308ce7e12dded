import { getImport, listImports } from '@/lib/domain/imports/imports'
import { AppError } from '@/lib/errors'
import { apiRoute } from '@/lib/http/api-route'
import { describeImport } from '@/lib/http/describe-import'
import { receiveUpload } from '@/lib/http/receive-upload'

export const GET = apiRoute('listImports', async (actor, { query: { cursor } }) => {
  const { imports, next } = await listImports(actor, { before: readCursor(cursor) })
  return { imports: imports.map(describeImport), nextCursor: next?.toISOString() ?? null }
})

export const POST = apiRoute('startImport', async (actor, { query, request }) => {
  const { importId } = await receiveUpload(actor, request, query)
  return describeImport(await getImport(actor, importId))
})

function readCursor(cursor: string | undefined): Date | undefined {
  if (cursor === undefined) return undefined
  const before = new Date(cursor)
  if (Number.isNaN(before.getTime()))
    throw new AppError('invalid_input', 'The cursor isn’t one of this API’s.')
  return before
}
