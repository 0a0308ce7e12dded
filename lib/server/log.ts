import pino, { type DestinationStream, type Logger } from 'pino'
import { env } from '@/lib/server/env'
import { scrubLine, scrubPath } from '@/lib/server/scrub-line'

let logger: Logger | undefined

/** One JSON line an entry. Values under these names never reach it, up to three levels down. */
export const log = {
  info: (fields: Record<string, unknown>, message: string) => open().info(fields, message),
  warn: (fields: Record<string, unknown>, message: string) => open().warn(fields, message),
  error: (fields: Record<string, unknown>, message: string) => open().error(fields, message),
}

export function createLogger(level: string, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: ['secret', 'password', 'token', 'authorization', 'cookie', 'context', 'signature'].flatMap(
          (name) => [name, `*.${name}`, `*.*.${name}`],
        ),
        censor: '[redacted]',
      },
      // JSON may hold these as they are, and some readers of logs break lines there.
      hooks: { streamWrite: (line) => scrubLine(line).replace(/[\u0085\u2028\u2029]/g, escapeCharacter) },
      formatters: {
        log: (fields) =>
          typeof fields.path === 'string' ? { ...fields, path: scrubPath(fields.path) } : fields,
      },
    },
    destination ?? pino.destination(1),
  )
}

// Opened on first use: a build has no environment to read.
function open(): Logger {
  logger ??= createLogger(env().LOG_LEVEL)
  return logger
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
