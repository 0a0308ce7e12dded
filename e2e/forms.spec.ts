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
