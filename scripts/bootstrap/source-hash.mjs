import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** One hash over the names and contents of files and folders; what does not exist counts as nothing. */
export function hashSources(paths, { exclude = () => false } = {}) {
  const hash = createHash('sha256')
  for (const path of paths) addPath(hash, path, exclude)
  return hash.digest('hex')
}

/** The text of a stamp file, or '' when there is none. */
export function readStamp(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

function addPath(hash, path, exclude) {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat || exclude(path)) return
  if (stat.isDirectory()) {
    for (const name of readdirSync(path).sort()) addPath(hash, join(path, name), exclude)
    return
  }
  hash.update(`${path}\0${stat.size}\0`).update(readFileSync(path))
}
