import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

const types: Record<string, string> = {
  'crm.js': 'text/javascript; charset=utf-8',
  'crm.css': 'text/css; charset=utf-8',
}

/** The page's script and style, as a server of plain files has them. */
export async function GET(_: Request, { params }: { params: Promise<{ file: string }> }): Promise<Response> {
  const { file } = await params
  const type = types[file]
  if (!type) return new Response('Not found\n', { status: 404, headers: { 'content-type': 'text/plain' } })
  const content = await readFile(join(process.cwd(), 'app/demo/crm', file), 'utf8')
  return new Response(content, { headers: { 'content-type': type, 'cache-control': 'no-cache' } })
}
