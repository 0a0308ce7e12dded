import { describe, expect, test } from 'vitest'
import { GET as exportFile } from '@/app/api/v1/exports/route'
import { POST as cancel } from '@/app/api/v1/imports/[importId]/cancel/route'
import { GET as listErrors } from '@/app/api/v1/imports/[importId]/errors/route'
import { GET as getImport } from '@/app/api/v1/imports/[importId]/route'
import { GET as listAll, POST as startImport } from '@/app/api/v1/imports/route'
import { createApiKey } from '@/lib/domain/accounts/api-keys'
import { createCompany, createPerson } from '@/lib/domain/crm/change-records'
import { companyFields, personFields } from '@/lib/domain/crm/record-fields.schema'
import { runImport } from '@/lib/domain/imports/run'
import { createTeam } from '@/test/factories'

type Handler = (request: Request, segment: { params: Promise<never> }) => Promise<Response>

async function openApi() {
  const { admin, teamId } = await createTeam()
  const { key } = await createApiKey(admin, { name: 'Sync' })
  const call = (
    handler: unknown,
    path: string,
    { params = {}, body, type = 'text/csv', ...init }: Record<string, unknown> & { type?: string } = {},
  ) =>
    (handler as Handler)(
      new Request(`http://localhost${path}`, {
        ...(body === undefined ? {} : { method: 'POST', body: body as string, duplex: 'half' }),
        ...init,
        headers: {
          authorization: `Bearer ${key}`,
          ...(body === undefined ? {} : { 'content-type': type }),
        },
      } as RequestInit),
      { params: Promise.resolve(params as never) },
    )
  return { admin, teamId, call }
}

type Api = Awaited<ReturnType<typeof openApi>>

async function importFile({ call }: Api, query: string, body: string, type = 'text/csv') {
  const started = await call(startImport, `/api/v1/imports?${query}`, { body, type })
  const { id } = (await started.json()) as { id: string }
  await runImport(id)
  const ended = await call(getImport, `/api/v1/imports/${id}`, { params: { importId: id } })
  return (await ended.json()) as {
    id: string
    state: string
    unchanged: number
    failed: number
    rows: number
  }
}

describe('an import by the API', () => {
  test('is taken at once, and says how it went and what was wrong at which line', async () => {
    const api = await openApi()
    const started = await api.call(startImport, '/api/v1/imports?type=people', {
      body: 'External ID,First name,Email,Shoe size\nc-1,Elena,elena@example.com,38\nc-2,Ada,no email,39',
    })
    expect(started.status).toBe(202)
    const { id, ...queued } = (await started.json()) as { id: string }
    expect(queued).toMatchObject({ state: 'queued', rows: 0, mode: 'apply', ignoredColumns: ['Shoe size'] })
    await runImport(id)
    const params = { importId: id }
    const done = await api.call(getImport, `/api/v1/imports/${id}`, { params })
    expect(await done.json()).toMatchObject({
      state: 'done',
      rows: 2,
      created: 1,
      updated: 0,
      unchanged: 0,
      failed: 1,
      startedAt: expect.any(String),
      endedAt: expect.any(String),
    })
    const errors = await api.call(listErrors, `/api/v1/imports/${id}/errors`, { params })
    expect(errors.headers.get('content-type')).toContain('application/x-ndjson')
    expect(
      (await errors.text())
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      {
        line: 3,
        field: 'emails.0.email',
        code: 'malformed',
        message: 'Enter an email address such as name@example.com.',
      },
    ])
    const listed = await api.call(listAll, '/api/v1/imports')
    expect(await listed.json()).toMatchObject({ imports: [{ id }], nextCursor: null })
    const late = await api.call(cancel, `/api/v1/imports/${id}/cancel`, { params, body: '' })
    expect(await late.json()).toMatchObject({ status: 409, code: 'wrong_state' })
    const stranger = await openApi()
    for (const [handler, path] of [
      [getImport, ''],
      [listErrors, '/errors'],
    ] as const) {
      const refused = await stranger.call(handler, `/api/v1/imports/${id}${path}`, { params })
      expect(refused.status).toBe(404)
    }
  })

  test.each([
    ['an Excel workbook', 'PK\u0003\u0004rest', 415, 'unsupported_media_type'],
    ['a file without a row', '', 422, 'invalid_input'],
    [
      'a file of 200 columns',
      Array.from({ length: 200 }, (_, at) => `C${at}`).join(','),
      422,
      'invalid_input',
    ],
  ])('of %s is refused', async (_, body, status, code) => {
    const api = await openApi()
    const answer = await api.call(startImport, '/api/v1/imports?type=people', { body: body || '\n' })
    expect(await answer.json()).toMatchObject({ status, code })
  })
})

describe('an export', () => {
  test.each(['csv', 'ndjson'])('as %s imports again without a change', async (format) => {
    const api = await openApi()
    const { id: companyId } = await createCompany(
      api.admin,
      companyFields.parse({
        name: '\'=HYPERLINK("x")',
        externalId: 'co-1',
        stage: '=1+1',
        description: 'Two\nlines, "quoted"; and more',
        annualRevenue: -1250.5,
        foundedDate: '1998-04-15',
        website: '@example',
        emails: [{ email: 'a@example.com' }, { email: 'b@example.com', isPrimary: true }],
        phones: [{ phone: '+1 206 555 0142' }],
        addresses: [
          { street: '+1 Main', city: 'Seattle', country: 'US', type: 'billing' },
          { street: 'Side 2', isPrimary: true },
          { city: 'Only', type: '' },
        ],
      }),
    )
    await createCompany(api.admin, companyFields.parse({ name: 'Twin' }))
    const { id: twin } = await createCompany(api.admin, companyFields.parse({ name: 'Twin' }))
    await createPerson(
      api.admin,
      personFields.parse({
        firstName: '-Elena',
        lastName: 'Märsh',
        companyId,
        externalId: '+7',
        apiId: '007',
        title: "''@",
        phones: [
          { phone: '+1 206 555 0142', type: 'mobile' },
          { phone: '(206) 555-0143', type: 'Cell', isPrimary: true },
          { phone: '556', type: '' },
          { phone: '555', type: 'assistant' },
        ],
        emails: [{ email: 'elena@example.com' }, { email: 'z@example.com' }],
      }),
    )
    await createPerson(
      api.admin,
      personFields.parse({ emails: [{ email: 'only@example.com' }], companyId: twin }),
    )
    for (const [type, rows] of [
      ['companies', 3],
      ['people', 2],
    ] as const) {
      const file = await api.call(exportFile, `/api/v1/exports?type=${type}&format=${format}`)
      const text = await file.text()
      if (format === 'csv')
        for (const cell of text.slice(1).split(/[,\r\n]/)) expect.soft(cell).not.toMatch(/^"?[=+@]|^"?-\D/)
      const again = await importFile(api, `type=${type}`, text, file.headers.get('content-type') ?? '')
      expect.soft(again).toMatchObject({ state: 'done', rows, unchanged: rows, failed: 0 })
    }
  })
})
