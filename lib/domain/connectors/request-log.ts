import { asyncCommitPool } from '@/lib/server/async-commit-pool'
import { batchWrites } from '@/lib/server/batch-writes'
import { log } from '@/lib/server/log'
import { stopTasks } from '@/lib/server/process-wires.mjs'

type LoggedRequest = {
  connectorId: string
  at: Date
  endpoint: string
  /** Why it was refused; only the owner reads it. */
  reason?: string | undefined
  latencyMs?: number
  secretVersion?: number | undefined
  parameters?: Record<string, string>
}

/** One line of the request log. Nobody waits for it: under load lines are written together, twenty times a second. */
export function logRequest(request: LoggedRequest): void {
  const { reason = null, latencyMs = 0, secretVersion = null, parameters = {}, ...rest } = request
  const line = writeLine({ ...rest, reason, latencyMs, secretVersion, parameters })
    .catch((cause: unknown) => log.error({ cause: String(cause) }, 'request log not written'))
    .finally(() => unwritten.delete(line))
  unwritten.add(line)
}

// Pages and routes are bundled apart, each with an instance of this module: the lines are the process's.
const holder = globalThis as typeof globalThis & { framegateUnwritten?: Set<Promise<void>> }
holder.framegateUnwritten ??= new Set()
const unwritten = holder.framegateUnwritten

/** Resolves when every line of this process is in the log: a reader then finds every earlier call. */
export async function settleRequestLog(): Promise<void> {
  await Promise.all(unwritten)
}

stopTasks.send(settleRequestLog)

/** Every line of a batch in one statement, whose text is always the same. */
const writeLine = batchWrites(
  (lines: object[]) =>
    asyncCommitPool().query({
      name: 'connector-requests',
      text: `INSERT INTO "ConnectorRequest" ("connectorId", "at", "endpoint", "reason", "latencyMs", "secretVersion", "parameters")
      SELECT * FROM json_to_recordset($1) AS line("connectorId" text, "at" timestamptz, "endpoint" text, "reason" text,
        "latencyMs" integer, "secretVersion" integer, "parameters" jsonb)`,
      values: [JSON.stringify(lines)],
    }),
  { pauseMs: 50 },
)
