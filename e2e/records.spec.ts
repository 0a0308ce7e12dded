import { randomInt, randomUUID } from 'node:crypto'
import type { Locator, Page } from '@playwright/test'
import { findInLooks } from './axe'
import { expect, test, unique, userOf } from './fixtures'

const acme = 'Acme Real Estate'

/** Presses Tab until the focus is there. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not reach ${String(target)}`)
}

const ready = (page: Page) => expect(page.locator('main [data-unready]')).toHaveCount(0)

/** Adds a person by the form, and returns the address of their page. */
async function addPerson(page: Page, lastName: string, fields: Record<string, string> = {}): Promise<string> {
  await page.goto('/people/new')
  await ready(page)
  await page.getByLabel('Last name').fill(lastName)
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(text)
  await page.getByRole('button', { name: 'Add person' }).click()
  await page.waitForURL(/\/people\/[0-9a-f-]{36}$/)
  return new URL(page.url()).pathname
}

test('a company and a person are added by keyboard only, and the person is found by each spelling of the phone', async ({
  signedIn,
  demo,
}) => {
  test.setTimeout(120_000)
  const agent = await signedIn(userOf(demo, 'agent', acme).email)
  const [company, lastName] = [unique('Harbour Homes'), unique('Quist')]
  const [middle, last] = [String(randomInt(200, 999)), String(randomInt(1000, 9999))]

  await agent.goto('/companies/new')
  await ready(agent)
  await tabTo(agent, agent.getByLabel('Name', { exact: true }))
  await agent.keyboard.type(company)
  await tabTo(agent, agent.getByRole('button', { name: 'Add company' }))
  await agent.keyboard.press('Enter')
  await agent.waitForURL(/\/companies\/[0-9a-f-]{36}$/)
  await expect(agent.getByText(`${company} was added`).first()).toBeVisible()
  await expect(agent.getByRole('heading', { level: 1 })).toHaveText(company)

  await agent.goto('/people')
  await tabTo(agent, agent.getByRole('link', { name: 'Add a person' }))
  await agent.keyboard.press('Enter')
  await agent.waitForURL('**/people/new')
  await ready(agent)
  await tabTo(agent, agent.getByLabel('First name'))
  await agent.keyboard.type('Ida')
  await agent.keyboard.press('Tab')
  await agent.keyboard.type(lastName)
  await tabTo(agent, agent.getByRole('combobox', { name: 'Company' }))
  await agent.keyboard.type(company.slice(0, -1))
  await expect(agent.getByRole('option', { name: company })).toBeVisible()
  await agent.keyboard.press('Enter')
  await expect(agent.getByRole('combobox', { name: 'Company' })).toHaveValue(company)
  await tabTo(agent, agent.getByLabel('Email 1', { exact: true }))
  await agent.keyboard.type('ida@example.com')
  await tabTo(agent, agent.getByRole('button', { name: 'Add another email' }))
  await agent.keyboard.press('Enter')
  await expect(agent.getByLabel('Email 2', { exact: true })).toBeFocused()
  await agent.keyboard.type('ida.quist@work.example')
  await tabTo(agent, agent.getByLabel('Phone 1', { exact: true }))
  await agent.keyboard.type(`+1 (206) ${middle}-${last}`)
  await tabTo(agent, agent.getByRole('button', { name: 'Add person' }))
  await agent.keyboard.press('Enter')
  await agent.waitForURL(/\/people\/[0-9a-f-]{36}$/)
  const details = agent.getByRole('complementary', { name: 'Details' })
  await expect(details).toContainText('ida@example.com')
  await expect(details).toContainText('ida.quist@work.example')
  await expect(details.getByRole('link', { name: company })).toBeVisible()

  for (const spelling of [
    `+1 (206) ${middle}-${last}`,
    `206 ${middle} ${last}`,
    `1206${middle}${last}`,
    `206.${middle}.${last}`,
  ]) {
    await agent.goto(`/people?query=${encodeURIComponent(spelling)}`)
    await expect(agent.getByRole('link', { name: `Ida ${lastName}` }), spelling).toBeVisible()
    await expect(agent.getByText('1 person found')).toBeVisible()
    await agent.getByRole('button', { name: /^Jump to/ }).click()
    const palette = agent.getByRole('dialog', { name: 'Jump to' })
    await palette.getByRole('combobox').fill(spelling)
    await expect(palette.getByRole('option', { name: `Ida ${lastName}` }), spelling).toBeVisible()
    await agent.keyboard.press('Escape')
  }
})

test('the form says all problems at once, passes axe with them, and asks before what was typed is lost', async ({
  signedIn,
  demo,
}) => {
  test.setTimeout(120_000)
  const agent = await signedIn(userOf(demo, 'agent', acme).email)
  await agent.goto('/people/new')
  await ready(agent)
  await agent.getByLabel('Email 1', { exact: true }).fill('nobody')
  await agent.getByLabel('Phone 1', { exact: true }).fill('none')
  await agent.getByRole('combobox', { name: 'Company' }).fill('A company that nobody has')
  await agent.getByRole('button', { name: 'Add person' }).click()
  await expect(agent.getByText('Enter an email address such as name@example.com.')).toBeVisible()
  await expect(agent.getByText('A phone number has digits.')).toBeVisible()
  await expect(agent.getByText('Choose a company from the list, or clear this field.')).toBeVisible()
  await expect(agent.getByLabel('Email 1', { exact: true })).toHaveValue('nobody')
  expect(await findInLooks(agent, 'a person’s form with problems')).toEqual([])
  await agent.setViewportSize({ width: 1440, height: 900 })

  await agent.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Companies' }).click()
  const question = agent.getByRole('alertdialog', { name: 'Leave without saving?' })
  await question.getByRole('button', { name: 'Stay on page' }).click()
  await expect(agent.getByLabel('Email 1', { exact: true })).toHaveValue('nobody')
  await agent.getByRole('link', { name: 'Cancel' }).click()
  await question.getByRole('button', { name: 'Leave page' }).click()
  await agent.waitForURL('**/people')

  await agent.goto('/companies/new')
  await ready(agent)
  await agent.getByLabel('Annual revenue').fill('much')
  await agent.getByRole('button', { name: 'Add another address' }).click()
  await agent.getByRole('button', { name: 'Add company' }).click()
  await expect(agent.getByText('Enter a name.')).toBeVisible()
  await expect(agent.getByText('Enter a number such as 1250000.50.')).toBeVisible()
  expect(await findInLooks(agent, 'a company’s form with problems')).toEqual([])
})

test('of two who edit a person at once, the second sees what the first saved, loses nothing, and chooses', async ({
  signedIn,
  demo,
  db,
}) => {
  test.setTimeout(120_000)
  const { email } = userOf(demo, 'admin', acme)
  const { name } = await db.user.findFirstOrThrow({ where: { email }, select: { name: true } })
  const [admin, agent] = [
    await signedIn(userOf(demo, 'admin', acme).email),
    await signedIn(userOf(demo, 'agent', acme).email),
  ]
  const lastName = unique('Twice')
  const address = await addPerson(agent, lastName, {
    Title: 'Buyer',
    Stage: 'Lead',
    'Email 1': 'one@example.com',
  })
  for (const page of [admin, agent]) {
    await page.goto(address)
    await page.getByRole('link', { name: 'Edit' }).click()
    await page.waitForURL(`**${address}/edit`)
    await ready(page)
  }
  await admin.getByLabel('Title', { exact: true }).fill('Owner')
  await admin.getByLabel('Email 1', { exact: true }).fill('two@example.com')
  await admin.getByRole('button', { name: 'Save person' }).click()
  await admin.waitForURL(`**${address}`)
  await expect(admin.getByText(`${lastName} was saved`).first()).toBeVisible()

  await agent.getByLabel('Title', { exact: true }).fill('Seller')
  await agent.getByLabel('Stage', { exact: true }).fill('Active client')
  await agent.getByRole('button', { name: 'Save person' }).click()
  await expect(agent.getByRole('main').getByRole('alert')).toContainText(
    'changed this person after you opened this form',
  )
  await expect(agent.getByRole('main').getByRole('alert')).toContainText(name)
  const changed = agent.getByRole('table', { name: 'Fields that changed meanwhile' })
  await expect(changed.getByRole('row')).toHaveCount(3)
  await expect(changed).toContainText('Owner')
  await expect(changed).toContainText('two@example.com')
  // What both changed stays as it was typed; what only the other changed is taken over.
  await expect(agent.getByLabel('Title', { exact: true })).toHaveValue('Seller')
  await expect(agent.getByLabel('Stage', { exact: true })).toHaveValue('Active client')
  await expect(agent.getByLabel('Email 1', { exact: true })).toHaveValue('two@example.com')
  await changed.getByRole('radio', { name: /^Title, saved now/ }).check()
  await expect(agent.getByLabel('Title', { exact: true })).toHaveValue('Owner')
  await changed.getByRole('radio', { name: /^Title, yours/ }).check()
  await expect(agent.getByLabel('Title', { exact: true })).toHaveValue('Seller')
  expect(await findInLooks(agent, 'a form whose record changed')).toEqual([])

  // A third save in between is met in the same way.
  await agent.setViewportSize({ width: 1440, height: 900 })
  await admin.goto(`${address}/edit`)
  await ready(admin)
  await admin.getByLabel('API ID', { exact: true }).fill('api-9')
  await admin.getByRole('button', { name: 'Save person' }).click()
  await admin.waitForURL(`**${address}`)
  await agent.getByRole('button', { name: 'Save your choices' }).click()
  await expect(changed).toContainText('api-9')
  await expect(agent.getByLabel('Title', { exact: true })).toHaveValue('Seller')
  await agent.getByRole('button', { name: 'Save your choices' }).click()
  await agent.waitForURL(`**${address}`)
  const details = agent.getByRole('complementary', { name: 'Details' })
  for (const text of ['Seller', 'Active client', 'two@example.com']) await expect(details).toContainText(text)
  await expect(details).not.toContainText('one@example.com')
})

test('an admin erases a person, an agent can’t, and another team’s record is the same as a missing one', async ({
  signedIn,
  demo,
  tolerated,
}) => {
  tolerated.push({ pattern: /status of 404/ })
  const [admin, agent, outsider] = [
    await signedIn(userOf(demo, 'admin', acme).email),
    await signedIn(userOf(demo, 'agent', acme).email),
    await signedIn(userOf(demo, 'admin', 'Northwind Homes').email),
  ]
  const lastName = unique('Forgotten')
  const address = await addPerson(agent, lastName)
  await expect(agent.getByRole('link', { name: 'Edit' })).toBeVisible()
  await expect(agent.getByRole('button', { name: 'More actions' })).toHaveCount(0)
  for (const suffix of ['', '/edit']) {
    const seen: string[] = []
    for (const path of [address, `/people/${randomUUID()}`]) {
      expect((await outsider.goto(path + suffix))?.status()).toBe(404)
      seen.push((await outsider.getByRole('main').innerText()).replace(/req_\w+/, ''))
    }
    expect(seen[0]).toBe(seen[1])
  }

  await admin.goto(address)
  await admin.getByRole('button', { name: 'More actions' }).click()
  await admin.getByRole('menuitem', { name: 'Erase this person' }).click()
  const dialog = admin.getByRole('alertdialog', { name: `Erase ${lastName}?` })
  await expect(dialog).toContainText('What goes')
  await expect(dialog).toContainText('What stays')
  await dialog.getByRole('button', { name: 'Keep person' }).click()
  await expect(dialog).toBeHidden()
  await admin.getByRole('button', { name: 'More actions' }).click()
  await admin.getByRole('menuitem', { name: 'Erase this person' }).click()
  expect(await findInLooks(admin, 'the question before a person is erased')).toEqual([])
  await dialog.getByRole('button', { name: 'Erase person' }).click()
  await admin.waitForURL('**/people')
  await expect(admin.getByText(`${lastName} is erased`)).toBeVisible()
  expect((await agent.goto(address))?.status()).toBe(404)
  await admin.goto(`/people?query=${encodeURIComponent(lastName)}`)
  await expect(admin.getByText(/No person matches/)).toBeVisible()
})

test('the list is filtered by stage and company and sorted, by its address, and says how to clear it', async ({
  signedIn,
  demo,
}) => {
  const agent = await signedIn(userOf(demo, 'agent', acme).email)
  const [company, stage, lastName] = [unique('Filtered Homes'), unique('Stage'), unique('Filtered')]
  await agent.goto('/companies/new')
  await ready(agent)
  await agent.getByLabel('Name', { exact: true }).fill(company)
  await agent.getByRole('button', { name: 'Add company' }).click()
  await agent.waitForURL(/\/companies\/[0-9a-f-]{36}$/)
  await agent.goto(`${agent.url()}?tab=people`)
  await agent.getByRole('link', { name: 'Add a person' }).click()
  await agent.waitForURL('**/people/new?company=*')
  await ready(agent)
  await agent.getByLabel('Last name').fill(lastName)
  await agent.getByLabel('Stage', { exact: true }).fill(stage)
  await agent.getByRole('button', { name: 'Add person' }).click()
  await agent.waitForURL(/\/people\/[0-9a-f-]{36}$/)

  await agent.goto('/people')
  await ready(agent)
  await agent.getByLabel('Stage').selectOption(stage)
  await agent.waitForURL('**/people?stage=*')
  await expect(agent.getByText('1 person found')).toBeVisible()
  await agent.getByLabel('Order').selectOption('Newest first')
  await agent.waitForURL('**sort=newest*')
  await ready(agent)
  await agent.getByRole('combobox', { name: 'Company' }).fill(company)
  await agent.getByRole('option', { name: company }).click()
  await agent.waitForURL('**company=*')
  await expect(agent.getByRole('link', { name: lastName })).toBeVisible()
  await expect(agent.getByText('1 of 1, newest first')).toBeVisible()
  await agent.goto(`${agent.url()}&query=nobody-has-this-name`)
  await agent.getByRole('link', { name: 'Clear search and filters' }).click()
  await agent.waitForURL('**/people?sort=newest')
  await expect(agent.getByRole('link', { name: lastName })).toBeVisible()
})
