import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Actor } from '@/lib/auth/permissions'
import { searchRecords } from '@/lib/domain/connectors/records'
import { createCompany, createPerson } from '@/lib/domain/crm/change-records'
import { companyFields, personFields } from '@/lib/domain/crm/record-fields.schema'
import { getPerson, listCompanies, listPeople } from '@/lib/domain/crm/records'
import { claimImport, recoverImports } from '@/lib/domain/imports/claim'
import {
  cancelImport,
  getImport,
  listImportProblems,
  previewImport,
  startImport,
} from '@/lib/domain/imports/imports'
import { type ReceivedFile, receiveFile } from '@/lib/domain/imports/receive'
import { runImport } from '@/lib/domain/imports/run'
import { pruneImports } from '@/lib/domain/platform/retention'
import { newId } from '@/lib/ids'
import { db } from '@/lib/server/db'
import { createTeam } from '@/test/factories'
import { codeOf } from '@/test/refusals'

async function* bodyOf(text: string | Buffer, pieceBytes = 1000): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text as string)
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
}

function receive(actor: Actor, text: string | Buffer, input: Partial<ReceivedFile> = {}) {
  return receiveFile(actor, {
    type: 'people',
    mode: 'apply',
    match: 'external_id',
    body: bodyOf(text),
    ...input,
  })
}

async function importText(actor: Actor, text: string | Buffer, input: Partial<ReceivedFile> = {}) {
  const { importId } = await receive(actor, text, input)
  await runImport(importId)
  const { problems } = await listImportProblems(actor, { importId })
  return { ...(await getImport(actor, importId)), problems }
}

const contacts = [
  'External ID,First name,Last name,Stage,Email,Mobile,Company name',
  'c-1,Elena,Marsh,Lead,elena@example.com,+1 (206) 555-0142,Harbour Homes',
  'c-2,Tomás,Ibáñez,Client,tomas@example.com,,Harbour Homes',
  'c-3,Ada,"Lovelace, née Byron",Lead,,,',
].join('\r\n')

describe('an import', () => {
  test('writes each row once, and the same file again changes nothing', async () => {
    const { admin } = await createTeam()
    expect(await importText(admin, contacts)).toMatchObject({
      state: 'done',
      total: 3,
      rows: 3,
      created: 3,
      updated: 0,
      failed: 0,
      hasFile: false,
    })
    expect(await importText(admin, contacts)).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 3,
      failed: 0,
    })
    expect((await listCompanies(admin, {})).companies.map(({ name }) => name)).toEqual(['Harbour Homes'])
  })

  test('is found at once by pages and platforms, by name, email and each spelling of a phone number', async () => {
    const { admin, teamId } = await createTeam()
    await importText(admin, contacts)
    const phones = ['+1 (206) 555-0142', '206 555 0142', '2065550142', '555-0142']
    for (const query of ['lovelace', 'TOMAS', 'ibañez', 'elena@example.com', 'Elena Marsh', ...phones]) {
      expect.soft((await listPeople(admin, { query })).people, query).toHaveLength(1)
      expect.soft(await searchRecords(teamId, query), query).toHaveLength(1)
    }
  })

  test('changes what a row says and leaves the rest as it is', async () => {
    const { admin } = await createTeam()
    const { id } = await createPerson(
      admin,
      personFields.parse({ firstName: 'Elena', title: 'Buyer', externalId: 'c-1', stage: 'Lead' }),
    )
    const result = await importText(admin, 'External ID,Stage,Title\nc-1,Client,')
    expect(result).toMatchObject({ updated: 1, created: 0 })
    expect(await getPerson(admin, id)).toMatchObject({ firstName: 'Elena', title: 'Buyer', stage: 'Client' })
  })

  test('finds people by email where that is chosen, and gives them their external ID', async () => {
    const { admin } = await createTeam()
    const { id } = await createPerson(
      admin,
      personFields.parse({ firstName: 'Elena', emails: [{ email: 'Elena@example.com' }] }),
    )
    const text = 'External ID,Email,Stage\nc-1,elena@EXAMPLE.com,Client\n,new@example.com,Lead\n,,Lead'
    const result = await importText(admin, text, { match: 'email' })
    expect(result).toMatchObject({ updated: 1, created: 1, failed: 1 })
    expect(result.problems[0]?.problems[0]).toMatchObject({ code: 'missing_key', field: 'emails' })
    expect(await getPerson(admin, id)).toMatchObject({ externalId: 'c-1', stage: 'Client' })
  })

  test('reports each bad row at its line, and writes the others', async () => {
    const { admin } = await createTeam()
    await createCompany(admin, companyFields.parse({ name: 'Twin' }))
    await createCompany(admin, companyFields.parse({ name: 'Twin' }))
    const long = `${'x'.repeat(400)}@example.com`
    const text = [
      'External ID,First name,Email,Sourceupdatedat,Company name,Company’s external ID',
      'c-1,Good,good@example.com,2026-11-02 10:00,,',
      `c-2,Long,${long},,,`,
      'c-3,Nul\0,,,,',
      'c-1,Twice,,,,',
      'c-4,"Two\nlines",not an email,,,',
      'c-5,Late,,the day after,,',
      ',Nobody,,,,',
      'c-6,Twin,,,Twin,',
      'c-7,Orphan,,,,co-404',
      'c-8,,,,,',
      'c-9,Many,,,,,,,extra',
      'c-10,Last,,,,',
    ].join('\n')
    const result = await importText(admin, text)
    expect(result).toMatchObject({ state: 'done', rows: 12, created: 2, failed: 10 })
    expect(result.problems.map(({ line, problems: [first] }) => [line, first?.field, first?.code])).toEqual([
      [3, 'emails.0.email', 'too_long'],
      [4, 'firstName', 'malformed'],
      [5, '', 'duplicate_in_file'],
      [6, 'emails.0.email', 'malformed'],
      [8, 'sourceUpdatedAt', 'malformed'],
      [9, 'externalId', 'missing_key'],
      [10, 'companyName', 'ambiguous'],
      [11, 'companyExternalId', 'unknown_company'],
      [12, 'firstName', 'missing'],
      [13, '', 'wrong_column_count'],
    ])
    expect(result.problems[1]?.row).toEqual(['c-3', 'Nul␀', '', '', '', ''])
  })

  test('of a row with values that PostgreSQL does not keep writes the other rows', async () => {
    const { admin } = await createTeam()
    const hangul = (length: number) =>
      Array.from({ length }, (_, index) => String.fromCodePoint(0xac00 + ((index * 7919) % 11172))).join('')
    const good = { firstName: hangul(200), lastName: hangul(200), stage: hangul(100) }
    const rows = [
      { externalId: 'c-1', ...good },
      { externalId: 'c-2', firstName: 'Nul', companyName: 'Har\0bour' },
      { externalId: 'c-3', firstName: 'Half', company: { name: 'Har\ud800bour' } },
      { externalId: 'c-4', firstName: 'Nul', companyExternalId: 'co\0' },
      { externalId: 'c-5', firstName: 'Year', sourceUpdatedAt: '0000-01-01T00:00:00Z' },
      { externalId: 'c-6', firstName: 'Year', sourceUpdatedAt: '9999-12-31T23:59:59-14:00' },
      { externalId: 'c-7', firstName: 'Last' },
    ]
    const result = await importText(admin, rows.map((row) => JSON.stringify(row)).join('\n'))
    expect(result).toMatchObject({ state: 'done', created: 2, failed: 5 })
    expect(result.problems.map(({ line, problems: [first] }) => [line, first?.field])).toEqual([
      [2, 'companyName'],
      [3, 'company.name'],
      [4, 'companyExternalId'],
      [5, 'sourceUpdatedAt'],
      [6, 'sourceUpdatedAt'],
    ])
  })

  test('of a row that PostgreSQL alone refuses writes the rows around it', async () => {
    const { admin } = await createTeam()
    await db().$executeRaw`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'out of range' USING ERRCODE = '22003'; END $$`
    await db().$executeRaw`CREATE TRIGGER refuse BEFORE INSERT ON "Person" FOR EACH ROW
      WHEN (NEW."lastName" = 'Refused') EXECUTE FUNCTION refuse()`
    const names = Array.from({ length: 9 }, (_, index) => (index === 4 ? 'Refused' : `Marsh ${index}`))
    const text = ['External ID,Last name', ...names.map((name, index) => `c-${index},${name}`)].join('\n')
    const result = await importText(admin, text)
    expect(result).toMatchObject({ state: 'done', rows: 9, created: 8, failed: 1 })
    expect(result.problems).toMatchObject([{ line: 6, problems: [{ code: 'not_storable' }] }])
    await db().$executeRaw`DROP FUNCTION refuse() CASCADE`
  })

  test('keeps people of two companies with one name apart by the external IDs of those', async () => {
    const { admin } = await createTeam()
    const text = [
      'External ID,First name,Company name,Company’s external ID',
      'c-1,Elena,Harbour Homes,co-1',
      'c-2,Tomás,Harbour Homes,co-2',
      'c-3,Ada,Harbour Homes,co-1',
    ].join('\n')
    expect(await importText(admin, text)).toMatchObject({ created: 3, failed: 0 })
    expect(await importText(admin, text)).toMatchObject({ unchanged: 3 })
    const people = await db().person.findMany({
      where: { teamId: admin.teamId },
      orderBy: { externalId: 'asc' },
      select: { company: { select: { externalId: true } } },
    })
    expect(people.map(({ company }) => company?.externalId)).toEqual(['co-1', 'co-2', 'co-1'])
  })

  test('finds two rows of one record in one file, however their cells spell its ID and email', async () => {
    const { admin } = await createTeam()
    const text = [
      'External ID,First name,Email',
      '=5,Elena,',
      "'=5,Twice,",
      ',Ada,ada@example.com; lovelace@example.com',
      ',Twice,ADA@example.com',
      'c-1,Twice,ada@example.com',
      'c-2,Tomás,tomas@example.com',
      'c-3,Inés,tomas@example.com',
      ',Twice,tomas@example.com',
    ].join('\n')
    const first = await importText(admin, text, { match: 'email' })
    expect(first).toMatchObject({ created: 4, failed: 4 })
    const again = await importText(admin, text, { match: 'email' })
    expect(again).toMatchObject({ created: 0, updated: 0, unchanged: 4, failed: 4 })
    expect(again.problems.map(({ line }) => line)).toEqual([3, 5, 6, 9])
  })

  test('of a file that cannot be read to its end changes nothing', async () => {
    const { admin } = await createTeam()
    const open = await importText(admin, 'External ID,First name\nc-1,Elena\nc-2,"never closed\nc-3,Ada')
    expect(open).toMatchObject({
      state: 'failed',
      failureCode: 'quote_not_closed',
      failureLine: 3,
      created: 0,
      hasFile: false,
    })
    const long = await importText(admin, `External ID,First name\nc-1,Elena\nc-2,${'x'.repeat(300_000)}`)
    expect(long).toMatchObject({ state: 'failed', failureCode: 'row_too_long', failureLine: 3, created: 0 })
    expect((await listPeople(admin, {})).people).toEqual([])
  })

  test('in a dry run counts what it would do, and writes it when it is started for good', async () => {
    const { admin } = await createTeam()
    const { importId } = await receive(admin, contacts, { mode: 'validate' })
    await runImport(importId)
    expect(await getImport(admin, importId)).toMatchObject({ state: 'done', created: 3, hasFile: true })
    expect((await listPeople(admin, {})).people).toEqual([])
    await startImport(admin, { importId, mode: 'apply' })
    await runImport(importId)
    expect(await getImport(admin, importId)).toMatchObject({
      state: 'done',
      created: 3,
      rows: 3,
      hasFile: false,
    })
    expect((await listPeople(admin, {})).people).toHaveLength(3)
    expect(await codeOf(startImport(admin, { importId, mode: 'apply' }))).toBe('wrong_state')
  })

  test('goes on where a killed worker was: no row twice and none lost', async () => {
    const { admin } = await createTeam()
    const rows = Array.from({ length: 1_700 }, (_, index) => `k-${index},Person ${index}`)
    const { importId } = await receive(admin, ['External ID,First name', ...rows].join('\n'))
    // A worker that stops after its first batch, as if it were killed: its claim stays until it ends.
    const killed = new AbortController()
    let looks = 0
    const dying = Object.create(killed.signal, {
      aborted: { get: () => false },
      throwIfAborted: {
        value: () => {
          looks += 1
          if (looks > 1) throw new Error('killed')
        },
      },
    }) as AbortSignal
    await expect(runImport(importId, { stopping: dying })).rejects.toThrow('killed')
    expect(await getImport(admin, importId)).toMatchObject({ state: 'running', rows: 250, created: 250 })
    expect(await claimImport(importId, new Date())).toBeNull()
    await db().recordImport.update({
      where: { id: importId },
      data: { claimedUntil: new Date(Date.now() - 120_000) },
      select: { id: true },
    })
    await recoverImports()
    await runImport(importId)
    expect(await getImport(admin, importId)).toMatchObject({
      state: 'done',
      rows: 1_700,
      created: 1_700,
      failed: 0,
    })
    expect(await db().person.count({ where: { teamId: admin.teamId } })).toBe(1_700)
    const written = await db().person.groupBy({
      by: ['revision'],
      where: { teamId: admin.teamId },
      _count: true,
    })
    expect(written).toEqual([{ revision: 1, _count: 1_700 }])
  })

  test('is given up when workers end at the same rows again and again', async () => {
    const { admin } = await createTeam()
    const { importId } = await receive(admin, contacts)
    await db().recordImport.update({ where: { id: importId }, data: { attempts: 5 }, select: { id: true } })
    await runImport(importId)
    expect(await getImport(admin, importId)).toMatchObject({
      state: 'failed',
      failureCode: 'gave_up',
      created: 0,
    })
  })

  test('hands its rest to the next worker when its own stops', async () => {
    const { admin } = await createTeam()
    const rows = Array.from({ length: 700 }, (_, index) => `k-${index},Person ${index}`)
    const { importId } = await receive(admin, ['External ID,First name', ...rows].join('\n'))
    await runImport(importId, { stopping: AbortSignal.abort() })
    expect(await getImport(admin, importId)).toMatchObject({ state: 'queued', created: 0 })
    await runImport(importId)
    expect(await getImport(admin, importId)).toMatchObject({ state: 'done', created: 700 })
  })

  test('that is cancelled keeps what it wrote, writes no more, and lets its file go', async () => {
    const { admin } = await createTeam()
    const rows = Array.from({ length: 1_200 }, (_, index) => `k-${index},Person ${index}`)
    const { importId } = await receive(admin, ['External ID,First name', ...rows].join('\n'))
    const running = runImport(importId)
    while ((await getImport(admin, importId)).rows === 0) await wait(5)
    await cancelImport(admin, { importId })
    await running
    const cancelled = await getImport(admin, importId)
    expect(cancelled).toMatchObject({ state: 'cancelled', hasFile: false })
    expect(cancelled.rows % 250).toBe(0)
    expect(await db().person.count({ where: { teamId: admin.teamId } })).toBe(cancelled.created)
    expect(await db().recordImportPart.count({ where: { importId } })).toBe(0)
    expect(await codeOf(cancelImport(admin, { importId }))).toBe('wrong_state')
  })

  test('runs one at a time of a team', async () => {
    const { admin } = await createTeam()
    const one = await receive(admin, contacts)
    const other = await receive(admin, contacts)
    expect(await claimImport(one.importId, new Date())).not.toBeNull()
    expect(await claimImport(other.importId, new Date())).toBeNull()
  })

  test('of NDJSON takes what the API takes, and names each line that is none', async () => {
    const { admin } = await createTeam()
    const result = await importText(
      admin,
      [
        JSON.stringify({
          externalId: 'n-1',
          firstName: 'Elena',
          emails: [{ email: 'a@example.com' }, { email: 'b@example.com', isPrimary: true }],
          company: { externalId: 'co-1', name: 'Harbour Homes' },
        }),
        '',
        '{"externalId":"n-2","firstName":"Ada","company":{"externalId":"co-1"}}',
        '{"externalId":',
        '["n-4"]',
        `{"externalId":"n-5","title":"${'x'.repeat(300_000)}"}`,
        '{"externalId":"n-6","firstName":7}',
        '{"externalId":"n-7","firstName":"\\ud800"}',
      ].join('\n'),
    )
    expect(result).toMatchObject({ format: 'ndjson', created: 2, failed: 5 })
    expect(result.problems.map(({ line, problems: [first] }) => [line, first?.code])).toEqual([
      [4, 'not_json'],
      [5, 'not_json'],
      [6, 'row_too_long'],
      [7, 'malformed'],
      [8, 'malformed'],
    ])
  })

  test('tells the team’s webhooks of each record that it added or changed, and in a dry run of none', async () => {
    const { admin, teamId } = await createTeam()
    await db().webhookEndpoint.create({
      data: {
        id: newId('whk'),
        teamId,
        url: 'https://crm.example/hooks',
        events: ['person.created', 'person.updated', 'company.created'],
        createdById: admin.userId,
        createdAt: new Date(),
      },
      select: { id: true },
    })
    const queued = async () =>
      Object.fromEntries(
        (await db().postback.groupBy({ by: ['type'], where: { teamId }, _count: true })).map((row) => [
          row.type,
          row._count,
        ]),
      )
    await importText(admin, contacts, { mode: 'validate' })
    expect(await queued()).toEqual({})
    await importText(admin, contacts)
    await importText(admin, contacts.replace('Client', 'Past client'))
    expect(await queued()).toEqual({ 'person.created': 3, 'company.created': 1, 'person.updated': 1 })
  })

  test('forgets its problems after a week, the file of a dry run after a day, and itself after 90 days', async () => {
    const { admin } = await createTeam()
    const ended = await importText(admin, 'External ID,First name\n,Nobody', { mode: 'validate' })
    const later = (days: number) => new Date(Date.now() + days * 24 * 60 * 60 * 1000 + 60_000)
    const left = async () => ({
      parts: await db().recordImportPart.count({ where: { importId: ended.id } }),
      problems: await db().recordImportProblem.count({ where: { importId: ended.id } }),
      imports: await db().recordImport.count({ where: { id: ended.id } }),
    })
    expect(await left()).toEqual({ parts: 1, problems: 1, imports: 1 })
    await pruneImports(later(1))
    expect(await left()).toEqual({ parts: 0, problems: 1, imports: 1 })
    await pruneImports(later(7))
    expect(await left()).toEqual({ parts: 0, problems: 0, imports: 1 })
    await pruneImports(later(90))
    expect(await left()).toEqual({ parts: 0, problems: 0, imports: 0 })
  })

  test('is its team’s alone', async () => {
    const [{ admin, agent }, other] = [await createTeam(), await createTeam()]
    const { importId } = await receive(admin, contacts)
    expect(await codeOf(getImport(other.admin, importId))).toBe('not_found')
    expect(await codeOf(cancelImport(other.admin, { importId }))).toBe('not_found')
    expect(await codeOf(previewImport(other.admin, { importId }))).toBe('not_found')
    expect(await codeOf(receive(agent, contacts))).toBe('forbidden')
    const { id } = await createPerson(
      other.admin,
      personFields.parse({ firstName: 'Theirs', externalId: 'c-1' }),
    )
    const mine = await importText(admin, `Framegate ID,External ID,First name\n${id},x-1,Mine`)
    expect(mine).toMatchObject({ created: 1 })
    expect(await getPerson(other.admin, id)).toMatchObject({ firstName: 'Theirs', revision: 1 })
  })
})

describe('a file', () => {
  test('that is none of text is refused, and leaves nothing behind', async () => {
    const { admin } = await createTeam()
    const workbook = Buffer.from('504b030414000600080000002100', 'hex')
    const refusals: [string | Buffer, string][] = [
      [workbook, 'unsupported_media_type'],
      [Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'unsupported_media_type'],
      ['', 'invalid_input'],
      ['   \n', 'invalid_input'],
      ['Colour,Shape\nred,round', 'invalid_input'],
      [Array.from({ length: 200 }, (_, index) => `Column ${index}`).join(','), 'invalid_input'],
    ]
    for (const [text, code] of refusals)
      expect.soft(await codeOf(receive(admin, text)), String(text).slice(0, 20)).toBe(code)
    expect(await db().recordImport.count({ where: { teamId: admin.teamId } })).toBe(0)
  })

  test('that stops half way is refused, and leaves nothing behind', async () => {
    const { admin } = await createTeam()
    async function* broken() {
      yield Buffer.from(contacts)
      throw new Error('aborted')
    }
    expect(await codeOf(receive(admin, '', { body: broken() }))).toBe('malformed_request')
    expect(await codeOf(receive(admin, contacts, { bytes: contacts.length + 1000 }))).toBe(
      'malformed_request',
    )
    expect(await db().recordImport.count({ where: { teamId: admin.teamId } })).toBe(0)
  })

  test('is read in its own encoding and with its own separator', async () => {
    const text = 'External ID;First name;Last name\r\nc-1;José;Müller\r\nc-2;Žofie;Straße'
    const western = text.replace('Žofie', 'Zoé')
    const files: [Buffer, string, string][] = [
      [Buffer.from(text), 'utf8', ';'],
      [Buffer.from(`\uFEFF${text}`), 'utf8', ';'],
      [Buffer.from(`\uFEFF${text}`, 'utf16le'), 'utf16le', ';'],
      [Buffer.from(text, 'utf16le'), 'utf16le', ';'],
      [Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(), 'utf16be', ';'],
      [Buffer.from(western, 'latin1'), 'windows1252', ';'],
      [Buffer.from(text.replaceAll(';', '\t')), 'utf8', '\t'],
      [Buffer.from(text.replaceAll(';', ',')), 'utf8', ','],
      [Buffer.from(`sep=;\r\n${text}`), 'utf8', ';'],
    ]
    for (const [bytes, encoding, separator] of files) {
      const { admin } = await createTeam()
      const result = await importText(admin, bytes)
      expect.soft(result).toMatchObject({ encoding, separator, created: 2, failed: 0 })
      const [person] = (await listPeople(admin, { query: 'müller' })).people
      expect.soft(person).toMatchObject({ firstName: 'José', lastName: 'Müller' })
    }
  })

  test('is refused where its team has too many under way or too much kept, however many come at once', async () => {
    const { admin } = await createTeam()
    const codes = await Promise.all(Array.from({ length: 8 }, () => codeOf(receive(admin, contacts))))
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(3)
    const { admin: other, teamId } = await createTeam()
    const { importId } = await receive(other, contacts, { mode: undefined })
    await db().recordImport.updateMany({ where: { teamId }, data: { bytes: 10n * 1024n ** 3n } })
    expect(await codeOf(receive(other, contacts))).toBe('rate_limited')
    await cancelImport(other, { importId })
    expect(await importText(other, contacts)).toMatchObject({ created: 3 })
  })

  test('is read by its header also where that names no sign to separate by, or a row behind it is long', async () => {
    const { admin } = await createTeam()
    const quote = await importText(admin, `sep="\r\n${contacts}`)
    expect(quote).toMatchObject({ separator: ',', state: 'done' })
    const long = `External ID,First name,Notes\nc-9,Elena,"${'x\n'.repeat(50_000)}"`
    expect(await importText(admin, long)).toMatchObject({ created: 1, failed: 0 })
    const nul = await importText(admin, 'External ID,First\0name\nc-10,Elena')
    expect(nul).toMatchObject({ headers: ['External ID', 'Firstname'], created: 1 })
  })

  test('that says it is UTF-8 and is not is refused', async () => {
    const { admin } = await createTeam()
    const bytes = Buffer.from('External ID,First name\nc-1,José', 'latin1')
    expect(await codeOf(receive(admin, bytes, { charset: 'utf-8' }))).toBe('invalid_input')
    expect(await codeOf(receive(admin, bytes, { charset: 'klingon' }))).toBe('unsupported_media_type')
    expect(await importText(admin, bytes, { charset: 'iso-8859-1' })).toMatchObject({ created: 1 })
  })
})
