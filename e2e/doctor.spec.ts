import { createHmac } from 'node:crypto'
import { expect, test, userOf } from './fixtures'

test('QA pastes a launch that does not verify and is told the mistake and the line to change', async ({
  demo,
  signedIn,
}) => {
  const widget = demo.widgets.find(({ name }) => name === 'Market Pulse')
  const qa = await signedIn(userOf(demo, 'qa', 'Casalytics').email)
  await qa.goto(`/partner/widgets/${widget?.id}/doctor`)
  const timestamp = `${new Date().toISOString().slice(0, 19)}Z`
  const context = Buffer.from(
    JSON.stringify({
      team: { id: 't', name: 'Acme' },
      user: { id: 'u', email: 'a@b.example' },
      person: { id: 'p' },
      timestamp,
    }),
  ).toString('base64')
  const launch = (key: string | Buffer) => {
    const signature = createHmac('sha256', key).update(context).digest('hex')
    return `https://w.example.com/?context=${encodeURIComponent(context)}&signature=${signature}`
  }
  const secret = widget?.secret ?? ''
  await qa.getByLabel('Request').fill(launch(Buffer.from(secret, 'hex')))
  await qa.getByRole('button', { name: 'Examine' }).click()
  await expect(qa.getByRole('heading', { name: 'The secret was decoded from hex' })).toBeVisible()
  await expect(qa.getByText("createHmac('sha256', secret)", { exact: true })).toBeVisible()
  await qa.getByRole('link', { name: 'Python' }).click()
  await expect(qa.getByText('hmac.new(secret.encode(), text, hashlib.sha256)', { exact: true })).toBeVisible()
  await expect(qa).toHaveURL(/language=python/)
  expect(await qa.content()).not.toContain(secret)
  await qa.getByLabel('Request').fill(launch(secret))
  await qa.getByRole('button', { name: 'Examine' }).click()
  await expect(qa.getByText('No mistake found.', { exact: true })).toBeVisible()
})

test('a launch of the sandbox is opened in the doctor as it was sent', async ({ demo, signedIn }) => {
  const widget = demo.widgets.find(({ name }) => name === 'Market Pulse')
  const qa = await signedIn(userOf(demo, 'qa', 'Casalytics').email)
  await qa.goto(`/partner/widgets/${widget?.id}/sandbox`)
  await qa.getByRole('link', { name: 'Open in doctor' }).click()
  await expect(qa.getByLabel('Request')).toHaveValue(/context=[\s\S]*signature=/)
  await qa.getByRole('button', { name: 'Examine' }).click()
  await expect(qa.getByText('No mistake found.', { exact: true })).toBeVisible()
})
