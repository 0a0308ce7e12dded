import { beforeAll, describe, expect, test } from 'vitest'
import { installWidget } from '@/lib/domain/installations/state'
import { hoursAfter } from '@/lib/domain/secrets/durations.schema'
import * as lifecycle from '@/lib/domain/secrets/lifecycle'
import { noteAccepted, noteUsed, type OpenSecret } from '@/lib/domain/secrets/opened'
import {
  findForProbe,
  openForSandbox,
  openForSigning,
  openForVerifying,
  type SecretOwner,
} from '@/lib/domain/secrets/openers'
import { secretPolicies } from '@/lib/domain/secrets/policies'
import { type SecretKind, secretTables } from '@/lib/domain/secrets/tables'
import { newId } from '@/lib/ids'
import { db, inTransaction } from '@/lib/server/db'
import { addConnector } from '@/test/connectors'
import { approvedWidget, createPartner, createTeam, registerWidget, salesloftFields } from '@/test/factories'
import { codeOf } from '@/test/refusals'

const now = new Date('2026-03-01T12:00:00Z')
const over = hoursAfter(now, 24)

const oauthFields = {
  clientId: 'crm',
  clientSecret: 'of the client',
  authorizeUrl: 'https://platform.example.com/authorize',
  tokenUrl: 'https://platform.example.com/token',
}

type Owner = SecretOwner & { createdById: string }

/** Owners of each kind that have no secret yet. */
const owners: Record<SecretKind, () => Promise<Owner>> = {
  widget: async () => {
    const { owner } = await createPartner()
    const { widgetId } = await registerWidget(owner, salesloftFields)
    return { kind: 'widget', ownerId: widgetId, createdById: owner.userId }
  },
  installation: async () => {
    const [{ owner }, team] = [await createPartner(), await createTeam()]
    const { widgetId } = await approvedWidget(owner, salesloftFields)
    const { installationId } = await installWidget(team.admin, { widgetId }, now)
    return { kind: 'installation', ownerId: installationId, createdById: team.admin.userId }
  },
  connector: async () => {
    const { admin } = await createTeam()
    const { connectorId } = await addConnector(admin, 'salesloft', oauthFields, now)
    return { kind: 'connector', ownerId: connectorId, createdById: admin.userId }
  },
  sandbox: async () => ({ ...(await owners.widget()), kind: 'sandbox' }),
  webhook: async () => {
    const { admin } = await createTeam()
    const { id } = await db().webhookEndpoint.create({
      data: {
        id: newId('whk'),
        teamId: admin.teamId,
        url: 'https://crm.example.com/hooks',
        createdById: admin.userId,
        createdAt: now,
      },
    })
    return { kind: 'webhook', ownerId: id, createdById: admin.userId }
  },
}

function change<T>(
  owner: Owner & { endpoint?: string },
  run: (series: lifecycle.SecretSeries) => Promise<T>,
  at = now,
): Promise<T> {
  return inTransaction(async (tx) =>
    run(await lifecycle.readSeries({ tx, policy: secretPolicies[owner.kind], now: at, ...owner })),
  )
}

/** What counts at a moment, by whichever opener is the owner's. */
async function counting(owner: Owner, at = now): Promise<string[]> {
  const opened: Record<SecretKind, () => Promise<(OpenSecret | null)[]>> = {
    widget: () => openForSigning(db(), owner, at),
    installation: () => openForSigning(db(), owner, at),
    connector: () => openForVerifying(db(), owner.ownerId, at),
    sandbox: async () => [await openForSandbox(db(), owner.ownerId)],
    webhook: () => openForSigning(db(), owner, at),
  }
  return (await opened[owner.kind]()).flatMap((found) => found?.secret ?? [])
}

const statesOf = async (owner: Owner) =>
  (await secretTables[owner.kind].findLive(db(), owner.ownerId)).map(({ version, state }) => [version, state])

describe.each(['widget', 'installation', 'connector', 'sandbox', 'webhook'] as const)(
  'a secret of a %s',
  (kind) => {
    let owner: Owner
    beforeAll(async () => {
      owner = await owners[kind]()
      await change(owner, (series) => lifecycle.begin(series, 'the first'))
    })

    test('counts at once when it is the first', async () => {
      expect(await counting(owner)).toEqual(['the first'])
      expect(await statesOf(owner)).toEqual([[1, 'active']])
    })

    test('gives way without a grace, and its version is not used again', async () => {
      const shown = await change(owner, (series) =>
        lifecycle.replace(series, { secret: 'the next', graceHours: 0 }),
      )
      expect(shown).toMatchObject({ version: 2, secret: 'the next' })
      expect(await counting(owner)).toEqual(['the next'])
      expect(await statesOf(owner)).toEqual([[2, 'active']])
    })

    test('is no other owner’s: what is sealed for one opens for none beside it', async () => {
      const [row] = await secretTables[kind].findLive(db(), owner.ownerId)
      const other = await owners[kind]()
      await inTransaction((tx) =>
        secretTables[kind].add(tx, other.ownerId, {
          id: newId('sec'),
          version: 2,
          endpoint: null,
          state: 'active',
          sealed: row?.sealed ?? new Uint8Array(),
          keyVersion: row?.keyVersion ?? 1,
          fingerprint: 'moved',
          createdById: other.createdById,
          createdAt: now,
          activatedAt: now,
        }),
      )
      expect(await codeOf(counting(other))).toBe('secrets_unavailable')
    })
  },
)

describe.each(['widget', 'installation', 'connector'] as const)('the rotation of a %s', (kind) => {
  const policy = secretPolicies[kind]
  const promote = (series: lifecycle.SecretSeries) =>
    lifecycle.promote(series, { graceHours: 24, unprobed: true })

  async function begun(): Promise<Owner> {
    const owner = await owners[kind]()
    await change(owner, (series) => lifecycle.begin(series, 'one'))
    return owner
  }
  async function staged(): Promise<Owner> {
    const owner = await begun()
    await change(owner, (series) => lifecycle.stage(series, 'two'))
    return owner
  }

  test('stages what counts nowhere yet, and gives it up without a gap', async () => {
    const owner = await staged()
    expect(await counting(owner)).toEqual(['one'])
    expect((await findForProbe(db(), owner))?.secret).toBe('two')
    await change(owner, (series) => lifecycle.discard(series))
    expect(await statesOf(owner)).toEqual([[1, 'active']])
    expect(await change(owner, (series) => lifecycle.stage(series, 'three'))).toMatchObject({ version: 3 })
  })

  test('is one at a time', async () => {
    const owner = await staged()
    const again = (at?: Date) => [
      codeOf(change(owner, (series) => lifecycle.stage(series, 'x'), at)),
      codeOf(change(owner, (series) => lifecycle.replace(series, { secret: 'x', graceHours: 1 }), at)),
    ]
    expect(await Promise.all(again())).toEqual(['rotation_open', 'rotation_open'])
    await change(owner, promote)
    expect(await Promise.all(again())).toEqual(['rotation_open', 'rotation_open'])
    expect(await change(owner, (series) => lifecycle.stage(series, 'x'), over)).toMatchObject({ version: 3 })
  })

  test('keeps the former one until its grace ends by the clock, before anything wrote it', async () => {
    const owner = await staged()
    await change(owner, promote)
    expect(new Set(await counting(owner))).toEqual(new Set(['one', 'two']))
    expect((await counting(owner))[0]).toBe('two')
    expect(await counting(owner, over)).toEqual(['two'])
    expect(await codeOf(change(owner, lifecycle.rollBack, over))).toBe('wrong_state')
    expect(await codeOf(change(owner, (series) => lifecycle.extend(series, 72), over))).toBe('wrong_state')
  })

  test('goes back within the grace, which may be longer but not shorter', async () => {
    const owner = await staged()
    await change(owner, promote)
    expect(await codeOf(change(owner, (series) => lifecycle.extend(series, 1)))).toBe('invalid_input')
    await change(owner, (series) => lifecycle.extend(series, 48))
    await change(owner, lifecycle.rollBack, over)
    expect(await counting(owner, over)).toEqual(['one'])
    const after = policy.afterRollBack === 'staged' ? [[2, 'staged']] : []
    expect(await statesOf(owner)).toEqual([...after, [1, 'active']])
  })

  test('lets what retires be revoked by hand, and never what counts everywhere', async () => {
    const owner = await staged()
    await change(owner, promote)
    for (const version of [2, 7])
      expect(await codeOf(change(owner, (series) => lifecycle.revoke(series, version)))).toBe('wrong_state')
    await change(owner, (series) => lifecycle.revoke(series, 1))
    expect(await counting(owner)).toEqual(['two'])
  })

  test('ends at once with all that came before, where nothing is to be kept', async () => {
    const owner = await staged()
    await change(owner, promote)
    await change(owner, (series) => lifecycle.replace(series, { secret: 'three', graceHours: 0 }))
    expect(await statesOf(owner)).toEqual([[3, 'active']])
    await inTransaction((tx) => lifecycle.revokeAll({ tx, policy, ownerId: owner.ownerId, now }))
    expect(await statesOf(owner)).toEqual([])
  })

  test('in an emergency lets a staged one take over that opens', async () => {
    const owner = await staged()
    const [active] = (await secretTables[kind].findLive(db(), owner.ownerId)).slice(-1)
    const input = { version: 1, fingerprint: active?.fingerprint ?? '', reason: 'leaked', secret: 'three' }
    const wrong = change(owner, (series) =>
      lifecycle.revokeAtOnce(series, { ...input, fingerprint: '00000000' }),
    )
    expect(await codeOf(wrong)).toBe('invalid_input')
    await change(owner, (series) => lifecycle.revokeAtOnce(series, input))
    expect(await statesOf(owner)).toEqual([[2, 'active']])
    const { fingerprint = '' } = (await secretTables[kind].findLive(db(), owner.ownerId))[0] ?? {}
    await change(owner, (series) => lifecycle.revokeAtOnce(series, { ...input, version: 2, fingerprint }))
    expect(await counting(owner)).toEqual(['three'])
  })

  test('notes its use at most once a second, and never back', async () => {
    const owner = await begun()
    const read = async () => (await secretTables[kind].findLive(db(), owner.ownerId))[0]
    const note = async (ms: number) =>
      noteUsed(db(), { kind, id: (await read())?.id ?? '', lastUsedAt: null }, new Date(now.getTime() + ms))
    for (const ms of [0, 999, -60_000]) await note(ms)
    expect((await read())?.lastUsedAt).toEqual(now)
    await note(1001)
    expect((await read())?.lastUsedAt).toEqual(new Date(now.getTime() + 1001))
  })
})

test.each(['widget', 'installation'] as const)(
  'that a server accepted a secret of a %s is noted once a minute',
  async (kind) => {
    const owner = await owners[kind]()
    await change(owner, (series) => lifecycle.begin(series, 'one'))
    const [{ id = '' } = {}] = await secretTables[kind].findLive(db(), owner.ownerId)
    const acceptedAt = async () => {
      const where = { where: { id }, select: { lastAcceptedAt: true } }
      const row = await (kind === 'widget'
        ? db().secret.findUnique(where)
        : db().installationSecret.findUnique(where))
      return row?.lastAcceptedAt?.getTime()
    }
    const note = (ms: number) => noteAccepted({ kind, id, now: new Date(now.getTime() + ms) })
    await Promise.all([0, 0, 0].map(note))
    for (const ms of [59_999, -60_000]) await note(ms)
    expect(await acceptedAt()).toBe(now.getTime())
    await note(60_001)
    expect(await acceptedAt()).toBe(now.getTime() + 60_001)
  },
)

describe.each(['installation', 'connector'] as const)('an endpoint of a %s', (kind) => {
  test('has a series of its own, with its own rotation', async () => {
    const owner = await owners[kind]()
    const frame = { ...owner, endpoint: 'iframe' }
    await change(owner, (series) => lifecycle.begin(series, 'for all'))
    await change(frame, (series) => lifecycle.begin(series, 'for the frame'))
    await change(owner, (series) => lifecycle.stage(series, 'for all, next'))
    await change(frame, (series) => lifecycle.stage(series, 'for the frame, next'))
    expect(await statesOf(owner)).toEqual([
      [4, 'staged'],
      [3, 'staged'],
      [2, 'active'],
      [1, 'active'],
    ])
    const revoked = change(owner, (series) => lifecycle.revoke(series, 2))
    if (kind === 'installation') await expect(revoked).resolves.toMatchObject({ version: 2 })
    else expect(await codeOf(revoked)).toBe('wrong_state')
  })
})

test('a retiring secret that no key opens any more does not stop the one that signs', async () => {
  const owner = await owners.installation()
  await change(owner, (series) => lifecycle.begin(series, 'one'))
  await change(owner, (series) => lifecycle.replace(series, { secret: 'two', graceHours: 24 }))
  await db().installationSecret.updateMany({
    where: { installationId: owner.ownerId, version: 1 },
    data: { keyVersion: 99 },
  })
  expect(await counting(owner)).toEqual(['two'])
  await db().installationSecret.updateMany({
    where: { installationId: owner.ownerId },
    data: { keyVersion: 99 },
  })
  expect(await codeOf(counting(owner))).toBe('secrets_unavailable')
})
