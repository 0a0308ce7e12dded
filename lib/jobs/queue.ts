import type { Tx } from '@/lib/server/db'

/** Every job and its payload. The handlers are in `worker.ts`. */
export type Jobs = {
  'secret.end_grace': { widgetId: string }
  'certification.run': { runId: string }
  'certification.daily': Record<string, never>
  'certification.recover': Record<string, never>
  'certification.prune': Record<string, never>
  'origins.check': Record<string, never>
  'audit.sign': Record<string, never>
  'limits.prune': Record<string, never>
  'launches.prune': Record<string, never>
  'connectors.prune': Record<string, never>
  'connectors.refresh': Record<string, never>
  'postbacks.deliver': Record<string, never>
  'postbacks.replay': { replayId: string }
  'postbacks.prune': Record<string, never>
  'embed.prune': Record<string, never>
  'imports.run': { importId: string }
  'imports.recover': Record<string, never>
  'imports.prune': Record<string, never>
  'webhooks.forget': { endpointId: string }
  'oauth.prune': Record<string, never>
  'sandbox.prune': Record<string, never>
}

/** Adds a job inside the transaction of the change that needs it: both happen, or neither. */
export async function enqueue<Name extends keyof Jobs>(
  tx: Tx,
  name: Name,
  payload: Jobs[Name],
  options: { runAt?: Date; key?: string } = {},
): Promise<void> {
  await tx.$executeRaw`SELECT graphile_worker.add_job(
    ${name}, payload := ${JSON.stringify(payload)}::json, run_at := ${options.runAt ?? null}::timestamptz, job_key := ${options.key ?? null})`
}
