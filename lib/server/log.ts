import pino, { type Logger } from 'pino'
import { env } from '@/lib/server/env'

let logger: Logger | undefined

/** One JSON line an entry. Values under these names never reach it, up to three levels down. */
export const log = {
  info: (fields: Record<string, unknown>, message: string) => open().info(fields, message),
  warn: (fields: Record<string, unknown>, message: string) => open().warn(fields, message),
  error: (fields: Record<string, unknown>, message: string) => open().error(fields, message),
}

// Opened on first use: a build has no environment to read.
function open(): Logger {
  logger ??= pino({
    level: env().LOG_LEVEL,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['secret', 'password', 'token', 'authorization', 'cookie', 'context', 'signature'].flatMap(
        (name) => [name, `*.${name}`, `*.*.${name}`],
      ),
      censor: '[redacted]',
    },
  })
  return logger
}
