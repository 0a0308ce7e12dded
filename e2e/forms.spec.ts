import { expect, test, unique, userOf } from './fixtures'

test('a refused form keeps all that was typed and chosen, but for the password', async ({
  signedIn,
  visitor,
  demo,
}) => {
  const guest = await visitor()
  await guest.goto('/sign-up')
  await guest.getByLabel('Email').fill('no address')
  await guest.getByLabel('Your name').fill('Kim Park')
  await guest.getByLabel('Password').fill('short')
  await guest.getByLabel('Organisation').fill('Kept Works')
  await guest.getByRole('button', { name: 'Sign up' }).click()
  await expect(guest.getByText('Enter an email address such as')).toBeVisible()
  await expect(guest.getByLabel('Email')).toHaveValue('no address')
  await expect(guest.getByLabel('Organisation')).toHaveValue('Kept Works')
  await expect(guest.getByLabel('Your name')).toHaveValue('Kim Park')

  const partner = await signedIn(userOf(demo, 'developer', 'Casalytics').email)
  const name = unique('Mended')
  await partner.goto('/partner/widgets/new')
  await partner.getByLabel('Name').fill(name)
  await partner.getByLabel('Description').fill('Shows what was **kept**.')
  await partner.getByLabel('Company view').check()
  for (const url of ['http://widgets.example.com/x', `${new URL(partner.url()).origin}/x`]) {
    await partner.getByLabel('Widget URL').fill(url)
    await partner.getByLabel('Widget URL').press('Enter')
    await expect(partner.getByLabel('Widget URL')).toHaveAttribute('aria-invalid', 'true')
    await expect(partner.getByLabel('Widget URL')).toHaveValue(url)
  }
  await expect(partner.getByLabel('Name')).toHaveValue(name)
  await expect(partner.getByLabel('Company view')).toBeChecked()
  await expect(partner.getByRole('radio', { name: /^Sure Send/ })).toBeChecked()
  await partner.getByLabel('Widget URL').fill('https://widgets.example.com/mended')
  await partner.getByRole('button', { name: 'Register widget' }).click()
  await expect(partner.getByTestId('secret')).toBeVisible()
  await expect(partner.locator(':focus').getByTestId('secret')).toBeVisible()
})

test('a form names everything that is wrong at once', async ({ signedIn, demo }) => {
  const partner = await signedIn(userOf(demo, 'developer', 'Casalytics').email)
  await partner.goto('/partner/widgets/new')
  await expect(partner.locator('main [data-unready]')).toHaveCount(0)
  // As for who has an old browser: what it would hold back is answered by the server.
  await partner.locator('form').evaluateAll((forms) => {
    for (const form of forms) form.setAttribute('novalidate', '')
  })
  await partner.getByLabel('Person view').uncheck()
  await partner.getByRole('button', { name: 'Register widget' }).click()
  for (const error of [
    'Enter a name. It is the tab’s title.',
    'Describe what the widget does for an agent.',
    'Enter the address of the widget.',
    'Choose at least one placement.',
  ])
    await expect(partner.locator('[id$="-error"]').filter({ hasText: error })).toBeVisible()

  const admin = await signedIn(userOf(demo, 'admin', 'Acme Real Estate').email)
  await admin.goto('/settings/connectors/new')
  await admin.getByLabel('Platform', { exact: true }).selectOption('social-signin')
  await admin
    .getByRole('textbox', { name: 'Allowed parent origins' })
    .fill('https://a.example/path\nftp://b.example')
  await admin.getByRole('textbox', { name: 'Secret' }).fill('short')
  await admin.getByRole('button', { name: 'Add connector' }).click()
  for (const error of [
    'This secret is shorter than',
    'https://a.example/path: Write',
    'ftp://b.example: Write',
  ])
    await expect(admin.getByText(error)).toBeVisible()
})
