import { readKeptScript } from '@/lib/domain/embed/scripts'
import { notFound } from '@/lib/errors'
import { embedFileHeaders } from '@/lib/server/embed-files.mjs'

/** @throws AppError not_found */
export async function answerKeptScript(name: string): Promise<Response> {
  const headers = embedFileHeaders(name)
  const content = headers && (await readKeptScript(name))
  if (content === undefined) throw notFound('script')
  return new Response(content, { headers: headers ?? {} })
}
