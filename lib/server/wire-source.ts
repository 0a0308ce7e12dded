import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The script of the wire as it was built, from the first of these files that is there; nothing in a checkout without a build. */
export async function findWireSource(
  paths: readonly string[] = [join(process.cwd(), 'public', 'widget', 'v1.mjs')],
): Promise<{ wireSource?: string }> {
  for (const path of paths) {
    const wireSource = await readFile(path, 'utf8').catch(() => undefined)
    if (wireSource !== undefined) return { wireSource }
  }
  return {}
}
