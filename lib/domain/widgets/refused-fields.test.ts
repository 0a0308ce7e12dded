import { expect, test } from 'vitest'
import { refusedSettings } from '@/lib/domain/connectors/connectors'
import { createConnectorInput } from '@/lib/domain/connectors/connectors.schema'
import { refusedAddresses } from '@/lib/domain/widgets/widgets'
import { checkTogether, invalidField } from '@/lib/errors'
import { addConnector } from '@/test/connectors'
import { createPartner, createTeam, registerWidget } from '@/test/factories'

const fieldsOf = async (refused: Promise<Record<string, string[]>>) => Object.keys(await refused).sort()

test('what several checks refuse is one error with all of their fields', () => {
  const checks = {
    one: () => invalidField('one', 'Wrong.'),
    two: () => {
      throw invalidField('two', 'Missing.')
    },
    three: () => {
      throw invalidField('two', 'Too long.')
    },
  }
  expect(() => checkTogether(checks)).toThrow(
    expect.objectContaining({ code: 'invalid_input', fields: { two: ['Missing.', 'Too long.'] } }),
  )
  expect(checkTogether({ sum: () => 1 + 1 })).toEqual({ sum: 2 })
})

test('a widget’s addresses and placements are all judged, whatever else of its form is wrong', async () => {
  const { owner } = await createPartner()
  const refused = (given: Record<string, unknown>) => fieldsOf(refusedAddresses(owner, given))
  expect(await refused({ protocol: 'sure-send' })).toEqual(['placements', 'url'])
  expect(
    await refused({ protocol: 'social-signin', url: 'ftp://x', furtherOrigins: 'https://a.example/path' }),
  ).toEqual(['furtherOrigins', 'placements', 'searchUrl', 'url'])
  expect(await refused({ protocol: 'salesloft', personUrl: 'nothing', companyUrl: 'neither' })).toEqual([
    'authRedirectUrl',
    'companyUrl',
    'personUrl',
    'redirectUris',
  ])
  expect(await refused({ protocol: 'unknown' })).toEqual([])
  const { widgetId } = await registerWidget(owner)
  expect(await refused({ widgetId })).toEqual(['placements', 'url'])
  const { owner: stranger } = await createPartner()
  expect(await refusedAddresses(stranger, { widgetId })).toEqual({})
})

test('a connector’s form names secret, origins and OAuth application together', async () => {
  const { admin } = await createTeam()
  const given = {
    protocol: 'social-signin',
    name: '',
    secret: 'short',
    frameOrigins: 'https://a.example/path ftp://b.example',
  }
  const { error } = createConnectorInput.safeParse(given)
  expect(new Set(error?.issues.map(({ path }) => path.join('.')))).toEqual(
    new Set(['name', 'frameOrigins', 'secret']),
  )
  expect(error?.issues.filter(({ path }) => path[0] === 'frameOrigins')).toHaveLength(2)
  const refused = (more: Record<string, unknown>) => fieldsOf(refusedSettings(admin, more))
  expect(await refused(given)).toEqual([])
  expect(await refused({ protocol: 'salesloft', emailTemplates: 'Only a name' })).toEqual([
    'authorizeUrl',
    'clientId',
    'clientSecret',
    'emailTemplates',
    'tokenUrl',
  ])
  const { connectorId } = await addConnector(admin, 'social-signin', {}, new Date())
  expect(await refused({ connectorId, emailTemplates: 'Only a name' })).toEqual(['emailTemplates'])
  const other = (await createTeam()).admin
  expect(await refusedSettings(other, { connectorId, emailTemplates: 'Only a name' })).toEqual({})
})
