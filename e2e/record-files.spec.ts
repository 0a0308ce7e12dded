import { readFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import type { Page } from '@playwright/test'
import { findInLooks } from './axe'
import { expect, portalOrigin, test, unique } from './fixtures'
import { createFreshTeam } from './fresh-team'

async function dropFile(page: Page, name: string, content: string | Buffer, type = 'people'): Promise<void> {
  await page.goto(`/settings/records?type=${type}`)
  const input = page.getByLabel(`Drop a file of ${type} here, or choose one`)
  await expect(input).toBeEnabled()
  await input.setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content as string) })
  await page.waitForURL(/\/settings\/records\/imp_\w+$/)
}

async function check(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Check the file' }).click()
}

async function download(page: Page, name: string | RegExp): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()])
  return readFile(await file.path(), 'utf8')
}

test('four bad rows of a file are found before anything is written, fixed and imported', async ({
  signedIn,
  db,
}) => {
  test.setTimeout(120_000)
  const admin = await signedIn((await createFreshTeam(db)).email)
  const mark = unique('row').replaceAll(/\W/g, '').toLowerCase()
  const row = (number: number, email = `${mark}-${number}@example.com`, since = '') =>
    `${mark}-${number};Zoë ${number};Bäumer;Lead;${email};+49 171 55${number}00;${since}`
  const head = 'Record ID;First Name;Last Name;Stage;E-Mail;Mobile Phone Number;Source updated at'
  const rows = [
    row(1),
    row(2, 'no email'),
    row(3),
    row(1),
    row(4, undefined, 'yesterday'),
    `;${row(5).slice(row(5).indexOf(';') + 1)}`,
  ]
  // As Excel in Germany saves it: semicolons, Windows-1252.
  const file = Buffer.from([head, ...rows].join('\r\n'), 'latin1')

  await dropFile(admin, `${mark}.csv`, file)
  await expect(admin.getByLabel('Encoding')).toHaveValue('windows1252')
  await expect(admin.getByLabel('Columns are separated by')).toHaveValue(';')
  await expect(admin.getByLabel('Field of E-Mail')).toHaveValue('email')
  const preview = admin.getByRole('table', { name: 'The first rows, as they will be' })
  await expect(preview.getByRole('row', { name: /Zoë 1 Bäumer/ }).first()).toContainText(
    '+49 171 55100 (mobile)',
  )
  expect(await findInLooks(admin, 'an import')).toEqual([])
  await admin.setViewportSize({ width: 1440, height: 900 })

  // A column that somebody corrects shows at once.
  await admin.getByLabel('Field of Last Name').selectOption('')
  await expect(preview.getByRole('row', { name: /Zoë 1/ }).first()).not.toContainText('Bäumer')
  await admin.getByLabel('Field of Last Name').selectOption('lastName')
  await expect(preview.getByRole('row', { name: /Zoë 1 Bäumer/ }).first()).toBeVisible()

  await check(admin)
  await expect(admin.getByText('2 new, 0 changed, 4 with a problem.')).toBeVisible()
  await admin.goto(`/people?query=${mark}`)
  await expect(admin.getByText(/No people|No person|Nothing/).first()).toBeVisible()
  await admin.goBack()
  await admin.getByRole('button', { name: 'Import 2 rows' }).click()
  await expect(admin.getByRole('link', { name: 'Open people' })).toBeVisible({ timeout: 30_000 })

  const mending = await download(admin, 'Rows with their reasons')
  expect(mending).toContain('Enter an email address such as name@example.com.')
  const mended = mending
    .replace('no email', `${mark}-2@example.com`)
    .replace('yesterday', '2026-11-02 10:00')
    .replace(`\r\n${mark}-1,`, `\r\n${mark}-6,`)
    .replace('\r\n,', `\r\n${mark}-5,`)
  await dropFile(admin, 'mended.csv', mended)
  await check(admin)
  await expect(admin.getByText('4 new, 0 changed.')).toBeVisible({ timeout: 30_000 })
  await admin.getByRole('button', { name: 'Import 4 rows' }).click()
  await expect(admin.getByRole('link', { name: 'Open people' })).toBeVisible({ timeout: 30_000 })
  await admin.goto(`/people?query=${mark}-2@example.com`)
  await expect(admin.getByRole('link', { name: 'Zoë 2 Bäumer' })).toBeVisible()

  await admin.goto('/settings/records')
  expect(await findInLooks(admin, 'records')).toEqual([])
})

test('an export of companies imports again without a change, and a workbook is refused', async ({
  signedIn,
  db,
  tolerated,
}) => {
  tolerated.push({ pattern: /status of 415 .*\/api\/record-imports/ })
  test.setTimeout(90_000)
  const { email, apiKey } = await createFreshTeam(db)
  const companies = [
    {
      name: '=Formula & Sons',
      externalId: 'co-1',
      description: 'Two\nlines',
      addresses: [{ city: 'Seattle' }],
    },
    { name: 'Twin', phones: [{ phone: '+1 206 555 0100' }, { phone: '555', type: 'fax' }] },
    { name: 'Twin', emails: [{ email: 'a@example.com' }, { email: 'b@example.com', isPrimary: true }] },
  ]
  for (const company of companies) {
    const added = await fetch(`${portalOrigin}/api/v1/companies`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(company),
    })
    expect(added.status).toBe(201)
  }
  const admin = await signedIn(email)
  await admin.goto('/settings/records')
  const file = await download(admin, 'Companies as CSV')
  await dropFile(admin, 'companies.csv', file, 'companies')
  await check(admin)
  await expect(admin.getByText('0 new, 0 changed, 3 unchanged.')).toBeVisible({ timeout: 30_000 })
  await admin.getByRole('button', { name: 'Delete the file' }).click()
  await expect(admin.getByText('Cancelled', { exact: true })).toBeVisible()

  await admin.goto('/settings/records')
  const input = admin.getByLabel('Drop a file of people here, or choose one')
  await expect(input).toBeEnabled()
  await input.setInputFiles({
    name: 'people.xlsx',
    mimeType: '',
    buffer: Buffer.from('504b0304140006', 'hex'),
  })
  await expect(admin.getByRole('alert').filter({ hasText: 'Excel workbook' })).toBeVisible()
})

test('a team without records is led to its first tab: a file of people, and the record where a widget opens', async ({
  signedIn,
  db,
}) => {
  test.setTimeout(90_000)
  const admin = await signedIn((await createFreshTeam(db)).email)
  await admin.goto('/people')
  await admin.getByRole('link', { name: 'Import', exact: false }).first().click()
  await admin.waitForURL('**/settings/records**')
  await dropFile(admin, 'contacts.csv', 'First Name,E-mail 1 - Value\nAda,ada@fresh.example')
  // Without external IDs rows find their records by email.
  await expect(admin.getByLabel('Rows find their records by')).toHaveValue('email')
  await check(admin)
  await admin.getByRole('button', { name: 'Import 1 row' }).click({ timeout: 30_000 })
  await admin.getByRole('link', { name: 'Open people' }).click({ timeout: 30_000 })
  await admin.getByRole('link', { name: 'Ada' }).click()
  await admin.waitForURL(/\/people\/[0-9a-f-]{36}$/)
  await expect(admin.getByRole('link', { name: /widgets/i }).first()).toBeVisible()
})

test('a file of many megabytes comes through whole, and one that stops half way leaves nothing', async ({
  db,
}) => {
  test.setTimeout(120_000)
  const headers = {
    authorization: `Bearer ${(await createFreshTeam(db)).apiKey}`,
    'content-type': 'text/csv',
  }
  const url = `${portalOrigin}/api/v1/imports?type=people&mode=validate`
  const rows = Array.from(
    { length: 30_000 },
    (_, at) => `big-${at},Person,${'x'.repeat(150)} ${at},Lead,,\r\n`,
  )
  const text = `External ID,First name,Last name,Stage,Email,${'Notes '.repeat(30)}\r\n${rows.join('')}`
  expect(Buffer.byteLength(text)).toBeGreaterThan(5_000_000)
  const filler = `${'y'.repeat(100_000)}\r\n`
  const body = text + Array.from({ length: 80 }, (_, at) => `pad-${at},Pad,,,,${filler}`).join('')
  expect(Buffer.byteLength(body)).toBeGreaterThan(12_000_000)
  const started = await fetch(url, { method: 'POST', headers, body })
  expect(started.status).toBe(202)
  expect(started.headers.get('x-content-type-options')).toBe('nosniff')
  const { id } = (await started.json()) as { id: string }
  await expect
    .poll(
      async () => (await (await fetch(`${portalOrigin}/api/v1/imports/${id}`, { headers })).json()) as object,
      { timeout: 90_000 },
    )
    .toMatchObject({ state: 'done', rows: 30_080, created: 30_080, failed: 0 })

  await new Promise<void>((settle) => {
    const sending = httpRequest(url, { method: 'POST', headers: { ...headers, 'content-length': '1000000' } })
    sending.on('error', () => settle())
    sending.on('close', () => settle())
    sending.write('External ID,Half way\r\n1,', () => sending.destroy())
  })
  await expect.poll(() => db.recordImport.count({ where: { state: 'receiving' } })).toBe(0)
  expect(await db.recordImport.count({ where: { headers: { has: 'Half way' } } })).toBe(0)
})
