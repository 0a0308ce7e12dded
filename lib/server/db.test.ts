import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { toAppError } from '@/lib/errors'
import { db, inTransaction, type Tx } from '@/lib/server/db'
import { withDatabase } from '@/test/database'
import { createTeam } from '@/test/factories'
import { refusalOf } from '@/test/refusals'

const rename = (tx: Tx, id: string, name: string) =>
  tx.team.update({ where: { id }, data: { name }, select: { id: true } })

/** Settles once `count` have come. */
function meetingOf(count: number): () => Promise<void> {
  let left = count
  let open: () => void = () => undefined
  const met = new Promise<void>((settle) => {
    open = settle
  })
  return () => {
    left -= 1
    if (left <= 0) open()
    return met
  }
}

describe('a transaction', () => {
  test('that meets another in a deadlock is run again, and both are committed', async () => {
    const [one, other] = [await createTeam(), await createTeam()].map(({ admin }) => admin.teamId)
    if (!one || !other) throw new Error('there are no teams')
    const meet = meetingOf(2)
    let runs = 0
    const crossing = (first: string, second: string, name: string) =>
      inTransaction(async (tx) => {
        runs += 1
        await rename(tx, first, name)
        await meet()
        await rename(tx, second, name)
      })
    await Promise.all([crossing(one, other, 'by one'), crossing(other, one, 'by other')])
    expect(runs).toBe(3)
    const names = await db().team.findMany({ where: { id: { in: [one, other] } }, select: { name: true } })
    expect(new Set(names.map(({ name }) => name)).size).toBe(1)
  })

  test('that fails to serialise is run again from the beginning', async () => {
    const { admin } = await createTeam()
    let runs = 0
    await inTransaction(async (tx) => {
      runs += 1
      await tx.$executeRaw`SET TRANSACTION ISOLATION LEVEL SERIALIZABLE`
      const team = await tx.team.findUniqueOrThrow({ where: { id: admin.teamId }, select: { name: true } })
      if (runs === 1)
        await withDatabase((client) =>
          client.query('UPDATE "Team" SET name = $1 WHERE id = $2', ['Changed meanwhile', admin.teamId]),
        )
      await rename(tx, admin.teamId, `${team.name}!`)
    })
    expect(runs).toBe(2)
    const { name } = await db().team.findUniqueOrThrow({
      where: { id: admin.teamId },
      select: { name: true },
    })
    expect(name).toBe('Changed meanwhile!')
  })

  test('that never gets through is given up after a few times, as 503', async () => {
    let runs = 0
    const conflict = Object.assign(new Error('x'), { code: '40001' })
    const refusal = await refusalOf(
      inTransaction(async () => {
        runs += 1
        throw conflict
      }),
    )
    expect(runs).toBe(4)
    expect(toAppError(refusal)).toMatchObject({ code: 'database_unavailable', retryAfterSeconds: 5 })
  })

  test('that fails for another reason is run once', async () => {
    let runs = 0
    await refusalOf(
      inTransaction(async (tx) => {
        runs += 1
        await rename(tx, randomUUID(), 'nobody')
      }),
    )
    expect(runs).toBe(1)
  })
})
