import { expect, test } from 'vitest'
import { removeMember } from '@/lib/domain/accounts/members'
import { endTestingAsPartner } from '@/lib/domain/review/team-testing'
import { acceptTestLink, createTestLink, readTestLink } from '@/lib/domain/review/test-links'
import { getWidget } from '@/lib/domain/widgets/read'
import { updateWidget } from '@/lib/domain/widgets/widgets'
import { createPartner, createTeam, registerWidget, widgetChange } from '@/test/factories'
import { codeOf, refusalOf } from '@/test/refusals'

const now = new Date('2026-03-01T12:00:00.000Z')
const later = (days: number) => new Date(now.getTime() + days * 86_400_000)
const tokenOf = (url: string) => url.split('/').at(-1) ?? ''

async function offered() {
  const [partner, team] = [await createPartner(), await createTeam()]
  const { widgetId } = await registerWidget(partner.owner)
  const { url } = await createTestLink(partner.developer, { widgetId }, now)
  return { ...partner, team, widgetId, token: tokenOf(url) }
}

test('an admin who opens the link sees what they would test, accepts it once, and the partner learns who tests', async () => {
  const { owner, team, widgetId, token } = await offered()
  const offer = await readTestLink(team.admin, { token }, now)
  expect(offer).toMatchObject({ id: widgetId, partnerName: owner.organisation })
  await acceptTestLink(team.admin, { token, contentHash: offer.contentHash }, now)
  expect(await getWidget(owner, { widgetId })).toMatchObject({
    testState: 'accepted',
    testTeamName: team.admin.organisation,
  })
  const other = await createTeam()
  expect(await codeOf(readTestLink(other.admin, { token }, now))).toBe('link_expired')
  expect(await codeOf(acceptTestLink(other.admin, { token, contentHash: offer.contentHash }, now))).toBe(
    'link_expired',
  )
})

test('of two admins who accept at once one does', async () => {
  const { team, token } = await offered()
  const other = await createTeam()
  const { contentHash } = await readTestLink(team.admin, { token }, now)
  const refusals = await Promise.all(
    [team.admin, other.admin].map((admin) => refusalOf(acceptTestLink(admin, { token, contentHash }, now))),
  )
  expect(refusals.filter((refusal) => refusal === undefined)).toHaveLength(1)
})

test('what is accepted is what was shown: an edit in between is refused', async () => {
  const { owner, team, widgetId, token } = await offered()
  const { contentHash } = await readTestLink(team.admin, { token }, now)
  await updateWidget(owner, await widgetChange(owner, widgetId, { name: 'Renamed meanwhile' }))
  expect(await codeOf(acceptTestLink(team.admin, { token, contentHash }, now))).toBe('changed_since_read')
  expect((await readTestLink(team.admin, { token }, now)).name).toBe('Renamed meanwhile')
})

test('a link ends after seven days, when a new one is created, and with the member who made it', async () => {
  const { owner, developer, team, widgetId, token } = await offered()
  expect(await codeOf(readTestLink(team.admin, { token }, later(7)))).toBe('link_expired')
  const second = tokenOf((await createTestLink(developer, { widgetId }, now)).url)
  expect(await codeOf(readTestLink(team.admin, { token }, now))).toBe('link_expired')
  expect((await readTestLink(team.admin, { token: second }, now)).id).toBe(widgetId)
  await removeMember(owner, { userId: developer.userId })
  expect(await codeOf(readTestLink(team.admin, { token: second }, now))).toBe('link_expired')
})

test('only those who may ask for a test create a link, and only those who answer one use it', async () => {
  const { qa, team, widgetId, token } = await offered()
  const stranger = await createPartner()
  expect(await codeOf(createTestLink(stranger.owner, { widgetId }, now))).toBe('not_found')
  expect(await codeOf(createTestLink(qa, { widgetId }, now))).toBe('forbidden')
  expect(await codeOf(readTestLink(team.agent, { token }, now))).toBe('forbidden')
  expect(await codeOf(readTestLink(stranger.owner, { token }, now))).toBe('forbidden')
  expect(await codeOf(readTestLink(team.admin, { token: 'x' }, now))).toBe('link_expired')
})

test('no link is made while a team tests, and one that was made then works once the test has ended', async () => {
  const { owner, team, widgetId, token } = await offered()
  const { contentHash } = await readTestLink(team.admin, { token }, now)
  await acceptTestLink(team.admin, { token, contentHash }, now)
  expect(await codeOf(createTestLink(owner, { widgetId }, now))).toBe('wrong_state')
  await endTestingAsPartner(owner, { widgetId })
  const { url } = await createTestLink(owner, { widgetId }, now)
  expect((await readTestLink(team.admin, { token: tokenOf(url) }, now)).id).toBe(widgetId)
})
