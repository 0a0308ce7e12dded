import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(process.cwd(), 'docs', 'snippets')
const read = new Map<string, string | null>()

/** A file of docs/snippets, which every server has beside its code; null for one that is not there. */
export function readSnippet(...path: string[]): string | null {
  const file = join(root, ...path)
  const known = read.get(file)
  if (known !== undefined) return known
  const text = existsSync(file) ? readFileSync(file, 'utf8') : null
  read.set(file, text)
  return text
}
