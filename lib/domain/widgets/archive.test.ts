import { expect, test } from 'vitest'
import { listAuditEvents } from '@/lib/domain/audit/events'
import { listInstallations } from '@/lib/domain/installations/installations'
import { listTabs } from '@/lib/domain/installations/tabs'
import { openLaunch } from '@/lib/domain/launches/launches'
import { setStopped, submitVersion } from '@/lib/domain/review/submissions'
import { archiveWidget, restoreWidget } from '@/lib/domain/widgets/archive'
import { getWidget, listWidgets } from '@/lib/domain/widgets/read'
import { stageSecret } from '@/lib/domain/widgets/rotation'
import {
  approvedWidget,
  createPartner,
  createPerson,
  createTeam,
  registerWidget,
  switchOn,
} from '@/test/factories'
import { codeOf, refusalOf } from '@/test/refusals'

const reason = 'replaced by another'

test('an archived widget opens for nobody and is in no list, until it is restored and resumed', async () => {
  const [{ owner }, team] = [await createPartner(), await createTeam()]
  const { widgetId } = await approvedWidget(owner)
  await switchOn(team.admin, widgetId)
  const record = await createPerson(team.teamId)
  const launch = () => openLaunch(team.agent, { widgetId, placement: 'person', record })
  const listed = async () => (await listWidgets(owner, {})).widgets.map(({ id }) => id)

  await archiveWidget(owner, { widgetId, reason })
  expect(await listed()).toEqual([])
  expect((await listWidgets(owner, { status: 'archived' })).widgets.map(({ id }) => id)).toEqual([widgetId])
  expect((await listWidgets(owner, { status: 'stopped' })).widgets).toEqual([])
  expect((await listInstallations(team.admin, { show: 'all' })).widgets).toEqual([])
  expect(await listTabs(team.agent, 'person')).toEqual([])
  expect(await codeOf(launch())).toBe('widget_stopped')
  expect(await getWidget(owner, { widgetId })).toMatchObject({ status: 'archived' })

  await restoreWidget(owner, { widgetId })
  expect(await listed()).toEqual([widgetId])
  expect(await getWidget(owner, { widgetId })).toMatchObject({ status: 'stopped', stopReason: reason })
  expect(await codeOf(launch())).toBe('widget_stopped')
  await setStopped(owner, { widgetId, stop: false })
  expect((await launch()).launchId).toMatch(/^lch_/)
  const { events } = await listAuditEvents(owner, { subject: widgetId })
  expect(events.slice(0, 3).map(({ action }) => action)).toEqual([
    'widget.resumed',
    'widget.restored',
    'widget.archived',
  ])
})

test('nothing of an archived widget changes', async () => {
  const { owner } = await createPartner()
  const { widgetId } = await approvedWidget(owner)
  await archiveWidget(owner, { widgetId, reason })
  for (const change of [
    () => stageSecret(owner, { widgetId }),
    () => submitVersion(owner, { widgetId }),
    () => setStopped(owner, { widgetId, stop: false }),
    () => archiveWidget(owner, { widgetId, reason }),
  ])
    expect.soft(await refusalOf(change)).toMatchObject({ code: 'wrong_state', status: 409 })
})

test('only an owner archives, only what was approved, and only their own', async () => {
  const [{ owner, developer }, stranger] = [await createPartner(), await createPartner()]
  const draft = await registerWidget(owner)
  const { widgetId } = await approvedWidget(owner)
  expect(await codeOf(archiveWidget(owner, { widgetId: draft.widgetId, reason }))).toBe('wrong_state')
  expect(await codeOf(archiveWidget(developer, { widgetId, reason }))).toBe('forbidden')
  expect(await codeOf(archiveWidget(stranger.owner, { widgetId, reason }))).toBe('not_found')
  expect(await codeOf(restoreWidget(stranger.owner, { widgetId }))).toBe('not_found')
})
