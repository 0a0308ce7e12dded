import { expect, test } from 'vitest'
import { testConnector } from '@/lib/domain/connectors/test-call'
import { listSwitches } from '@/lib/domain/installations/switches'
import { createSandboxSecret, findSandboxSecret } from '@/lib/domain/widgets/sandbox-secret'
import { addConnector } from '@/test/connectors'
import { approvedWidget, createPartner, createTeam, registerWidget, switchOn } from '@/test/factories'
import { codeOf } from '@/test/refusals'

test('a team sees its own switches of a widget, whatever another team switched on', async () => {
  const [{ owner }, team, other] = [await createPartner(), await createTeam(), await createTeam()]
  const { widgetId } = await approvedWidget(owner)
  await switchOn(team.admin, widgetId)
  const enabledOf = async (actor: typeof team.admin) =>
    (await listSwitches(actor, { widgetId })).filter(({ enabled }) => enabled).length
  expect(await enabledOf(team.admin)).toBeGreaterThan(0)
  expect(await enabledOf(other.admin)).toBe(0)
})

test('another team’s connector is tested by nobody, like one that does not exist', async () => {
  const [team, other] = [await createTeam(), await createTeam()]
  const { connectorId } = await addConnector(team.admin, 'showpad', {}, new Date())
  const attempt = (id: string) =>
    codeOf(testConnector(other.admin, { connectorId: id, endpoint: 'activities', query: '' }))
  expect(await attempt(connectorId)).toBe('not_found')
  expect(await attempt('con_none')).toBe('not_found')
})

test('another partner learns nothing of a widget’s sandbox secret, not that there is one', async () => {
  const [mine, other] = [await createPartner(), await createPartner()]
  const { widgetId } = await registerWidget(mine.owner, {
    protocol: 'showpad',
    url: 'https://showpad.example.com/',
  })
  await createSandboxSecret(mine.owner, { widgetId })
  expect(await findSandboxSecret(mine.owner, { widgetId })).toMatchObject({ version: 1 })
  expect(await findSandboxSecret(other.owner, { widgetId })).toBeNull()
})
