import { describe, expect, test } from 'vitest'
import { describeReceived } from '@/lib/domain/certification/describe-exchange'
import { gradeContextLeak, gradeSecretLeak, secretForms } from '@/lib/domain/certification/find-leaks'
import { comparableText, describeUnreadable, showsMarkup } from '@/lib/domain/certification/judge-page'
import { sampleCast } from '@/lib/domain/samples/people'
import { answerWith, answeredSecret as secret, answeredTarget as target } from '@/test/zoo/answer-with'

const { markup } = sampleCast()

describe('a page that is made to keep its reader busy', () => {
  const size = 2 * 1024 * 1024
  test.each([
    '<',
    '<script',
    '<head',
    'url(',
    'url("',
    ' ',
    ' at ',
    'at a',
    '<meta ',
    '<img src="',
    "<img src='a",
    '&#',
    'System.',
    'a',
    '<meta http-equiv=',
    'src=" ',
  ])('of "%s" alone is judged in time', async (part) => {
    const page = await answerWith(part.repeat(Math.ceil(size / part.length)), {}, 403)
    const opened = { ...page, exchange: { ...page.exchange, verdict: 'accepted' as const } }
    const startedAt = process.cpuUsage()
    describeUnreadable(page.exchange, target, 'person')
    showsMarkup(page, markup)
    comparableText(page.exchange)
    gradeSecretLeak([page], [], target)
    gradeContextLeak([opened], target)
    describeReceived(page.exchange, secretForms(secret))
    // Of this process and the one other file that runs in it, not by the clock: other work of the machine does not count.
    expect(process.cpuUsage(startedAt).user / 1000).toBeLessThan(3000)
  })

  test('markup in a script is no markup, in the page it is', async () => {
    expect(
      showsMarkup(await answerWith(`<header>x</header><script>const n = \`${markup}\`</script>`), markup),
    ).toBe(false)
    expect(showsMarkup(await answerWith(`<script src=a></script><p>${markup}</p>`), markup)).toBe(true)
  })
})

describe('what a refusal looks like to the one who sees it', () => {
  const problem = async (body: string, type = 'text/html') =>
    describeUnreadable((await answerWith(body, { 'content-type': [type] }, 403)).exchange, target, 'person')

  test.each([
    ['Node.js', 'Error: no\n    at verify (/srv/app/widget.js:12:34)\n    at node:internal/main:1:2'],
    ['Node.js modules', 'at file:///srv/app/widget.mjs:12:34'],
    ['Python', 'Traceback (most recent call last):\n  File "app.py", line 3'],
    ['PHP', '<b>Warning</b>: hash_equals() in <b>/srv/widget.php</b>: widget.php on line 12'],
    ['Ruby', "/srv/app/widget.rb:12:in `verify'"],
    ['Java', 'java.lang.IllegalStateException: no\n\tat com.example.Widget.verify(Widget.java:12)'],
    ['Go', 'panic: no\n\ngoroutine 1 [running]:'],
    ['.NET', 'System.InvalidOperationException: no'],
  ])('a stack trace of %s is found', async (_, trace) => {
    expect(await problem(`<pre>${trace}</pre>`)).toMatch(/stack trace/)
  })

  test.each([
    'Signed at 10:30:45, opened at 10:36:00. Look at https://crm.example.com/help.',
    'We met at 12:00:00 at the office (3rd floor:12:5).',
    'See section 3.2 of index.php and at the end of help.rb.',
  ])('a sentence is none: %s', async (sentence) => {
    expect(await problem(`<p>${sentence}</p>`)).toBeNull()
  })

  test('a page without a text, and what is no page, is not readable', async () => {
    expect(await problem('<title>Refused</title><style>p{}</style><script>let a</script>')).toMatch(/no text/)
    expect(await problem('<head><title>Refused</title></head><body><script>let a</script></body>')).toMatch(
      /no text/,
    )
    expect(await problem('')).toMatch(/no text/)
    expect(await problem('{"error":"no"}', 'application/json')).toMatch(/application\/json/)
    expect(await problem('Refused', 'text/plain')).toBeNull()
  })
})
