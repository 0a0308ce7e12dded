import { expect, test } from 'vitest'
import { html, scriptJson, trustMarkup } from '@/lib/html'

const hostile = `"><script>alert(1)</script>'&\u2028<!--`

test('every value is escaped, in content and in quoted attributes, also in markup within markup', () => {
  const inner = html`<b title="${hostile}">${hostile}</b>`
  const { text } = html`<p>${inner}${[inner, inner]}</p>`
  expect(text).toBe(`<p>${inner.text.repeat(3)}</p>`)
  expect(text).not.toMatch(/<script|<!--|"">/)
  expect(inner.text.match(/[<>"]/g)).toEqual(['<', '"', '"', '>', '<', '>'])
})

test('what is not there is nothing, and numbers and trusted constants stay as they are', () => {
  expect(html`<p>${undefined}${0}${''}${[]}${trustMarkup('<hr>')}</p>`.text).toBe('<p>0<hr></p>')
})

test('markup that was made as text is text again', () => {
  expect(html`<p data-markup="${html`<b>x</b>`.text}"></p>`.text).toBe(
    '<p data-markup="&#60;b&#62;x&#60;/b&#62;"></p>',
  )
})

test('JSON in a script says the same and cannot end the script', () => {
  const { text } = scriptJson({ hostile })
  expect(text).not.toMatch(/[<>&\u2028\u2029]/)
  expect(JSON.parse(text)).toEqual({ hostile })
})
