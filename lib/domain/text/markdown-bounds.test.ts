import { expect, test } from 'vitest'
import { isBoundedMarkdown } from '@/lib/domain/text/markdown-bounds.schema'

test.each([
  'Plain words.',
  '**Bold**, _slanted_, [a link](https://example.com) and `code`.\n\n- one\n- two\n  - three\n\n> a quote',
  '***\n- - - - - - - - - - - - - -\n* * * * * * * * * * * *',
  'a > b, 3 * 4 * 5, snake_case_name',
])('an ordinary description is bounded: %j', (text) => {
  expect(isBoundedMarkdown(text)).toBe(true)
})

test.each([
  ['quotes in quotes', '>'.repeat(4000)],
  ['lists in lists', `${'- '.repeat(11)}a`],
  ['numbers in quotes', `${'> 1) '.repeat(6)}a`],
  ['brackets', '['.repeat(501)],
  ['stars', '*a '.repeat(501)],
  ['a deep quote on a later line', `fine\n${'> '.repeat(11)}a`],
])('what a parser would need long for is not: %s', (_, text) => {
  expect(isBoundedMarkdown(text)).toBe(false)
})
