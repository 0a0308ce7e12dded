export type CommandIo = {
  print: (text: string) => void
  complain: (text: string) => void
  /** `-` is standard input. */
  readFile: (path: string) => string
}

/** Arguments or files that cannot be used; its message is for the person who typed them. */
export class UsageError extends Error {}

/** The secret in a file. Throws UsageError for one that is empty or dirty. */
export function readSecret(path: string, io: CommandIo): string {
  // An editor ends a file with a line break, which is not part of the secret.
  const secret = readFile(path, io).replace(/\r?\n$/, '')
  if (!secret) throw new UsageError(`${path} is empty.`)
  if (secret !== secret.trim() || secret.includes('\0'))
    throw new UsageError(`${path} has white space around the secret, or a NUL character. Remove it.`)
  return secret
}

/** The JSON object in a file. Throws UsageError for anything else. */
export function readRecord(path: string, io: CommandIo): Record<string, unknown> {
  let parsed: unknown
  const isInline = path.startsWith('{')
  const content = isInline ? path : readFile(path, io)
  try {
    parsed = JSON.parse(content)
  } catch {
    throw new UsageError(`${isInline ? '--record' : path} is not JSON.`)
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new UsageError(`${isInline ? '--record' : path} is not a JSON object.`)
  return parsed as Record<string, unknown>
}

function readFile(path: string, io: CommandIo): string {
  try {
    return io.readFile(path)
  } catch (thrown) {
    throw new UsageError(
      `${path} can't be read: ${thrown instanceof Error ? thrown.message : 'unknown error'}`,
    )
  }
}
