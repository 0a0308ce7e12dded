import { readFile } from 'node:fs/promises'
import { findSerious, sidewaysOverflow } from './axe'
import { expect, test, unique, userOf } from './fixtures'
import { registerWidget } from './steps'

const casalytics = 'Casalytics'

test('a widget is exported as a file, changed there, imported, and saved as the form says', async ({
  signedIn,
  demo,
}) => {
  const page = await signedIn(userOf(demo, 'developer', casalytics).email)
  const name = unique('As code')
  const { widgetId, secret } = await registerWidget(page, {
    name,
    url: 'https://widgets.example.com/as-code',
    placements: ['Person'],
  })
  await page.getByRole('link', { name: 'I stored it, continue to set-up' }).click()
  await page.waitForURL(`**/partner/widgets/${widgetId}`)
  const downloading = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Export as JSON' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toMatch(/^as-code-\w+\.widget\.json$/)
  const text = await readFile(await download.path(), 'utf8')
  expect(text).not.toContain(secret)
  const manifest = JSON.parse(text)
  expect(manifest).toMatchObject({ name, placements: ['person'] })

  const file = (content: string) => ({
    name: 'widget.json',
    mimeType: 'application/json',
    buffer: Buffer.from(content),
  })
  const picker = page.getByTestId('import-file')
  await page.goto(`/partner/widgets/${widgetId}/edit`)
  await picker.setInputFiles(file('{'))
  await expect(page.getByText('This file is not JSON.')).toBeVisible()
  await picker.setInputFiles(
    file(JSON.stringify({ ...manifest, description: 'From a file.', placements: ['person', 'company'] })),
  )
  await expect(page.getByText('Filled in from widget.json. Nothing is saved yet.')).toBeVisible()
  await expect(page.getByText('It changes description, placements.')).toBeVisible()
  await expect(page.getByLabel('Description')).toHaveValue('From a file.')
  await expect(page.getByLabel('Company view')).toBeChecked()
  expect(await findSerious(page)).toEqual([])
  await page.getByRole('button', { name: /^Save version/ }).click()
  await page.waitForURL(`**/partner/widgets/${widgetId}`)
  await expect(page.getByText('From a file.')).toBeVisible()

  await page.goto('/partner/widgets/new')
  await page.getByTestId('import-file').setInputFiles(file(text))
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue(name)
})

test('an owner archives a widget, finds it by its status and restores it', async ({ signedIn, demo, db }) => {
  const owner = await signedIn(userOf(demo, 'owner', casalytics).email)
  const name = unique('Put away')
  const { widgetId } = await registerWidget(owner, {
    name,
    url: 'https://widgets.example.com/put-away',
    placements: ['Person'],
  })
  await owner.getByRole('link', { name: 'I stored it, continue to set-up' }).click()
  await owner.waitForURL(`**/partner/widgets/${widgetId}`)
  await expect(owner.getByRole('button', { name: 'Archive' })).toHaveCount(0)
  const { workingVersionId } = await db.widget.findUniqueOrThrow({ where: { id: widgetId } })
  await db.widgetVersion.update({ where: { id: workingVersionId ?? '' }, data: { state: 'approved' } })
  await db.widget.update({
    where: { id: widgetId },
    data: { servingVersionId: workingVersionId, workingVersionId: null },
  })
  await owner.reload()
  await owner.getByRole('button', { name: 'Archive' }).click()
  const dialog = owner.getByRole('alertdialog', { name: `Archive ${name}?` })
  await dialog.getByLabel('Reason').fill('We offer another one now.')
  await dialog.getByRole('button', { name: `Archive ${name}` }).click()
  await expect(owner.getByText('Archived', { exact: true }).first()).toBeVisible()
  await owner.goto(`/partner/widgets?query=${encodeURIComponent(name)}`)
  await expect(owner.getByText('No widget matches')).toBeVisible()
  await owner.getByRole('combobox', { name: 'Status' }).selectOption('archived')
  await owner.getByRole('link', { name }).click()
  await owner.getByRole('button', { name: 'Restore' }).click()
  await expect(owner.getByText('All launches are stopped')).toBeVisible()
})

test('the API reference shows each call in four languages, and makes it with the reader’s key', async ({
  visitor,
  demo,
  tolerated,
}) => {
  tolerated.push({ pattern: /status of 401/ })
  const page = await visitor()
  await page.goto('/docs/api')
  await page.getByRole('main').getByRole('link', { name: 'List people' }).click()
  await page.waitForURL('**/docs/api/people#listPeople')
  const calls = page.getByRole('region', { name: 'List people', exact: true })
  await calls.getByRole('link', { name: 'Python' }).click()
  await page.waitForURL('**/docs/api/people?language=python#listPeople')
  await expect(page.getByRole('region', { name: 'List people in Python' })).toContainText('urllib.request')
  await calls.getByRole('button', { name: 'Try it' }).click()
  const form = page.getByRole('form', { name: 'Try: List people' })
  await form.getByLabel('API key').fill('wrong')
  await form.getByRole('button', { name: 'Send' }).click()
  await expect(form.getByRole('region', { name: 'Response' })).toContainText('unauthenticated')
  await form.getByLabel('API key').fill(demo.apiKeys.team)
  await form.getByRole('button', { name: 'Send' }).click()
  await expect(form.getByRole('region', { name: 'Response' })).toContainText('Elena')
  expect(await findSerious(page)).toEqual([])
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await sidewaysOverflow(page)).toBeLessThanOrEqual(0)
})
