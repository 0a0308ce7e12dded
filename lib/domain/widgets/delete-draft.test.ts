import { describe, expect, test } from 'vitest'
import { listAuditEvents } from '@/lib/domain/audit/events'
import { attest } from '@/lib/domain/certification/certifications'
import { openLaunch } from '@/lib/domain/launches/launches'
import { submitVersion } from '@/lib/domain/review/submissions'
import { endTestingAsPartner, requestTesting } from '@/lib/domain/review/team-testing'
import { createTestLink } from '@/lib/domain/review/test-links'
import { prepareSandboxLaunch } from '@/lib/domain/sandbox/launches'
import { defaultSandboxSettings } from '@/lib/domain/sandbox/launches.schema'
import { deleteDraft } from '@/lib/domain/widgets/delete-draft'
import { getWidget } from '@/lib/domain/widgets/read'
import { createSandboxSecret } from '@/lib/domain/widgets/sandbox-secret'
import { newId } from '@/lib/ids'
import { withDatabase } from '@/test/database'
import {
  approvedWidget,
  certifyWidget,
  createPartner,
  createPerson,
  createTeam,
  registerWidget,
  salesloftFields,
  setInstallationSecret,
  switchOn,
  testedWidget,
} from '@/test/factories'
import { codeOf, refusalOf } from '@/test/refusals'

/** In which tables a row names the widget, whatever they are called. */
async function tablesWith(widgetId: string): Promise<string[]> {
  return withDatabase(async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.columns WHERE column_name = 'widgetId' AND table_schema = 'public'`,
    )
    const found = await Promise.all(
      rows.map(async ({ name }) => {
        const { rowCount } = await client.query(`SELECT 1 FROM "${name}" WHERE "widgetId" = $1 LIMIT 1`, [
          widgetId,
        ])
        return rowCount ? name : ''
      }),
    )
    return found.filter(Boolean).sort()
  })
}

describe('deleting a draft', () => {
  test('leaves nothing of it but what its partner’s log says', async () => {
    const [{ owner, qa }, team] = [await createPartner(), await createTeam()]
    const { widgetId } = await testedWidget(owner, team.admin)
    await switchOn(team.admin, widgetId)
    await openLaunch(team.agent, { widgetId, placement: 'person', record: await createPerson(team.teamId) })
    await endTestingAsPartner(owner, { widgetId })
    await certifyWidget(widgetId)
    await attest(owner, { widgetId, check: 'loading-states', attest: true })
    await createSandboxSecret(owner, { widgetId })
    await createTestLink(owner, { widgetId })
    await prepareSandboxLaunch(qa, { widgetId, settings: defaultSandboxSettings })
    expect(await tablesWith(widgetId)).toEqual([
      'Attestation',
      'CertificationRun',
      'Launch',
      'PlacementSwitch',
      'SandboxLaunch',
      'SandboxSecret',
      'Secret',
      'TestLink',
      'WidgetVersion',
    ])
    expect(await codeOf(deleteDraft(qa, { widgetId }))).toBe('forbidden')
    await deleteDraft(owner, { widgetId })
    expect(await tablesWith(widgetId)).toEqual([])
    expect(await codeOf(getWidget(owner, { widgetId }))).toBe('not_found')
    const { events } = await listAuditEvents(owner, { subject: widgetId })
    expect(events.map(({ action }) => action)).toContain('widget.created')
    expect(events[0]).toMatchObject({ action: 'widget.deleted', subjectName: 'Market pulse' })
  })

  test('takes a connection of an ended test with it', async () => {
    const [{ owner }, team] = [await createPartner(), await createTeam()]
    const { widgetId } = await testedWidget(owner, team.admin, salesloftFields)
    await setInstallationSecret(team.admin, widgetId)
    await endTestingAsPartner(owner, { widgetId })
    await deleteDraft(owner, { widgetId })
    expect(await tablesWith(widgetId)).toEqual([])
  })

  test('is refused while it serves, is in review or is tested; a request that nobody answered goes with it', async () => {
    const [{ owner }, team] = [await createPartner(), await createTeam()]
    const serving = await approvedWidget(owner)
    const tested = await testedWidget(owner, team.admin)
    const reviewed = await registerWidget(owner)
    await certifyWidget(reviewed.widgetId)
    await submitVersion(owner, reviewed)
    for (const { widgetId } of [serving, tested, reviewed])
      expect(await codeOf(deleteDraft(owner, { widgetId }))).toBe('wrong_state')
    const asked = await registerWidget(owner)
    await requestTesting(owner, { widgetId: asked.widgetId, teamId: team.teamId })
    await deleteDraft(owner, asked)
  })

  test('of another partner is the same 404 as of a random id', async () => {
    const [mine, other] = [await createPartner(), await createPartner()]
    const { widgetId } = await registerWidget(mine.owner)
    const theirs = await refusalOf(deleteDraft(other.owner, { widgetId }))
    expect(theirs).toMatchObject({ code: 'not_found' })
    expect(String(theirs)).toBe(String(await refusalOf(deleteDraft(other.owner, { widgetId: newId('wgt') }))))
  })
})
