import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifyAudit } from '@/lib/domain/audit/events'
import { compareHeads, signNewestEvent } from '@/lib/domain/audit/heads'
import { db } from '@/lib/server/db'
import { withDatabase } from '@/test/database'
import { createPartner, registerWidget } from '@/test/factories'
import { setEnv } from '@/test/settings'

const dir = mkdtempSync(join(tmpdir(), 'framegate-heads-'))
const file = join(dir, 'below', 'heads.jsonl')
beforeEach(() => {
  setEnv({ AUDIT_HEADS_FILE: file })
})
afterEach(() => rmSync(join(dir, 'below'), { recursive: true, force: true }))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const verdicts = async (from = file) => (await compareHeads(from)).map(({ verdict }) => verdict)

/** What the database's owner can do, who knows how the chain is made. */
async function rewriteLog(change: string): Promise<void> {
  await withDatabase(async (client) => {
    await client.query('ALTER TABLE "AuditEvent" DISABLE TRIGGER USER')
    await client.query(change)
    await client.query(`DO $$ DECLARE e "AuditEvent"; previous bytea; BEGIN
      FOR e IN SELECT * FROM "AuditEvent" ORDER BY sequence LOOP
        previous := audit_digest(previous, e);
        UPDATE "AuditEvent" SET hash = previous WHERE sequence = e.sequence;
      END LOOP; END $$`)
    await client.query('ALTER TABLE "AuditEvent" ENABLE TRIGGER USER')
  })
}

async function signTwice(): Promise<void> {
  const { owner } = await createPartner()
  await registerWidget(owner)
  await signNewestEvent()
  await registerWidget(owner)
  await signNewestEvent()
}

describe('a signed head', () => {
  test('is kept by a log that only grew', async () => {
    await signTwice()
    const { owner } = await createPartner()
    await registerWidget(owner)
    expect(await verdicts()).toEqual(['kept', 'kept'])
  })

  test('tells of a log that its owner rewrote from the beginning, with every hash right', async () => {
    await signTwice()
    await rewriteLog(
      `UPDATE "AuditEvent" SET "actorName" = 'Nobody' WHERE sequence = (SELECT min(sequence) FROM "AuditEvent")`,
    )
    expect((await verifyAudit()).firstBad).toBeUndefined()
    expect(await verdicts()).toEqual(['rewritten', 'rewritten'])
  })

  test('tells of a log whose newest events were cut off', async () => {
    await signTwice()
    await rewriteLog(`DELETE FROM "AuditEvent" WHERE sequence = (SELECT max(sequence) FROM "AuditEvent")`)
    expect((await verifyAudit()).firstBad).toBeUndefined()
    expect(await verdicts()).toEqual(['kept', 'gone'])
  })

  test('cannot be made without the key, and one of a key that is not there is not believed', async () => {
    await signTwice()
    const [head] = readFileSync(file, 'utf8').split('\n')
    const real = JSON.parse(head ?? '')
    const newest = await db().auditEvent.findFirstOrThrow({ orderBy: { sequence: 'desc' } })
    const forged = {
      ...real,
      sequence: String(newest.sequence),
      hash: Buffer.from(newest.hash ?? []).toString('hex'),
    }
    writeFileSync(file, `${JSON.stringify(forged)}\n${JSON.stringify({ ...real, keyVersion: 99 })}\n`)
    for (const field of ['at', 'mac'])
      appendFileSync(
        file,
        `${JSON.stringify({ ...real, [field]: field === 'at' ? '2026-01-01T00:00:00.000Z' : '0'.repeat(64) })}\n`,
      )
    expect(await verdicts()).toEqual(['forged', 'unknown', 'forged', 'forged'])
  })

  test('is found among the lines of the portal’s own log, and nothing else is taken for one', async () => {
    await signTwice()
    const lines = readFileSync(file, 'utf8').trim().split('\n')
    const log = join(dir, 'below', 'log')
    const asLogged = lines.map((line) =>
      JSON.stringify({ level: 30, ...JSON.parse(line), msg: 'audit head' }),
    )
    writeFileSync(
      log,
      ['not JSON', '{"level":30,"msg":"ready"}', ...asLogged, '{"sequence":"1"}', ''].join('\n'),
    )
    expect(await verdicts(log)).toEqual(['kept', 'kept'])
    expect(await verdicts(join(dir, 'nothing'))).toEqual([])
  })

  test('is written to no file where the operator wants none', async () => {
    setEnv({ AUDIT_HEADS_FILE: 'off' })
    await signTwice()
    expect(await verdicts()).toEqual([])
  })
})

test('the chain is verified in pieces, each joined to the one before it', async () => {
  const { owner } = await createPartner()
  for (let count = 0; count < 4; count += 1) await registerWidget(owner)
  const pieces: number[] = []
  const onPiece = ({ checked }: { checked: number }) => pieces.push(checked)
  const whole = await verifyAudit()
  expect(await verifyAudit({ rowsEach: 3, onPiece })).toEqual(whole)
  expect(pieces).toHaveLength(Math.ceil(whole.checked / 3))
  expect(pieces.at(-1)).toBe(whole.checked)
  const events = await db().auditEvent.findMany({ orderBy: { sequence: 'asc' }, select: { sequence: true } })
  const first = events[3]?.sequence
  await withDatabase(async (client) => {
    await client.query('ALTER TABLE "AuditEvent" DISABLE TRIGGER USER')
    await client.query('DELETE FROM "AuditEvent" WHERE sequence = $1', [events[2]?.sequence])
    await client.query('ALTER TABLE "AuditEvent" ENABLE TRIGGER USER')
  })
  // The one that is gone was the last of its piece.
  expect((await verifyAudit({ rowsEach: 2 })).firstBad).toBe(String(first))
})
