import { expect, portalOrigin, test } from './fixtures'

const origin = { origin: portalOrigin, 'sec-fetch-site': 'same-origin' }

test('a form that cannot be read is refused with 4xx, never 5xx', async () => {
  const page = await (await fetch(`${portalOrigin}/sign-up`)).text()
  const action = /\$ACTION_REF_\d+|\$ACTION_ID_\w+/.exec(page)?.[0] ?? '$ACTION_REF_1'
  const multipart = (body: string) => ({
    headers: { ...origin, 'content-type': 'multipart/form-data; boundary=x' },
    body,
  })
  const part = `--x\r\ncontent-disposition: form-data; name="${action}"\r\n\r\n\r\n`
  const attempts = [
    multipart(''),
    multipart(`${part}--x`),
    multipart(`${part}--x--\r\n`),
    multipart(`--x\r\ncontent-disposition: form-data; name="$ACTION_1:0"\r\n\r\n{"id":\r\n${part}--x--\r\n`),
    {
      headers: { ...origin, 'next-action': '0'.repeat(42), 'content-type': 'text/plain;charset=UTF-8' },
      body: '',
    },
    {
      headers: { ...origin, 'next-action': '0'.repeat(42), 'content-type': 'text/plain;charset=UTF-8' },
      body: '["$F1"',
    },
    { headers: { ...origin, 'content-type': 'application/x-www-form-urlencoded' }, body: '%%%' },
  ]
  for (const [index, attempt] of attempts.entries()) {
    const response = await fetch(`${portalOrigin}/sign-up`, {
      method: 'POST',
      redirect: 'manual',
      ...attempt,
    })
    await response.arrayBuffer()
    expect(response.status, `attempt ${index}`).toBeLessThan(500)
  }
})
