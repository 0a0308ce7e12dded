import { on } from 'node:events'
import { describe, expect, test } from 'vitest'
import { listSecrets, promoteSecret, stageSecret } from '@/lib/domain/widgets/rotation'
import { enqueue } from '@/lib/jobs/queue'
import { startWorker } from '@/lib/jobs/worker'
import { db, inTransaction } from '@/lib/server/db'
import { withDatabase } from '@/test/database'
import { createPartner, registerWidget } from '@/test/factories'
import { refusalOf } from '@/test/refusals'

type QueuedJob = { task_identifier: string; payload: unknown; run_at: Date; key: string | null }

function listJobs(): Promise<QueuedJob[]> {
  return withDatabase(async (client) => {
    const { rows } = await client.query<QueuedJob>(
      `SELECT t.identifier AS task_identifier, j.payload, j.run_at, j.key
       FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id ORDER BY j.id`,
    )
    return rows
  })
}

describe('the queue', () => {
  test('takes a job with the change that needs it', async () => {
    const runAt = new Date('2999-01-01T00:00:00.000Z')
    await inTransaction((tx) =>
      enqueue(tx, 'secret.end_grace', { widgetId: `it's "quoted"` }, { runAt, key: 'once' }),
    )
    await inTransaction((tx) =>
      enqueue(tx, 'secret.end_grace', { widgetId: 'again' }, { runAt, key: 'once' }),
    )
    expect(await listJobs()).toEqual([
      { task_identifier: 'secret.end_grace', payload: { widgetId: 'again' }, run_at: runAt, key: 'once' },
    ])
  })

  test('takes nothing from a change that was rolled back', async () => {
    const before = await listJobs()
    const failing = inTransaction(async (tx) => {
      await enqueue(tx, 'secret.end_grace', { widgetId: 'wgt_1' })
      throw new Error('the change failed')
    })
    expect(await refusalOf(failing)).toMatchObject({ message: 'the change failed' })
    expect(await listJobs()).toEqual(before)
  })

  test('a promotion puts the end of its grace there', async () => {
    const { owner } = await createPartner()
    const { widgetId } = await registerWidget(owner)
    const now = new Date('2998-01-01T00:00:00.000Z')
    await stageSecret(owner, { widgetId }, now)
    await promoteSecret(owner, { widgetId, graceHours: 24, unprobed: true }, now)
    expect((await listJobs()).at(-1)).toMatchObject({
      task_identifier: 'secret.end_grace',
      payload: { widgetId },
      run_at: new Date('2998-01-02T00:00:00.000Z'),
    })
  })
})

test('the worker ends a grace whose time has come', async () => {
  const { owner } = await createPartner()
  const { widgetId } = await registerWidget(owner)
  const yesterday = new Date(Date.now() - 25 * 3_600_000)
  await stageSecret(owner, { widgetId }, yesterday)
  const worker = await startWorker()
  try {
    const successes = on(worker.events, 'job:success')
    await promoteSecret(owner, { widgetId, graceHours: 24, unprobed: true }, yesterday)
    for await (const [{ job }] of successes) if (job.task_identifier === 'secret.end_grace') break
    const row = await db().secret.findFirst({ where: { widgetId, version: 1 } })
    expect(row).toMatchObject({ state: 'revoked', revokeReason: 'The grace period ended' })
    const [, first] = await listSecrets(owner, { widgetId })
    expect(first?.state).toBe('revoked')
  } finally {
    await worker.stop()
  }
})
