import { beforeEach, describe, expect, test } from 'vitest'
import { answerIframe, answerSearch } from '@/lib/domain/connectors/answers'
import { deleteConnector } from '@/lib/domain/connectors/connectors'
import { createConnectorInput } from '@/lib/domain/connectors/connectors.schema'
import { getConnector, listConnectors } from '@/lib/domain/connectors/read'
import { listConnectorRequests } from '@/lib/domain/connectors/requests'
import {
  joinFrameSecret,
  partFrameSecret,
  revokeConnectorSecret,
  rotateConnectorSecret,
} from '@/lib/domain/connectors/rotation'
import { addConnector, type ConnectedTeam, signSearch as search } from '@/test/connectors'
import { createTeam } from '@/test/factories'
import { codeOf } from '@/test/refusals'

const now = new Date('2026-11-24T12:00:00Z')
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000)

let team: ConnectedTeam
beforeEach(async () => {
  team = await createTeam()
})

const connect = (protocol: 'social-signin' | 'showpad') => addConnector(team.admin, protocol, {}, now)

test('agents and other teams see and change nothing of it', async () => {
  const { connectorId } = await connect('social-signin')
  const outsider = (await createTeam()).admin
  expect(await codeOf(getConnector(team.agent, connectorId))).toBe('forbidden')
  expect(await codeOf(getConnector(outsider, connectorId))).toBe('not_found')
  expect(await codeOf(rotateConnectorSecret(outsider, { connectorId, graceHours: 24 }))).toBe('not_found')
  expect(await codeOf(deleteConnector(outsider, { connectorId }))).toBe('not_found')
  expect(await listConnectorRequests(outsider, { connectorId })).toMatchObject({ requests: [] })
})

describe('a secret of the frame’s own', () => {
  const frame = (connectorId: string, secret: string, at = now) =>
    codeOf(answerIframe(search(connectorId, secret, { id: 'nobody' }, at), at))

  test('opens the frame alone, beside the other one until the grace ends', async () => {
    const { connectorId, secret } = await connect('social-signin')
    const own = await partFrameSecret(team.admin, { connectorId, graceHours: 24 }, now)
    expect(await frame(connectorId, own.secret)).toBe('not_found')
    expect(await frame(connectorId, secret)).toBe('not_found')
    expect(await codeOf(answerSearch(search(connectorId, own.secret, { q: 'a' }), now))).toBe(
      'signature_mismatch',
    )
    expect(await frame(connectorId, secret, later(86_400))).toBe('signature_mismatch')
    expect(await frame(connectorId, own.secret, later(86_400))).toBe('not_found')
    expect(await codeOf(partFrameSecret(team.admin, { connectorId, graceHours: 0 }, now))).toBe('wrong_state')
  })

  test('rotates apart from the search’s, and joins again', async () => {
    const { connectorId, secret } = await connect('social-signin')
    const own = await partFrameSecret(team.admin, { connectorId, graceHours: 0 }, now)
    const next = await rotateConnectorSecret(
      team.admin,
      { connectorId, graceHours: 24, endpoint: 'iframe' },
      now,
    )
    for (const key of [own.secret, next.secret]) expect(await frame(connectorId, key)).toBe('not_found')
    expect(await frame(connectorId, secret)).toBe('signature_mismatch')
    expect(await answerSearch(search(connectorId, secret, { q: 'a' }), now)).toEqual({ results: [] })
    await joinFrameSecret(team.admin, { connectorId }, now)
    for (const key of [secret, next.secret]) expect(await frame(connectorId, key)).toBe('not_found')
    expect(await frame(connectorId, next.secret, later(86_400))).toBe('signature_mismatch')
  })

  test('is for SocialSignIn alone', async () => {
    const { connectorId } = await connect('showpad')
    expect(await codeOf(partFrameSecret(team.admin, { connectorId, graceHours: 0 }, now))).toBe('wrong_state')
    const outsider = (await createTeam()).admin
    expect(await codeOf(joinFrameSecret(outsider, { connectorId }, now))).toBe('not_found')
  })
})

test('a connector is said to answer once a call of it verified, and not before', async () => {
  const { connectorId, secret } = await connect('social-signin')
  const listed = async () =>
    (await listConnectors(team.admin, now)).find(({ id }) => id === connectorId)?.hasAnswered
  expect(await listed()).toBe(false)
  await codeOf(answerSearch(search(connectorId, 'a secret of nobody, and long enough', { q: 'a' }), now))
  expect(await listed()).toBe(false)
  await answerSearch(search(connectorId, secret, { q: 'a' }), now)
  expect(await listed()).toBe(true)
  expect(await getConnector(team.admin, connectorId, now)).toMatchObject({ hasAnswered: true })
})

describe('secrets of a connector', () => {
  test('both are accepted during the overlap, and each tells when it was last', async () => {
    const { connectorId, secret } = await connect('social-signin')
    const next = await rotateConnectorSecret(team.admin, { connectorId, graceHours: 24 }, now)
    await answerSearch(search(connectorId, secret, { q: 'a' }), now)
    await answerSearch(search(connectorId, next.secret, { q: 'a' }, later(5)), later(5))
    const { secrets } = await getConnector(team.admin, connectorId, now)
    expect(secrets).toMatchObject([
      { version: 2, state: 'active', lastAcceptedAt: later(5) },
      { version: 1, state: 'retiring', lastAcceptedAt: now, graceEndsAt: later(86_400) },
    ])
    expect(await codeOf(rotateConnectorSecret(team.admin, { connectorId, graceHours: 1 }, now))).toBe(
      'rotation_open',
    )
    const over = later(86_400)
    expect((await listConnectors(team.admin, now))[0]?.retiringUntil).toEqual(over)
    expect((await listConnectors(team.admin, over))[0]?.retiringUntil).toBeUndefined()
    expect(await codeOf(answerSearch(search(connectorId, secret, { q: 'a' }, over), over))).toBe(
      'signature_mismatch',
    )
  })

  test('a revoked one is refused at once, and no grace revokes at once', async () => {
    const { connectorId, secret } = await connect('social-signin')
    const second = await rotateConnectorSecret(team.admin, { connectorId, graceHours: 24 }, now)
    await revokeConnectorSecret(team.admin, { connectorId, version: 1 }, now)
    expect(await codeOf(answerSearch(search(connectorId, secret, { q: 'a' }), now))).toBe(
      'signature_mismatch',
    )
    const third = await rotateConnectorSecret(team.admin, { connectorId, graceHours: 0 }, now)
    expect(await codeOf(answerSearch(search(connectorId, second.secret, { q: 'a' }), now))).toBe(
      'signature_mismatch',
    )
    await expect(answerSearch(search(connectorId, third.secret, { q: 'a' }), now)).resolves.toBeDefined()
  })

  test('of twenty rotations at once one wins', async () => {
    const { connectorId } = await connect('social-signin')
    const rotate = () => rotateConnectorSecret(team.admin, { connectorId, graceHours: 24 }, now)
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, rotate))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('a pasted one is not shown again; dirty ones are refused and short ones confirmed', () => {
    const parse = (secret: string, more = {}) =>
      createConnectorInput.safeParse({ protocol: 'showpad', name: 'a', secret, ...more }).success
    expect(parse(' padded with white space, long enough ')).toBe(false)
    expect(parse('with a NUL\0 in it, and long enough')).toBe(false)
    expect(parse('changeme!')).toBe(false)
    expect(parse('changeme!', { acceptShort: 'on' })).toBe(true)
  })
})
