import { describe, expect, test } from 'vitest'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import { createWidget, updateWidget } from '@/lib/domain/widgets/widgets'
import { db } from '@/lib/server/db'
import {
  approvedWidget,
  createPartner,
  registerWidget,
  salesloftFields,
  widgetChange,
  widgetFields,
} from '@/test/factories'
import { refusalOf } from '@/test/refusals'

const search = { searchUrl: 'https://widgets.example.com/search' }

async function fieldsRefused(fields: Parameters<typeof widgetFields>[0]): Promise<string[]> {
  const { owner } = await createPartner()
  const refusal = await refusalOf(createWidget(owner, widgetFields(fields)))
  const errors = refusal instanceof Error && 'fields' in refusal ? refusal.fields : undefined
  return Object.keys(errors ?? {})
}

describe('a widget of each protocol', () => {
  test('gets what its protocol gives it, once', async () => {
    const { owner } = await createPartner()
    const create = (protocol: ProtocolId, fields = {}) =>
      createWidget(owner, widgetFields({ protocol, ...fields }))
    expect((await create('sure-send')).secret).toMatch(/^[0-9a-f]{64}$/)
    expect((await create('marketplace')).secret).toMatch(/^[0-9A-Za-z]{36}$/)
    for (const created of [await create('social-signin', search), await create('showpad')]) {
      expect(created).not.toHaveProperty('secret')
      expect(created).not.toHaveProperty('clientSecret')
    }
    const salesloft = await create('salesloft', salesloftFields)
    expect(salesloft).toMatchObject({
      clientId: expect.stringMatching(/^cli_/),
      clientSecret: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    const stored = await db().oAuthClient.findUniqueOrThrow({ where: { widgetId: salesloft.widgetId } })
    expect(JSON.stringify(stored)).not.toContain(salesloft.clientSecret)
  })

  test('of salesloft offers exactly the slots whose address it has', async () => {
    const { owner } = await createPartner()
    const fields = { ...salesloftFields, personUrl: '', fullPageUrl: '', placements: ['person'] }
    const { widgetId } = await registerWidget(owner, fields)
    const version = await db().widgetVersion.findFirstOrThrow({ where: { widgetId } })
    expect(version.placements).toEqual(['company', 'email_editor', 'custom_action'])
    expect(version.url).toBe('https://widgets.example.com/company')
  })

  test('keeps a template as it was written', async () => {
    const { owner } = await createPartner()
    const fields = {
      protocol: 'marketplace',
      parameterMode: 'plain',
      url: 'https://a.example.com/{{user-id}}?c={{contact-id}}',
      locationPostbackUrl: 'https://a.example.com/p?id={{location.id}}',
    }
    const { widgetId } = await registerWidget(owner, fields)
    const version = await db().widgetVersion.findFirstOrThrow({ where: { widgetId } })
    expect(version.url).toBe(fields.url)
    expect(version.settings).toEqual({
      parameterMode: 'plain',
      locationPostbackUrl: fields.locationPostbackUrl,
    })
  })

  test('is reviewed again for each address that changes, while the approved one serves', async () => {
    const { owner } = await createPartner()
    const { widgetId } = await approvedWidget(owner, salesloftFields)
    const redirectUris = 'https://widgets.example.com/other'
    await updateWidget(owner, await widgetChange(owner, widgetId, { redirectUris }))
    const { servingVersion, workingVersion } = await db().widget.findUniqueOrThrow({
      where: { id: widgetId },
      select: { servingVersion: true, workingVersion: true },
    })
    expect(servingVersion?.settings).toMatchObject({ redirectUris: ['https://widgets.example.com/callback'] })
    expect(workingVersion?.settings).toMatchObject({ redirectUris: [redirectUris] })
    const event = await db().auditEvent.findFirst({
      where: { subjectId: widgetId, action: 'widget.updated' },
    })
    expect(event?.data).toEqual({ changed: ['settings'] })
  })

  test('saved as it is makes no new version', async () => {
    const { owner } = await createPartner()
    const { widgetId } = await approvedWidget(owner, salesloftFields)
    await updateWidget(owner, await widgetChange(owner, widgetId, {}))
    expect(await db().widgetVersion.count({ where: { widgetId } })).toBe(1)
  })
})

describe('refused is, naming the field,', () => {
  test.each([
    [{ url: '' }, 'url'],
    [{ placements: [] }, 'placements'],
    [{ placements: ['full_page'] }, 'placements'],
    [{ url: 'https://a.example.com/?signature=x' }, 'url'],
    [{ protocol: 'social-signin' }, 'searchUrl'],
    [{ protocol: 'social-signin', searchUrl: 'javascript:alert(1)' }, 'searchUrl'],
    [{ protocol: 'social-signin', searchUrl: 'https://a.example.com/?q=1' }, 'searchUrl'],
    [{ protocol: 'social-signin', ...search, url: 'https://a.example.com/?id=1' }, 'url'],
    [{ protocol: 'showpad', url: 'http://a.example.com' }, 'url'],
    [{ protocol: 'showpad', placements: ['email_editor'] }, 'placements'],
    [{ protocol: 'marketplace', placements: ['custom_action'] }, 'placements'],
    [{ protocol: 'marketplace', url: 'https://{{user-id}}.example.com/' }, 'url'],
    [{ protocol: 'marketplace', url: 'https://a.example.com/?x={{user-id}}' }, 'url'],
    [{ protocol: 'marketplace', parameterMode: 'plain', url: 'https://a.example.com/?x={{secret}}' }, 'url'],
    [{ protocol: 'marketplace', url: `https://a.example.com/${'x'.repeat(512)}` }, 'url'],
    [
      { protocol: 'marketplace', locationPostbackUrl: 'https://a.example.com/{{user.id}}' },
      'locationPostbackUrl',
    ],
    [{ protocol: 'marketplace', userPostbackUrl: 'http://a.example.com/' }, 'userPostbackUrl'],
    [{ protocol: 'marketplace', url: 'https://a.example.com/?hmac=1' }, 'url'],
    [{ ...salesloftFields, authRedirectUrl: '' }, 'authRedirectUrl'],
    [{ ...salesloftFields, authRedirectUrl: 'https://a.example.com/?return_to=x' }, 'authRedirectUrl'],
    [{ ...salesloftFields, redirectUris: '' }, 'redirectUris'],
    [{ ...salesloftFields, redirectUris: 'https://widgets.example.com./callback' }, 'redirectUris'],
    [{ ...salesloftFields, redirectUris: 'https://widgets.example.com:0/callback' }, 'redirectUris'],
    [
      { protocol: 'marketplace', locationPostbackUrl: 'https://a.example.com../p?id={{location.id}}' },
      'locationPostbackUrl',
    ],
    [{ ...salesloftFields, redirectUris: 'https://a.example.com/cb#f' }, 'redirectUris'],
    [{ ...salesloftFields, redirectUris: 'https://localhost/cb' }, 'redirectUris'],
    [{ ...salesloftFields, redirectUris: 'https://a.example.com/cb?code=1' }, 'redirectUris'],
    [{ ...salesloftFields, redirectUris: 'https://a.example.com/cb?state=1' }, 'redirectUris'],
    [{ ...salesloftFields, redirectUris: 'https://a.example.com/cb?error=1' }, 'redirectUris'],
    [{ ...salesloftFields, redirectUris: 'https://a.example.com/cb?iss=1' }, 'redirectUris'],
    [{ ...salesloftFields, companyUrl: 'https://user:pw@a.example.com/' }, 'companyUrl'],
  ])('%j', async (fields, name) => {
    expect(await fieldsRefused(fields)).toEqual([name])
  })

  test('a salesloft widget without any slot', async () => {
    const none = { personUrl: '', companyUrl: '', fullPageUrl: '', emailEditorUrl: '', customActionUrl: '' }
    expect(await fieldsRefused({ ...salesloftFields, ...none })).toEqual(['personUrl'])
  })
})
