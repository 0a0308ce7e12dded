import { describe, expect, test } from 'vitest'
import { switchPlacement } from '@/lib/domain/installations/installations'
import { getInstallation, uninstallWidget } from '@/lib/domain/installations/state'
import {
  cancelTeamRotation,
  listTeamSecrets,
  promoteTeamSecret,
  revokeTeamSecret,
  setTeamSecret,
} from '@/lib/domain/installations/team-secrets'
import { setTeamSecretInput } from '@/lib/domain/installations/team-secrets.schema'
import { openForSigning } from '@/lib/domain/secrets/openers'
import { db } from '@/lib/server/db'
import { approvedWidget, createPartner, createTeam } from '@/test/factories'
import { codeOf, settleAll } from '@/test/refusals'

const now = new Date('2026-03-01T12:00:00.000Z')
const hours = (count: number) => new Date(now.getTime() + count * 3_600_000)

async function offered(protocol: 'social-signin' | 'showpad') {
  const [{ owner }, team] = [await createPartner(), await createTeam()]
  const { widgetId } = await approvedWidget(owner, { protocol, searchUrl: 'https://widgets.example.com/s' })
  const signing = async (endpoint?: string, at = now) => {
    const { installation } = await getInstallation(team.admin, { widgetId })
    if (!installation) return []
    const opened = await openForSigning(
      db(),
      { kind: 'installation', ownerId: installation.id, endpoint },
      at,
    )
    return opened.map(({ secret }) => secret)
  }
  return { owner, team, widgetId, signing }
}

describe('a team’s secret for a widget', () => {
  test('signs at once when it is the first; the next one is staged until it is promoted', async () => {
    const { team, widgetId, signing } = await offered('social-signin')
    const first = await setTeamSecret(team.admin, { widgetId, secret: 'agreed with the partner' }, now)
    expect(first).toMatchObject({ version: 1, state: 'active', secret: 'agreed with the partner' })
    const second = await setTeamSecret(team.admin, { widgetId }, now)
    expect(second).toMatchObject({
      version: 2,
      state: 'staged',
      secret: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(await signing()).toEqual([first.secret])
    expect(await codeOf(setTeamSecret(team.admin, { widgetId }, now))).toBe('rotation_open')
    await promoteTeamSecret(team.admin, { widgetId, graceHours: 24 }, now)
    expect((await signing())[0]).toBe(second.secret)
    expect(await signing(undefined, hours(25))).toEqual([second.secret])
  })

  test('goes back within the grace, and is dropped while it is staged', async () => {
    const { team, widgetId, signing } = await offered('social-signin')
    const first = await setTeamSecret(team.admin, { widgetId }, now)
    await setTeamSecret(team.admin, { widgetId }, now)
    await cancelTeamRotation(team.admin, { widgetId }, now)
    await setTeamSecret(team.admin, { widgetId }, now)
    await promoteTeamSecret(team.admin, { widgetId, graceHours: 24 }, now)
    await cancelTeamRotation(team.admin, { widgetId }, now)
    expect(await signing()).toEqual([first.secret])
    const states = (await listTeamSecrets(team.admin, { widgetId }, now)).map(({ state }) => state)
    expect(states).toEqual(['revoked', 'revoked', 'active'])
  })

  test('may be apart for search and frame, and together again', async () => {
    const { team, widgetId, signing } = await offered('social-signin')
    const shared = await setTeamSecret(team.admin, { widgetId }, now)
    const search = await setTeamSecret(team.admin, { widgetId, endpoint: 'search' }, now)
    expect(search.state).toBe('active')
    expect(await signing('search')).toEqual([search.secret])
    expect(await signing('iframe')).toEqual([shared.secret])
    await revokeTeamSecret(team.admin, { widgetId, version: search.version }, now)
    expect(await signing('search')).toEqual([shared.secret])
    expect(await codeOf(revokeTeamSecret(team.admin, { widgetId, version: 1 }, now))).toBe('wrong_state')
  })

  test('of showpad is made here, and during a rotation both sign', async () => {
    const { team, widgetId, signing } = await offered('showpad')
    const pasted = setTeamSecret(team.admin, { widgetId, secret: 'a secret of the team’s own' }, now)
    expect(await codeOf(pasted)).toBe('wrong_state')
    const first = await setTeamSecret(team.admin, { widgetId }, now)
    const second = await setTeamSecret(team.admin, { widgetId }, now)
    expect(await signing()).toEqual([second.secret, first.secret])
    expect(await signing(undefined, hours(24))).toEqual([second.secret])
    await revokeTeamSecret(team.admin, { widgetId, version: 1 }, now)
    expect(await signing()).toEqual([second.secret])
  })

  test('of twenty at once is one', async () => {
    const { team, widgetId } = await offered('social-signin')
    await setTeamSecret(team.admin, { widgetId }, now)
    const stages = Array.from({ length: 20 }, () => setTeamSecret(team.admin, { widgetId }, now))
    expect(await settleAll(stages)).toEqual({ won: 1, codes: ['rotation_open'] })
    const promotions = Array.from({ length: 20 }, () =>
      promoteTeamSecret(team.admin, { widgetId, graceHours: 1 }, now),
    )
    expect(await settleAll(promotions)).toEqual({ won: 1, codes: ['wrong_state'] })
  })

  test('is the admin’s alone, seen by no other team, and never listed', async () => {
    const [{ owner, team, widgetId }, other] = [await offered('social-signin'), await createTeam()]
    const { secret } = await setTeamSecret(team.admin, { widgetId }, now)
    for (const actor of [team.agent, owner])
      expect(await codeOf(setTeamSecret(actor, { widgetId }, now))).toBe('forbidden')
    expect(await listTeamSecrets(other.admin, { widgetId })).toEqual([])
    expect(JSON.stringify(await listTeamSecrets(team.admin, { widgetId }))).not.toContain(secret)
    expect(await codeOf(promoteTeamSecret(other.admin, { widgetId, graceHours: 1 }))).toBe('not_found')
    const events = await db().auditEvent.findMany({ where: { teamId: team.teamId } })
    expect(JSON.stringify(events.map(({ data }) => data))).not.toContain(secret)
  })

  test('is gone with the widget, whose switches go off', async () => {
    const { team, widgetId, signing } = await offered('showpad')
    await setTeamSecret(team.admin, { widgetId }, now)
    await switchPlacement(team.admin, { widgetId, placement: 'person', enabled: true })
    await uninstallWidget(team.admin, { widgetId }, now)
    expect(await signing()).toEqual([])
    expect(await db().placementSwitch.count({ where: { widgetId, enabled: true } })).toBe(0)
    const again = switchPlacement(team.admin, { widgetId, placement: 'person', enabled: true })
    expect(await codeOf(again)).toBe('no_secret')
    const secrets = await db().installationSecret.findMany({ where: { installation: { widgetId } } })
    expect(secrets.map(({ state }) => state)).toEqual(['revoked'])
  })
})

test.each([
  [{ secret: ' padded secret, long enough' }, 'secret'],
  [{ secret: 'with a NUL \0 inside, long enough' }, 'secret'],
  [{ secret: 'short' }, 'secret'],
  [{ endpoint: 'elsewhere' }, 'endpoint'],
])('a dirty or short secret is refused: %j', (fields, path) => {
  const parsed = setTeamSecretInput.safeParse({ widgetId: 'wgt_1', ...fields })
  expect(parsed.error?.issues.map((issue) => issue.path[0])).toContain(path)
})

test('a short secret is taken once it is confirmed, an empty one means a new one', () => {
  expect(setTeamSecretInput.parse({ widgetId: 'w', secret: 'short', acceptShort: 'on' }).secret).toBe('short')
  expect(setTeamSecretInput.parse({ widgetId: 'w', secret: '' }).secret).toBeUndefined()
})
