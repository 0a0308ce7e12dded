import { expect, test } from 'vitest'
import { sanitizeHtml } from '@/lib/domain/text/sanitize-html'
import { codeOf } from '@/test/code-of'
import { hostileHtml } from '@/test/hostile-html'

test.each(Object.keys(hostileHtml))('%s end in at most ten times their size, or a refusal', async (name) => {
  for (const length of [300, 6_000, 60_000, 100_000]) {
    const html = hostileHtml[name]?.(length) ?? ''
    let written = ''
    const refusal = await codeOf(
      (async () => {
        written = sanitizeHtml(html)
      })(),
    )
    expect(refusal).toMatch(/^payload_too_large$|^not refused with a typed error: undefined$/)
    expect(written.length).toBeLessThanOrEqual(10 * html.length)
  }
})

test('an ordinary email of some length stays as it is', () => {
  const html = '<p>Dear <strong>Elena</strong>, see <a href="https://example.com/a">the list</a>.</p>'.repeat(
    300,
  )
  expect(sanitizeHtml(html)).toBe(html)
})

test('what runs, loads or is submitted is left out', () => {
  const html =
    '<script>a()</script><p onclick="a()" style="x">T<img src=x onerror=a()></p><form><input></form><a href="javascript:a()">L</a>'
  expect(sanitizeHtml(html)).toBe('<p>T</p><a>L</a>')
})
