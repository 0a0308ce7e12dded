import { expect, test } from 'vitest'
import { fillTemplate, hasPlaceholder, requireTemplate } from '@/lib/protocols/url-template'

const refusal = (template: string, grammar: Parameters<typeof requireTemplate>[1] = 'iframe') => {
  try {
    requireTemplate(template, grammar)
    return 'accepted'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

test('both grammars are filled, percent-encoded, and empty where nothing is known', () => {
  const iframe = 'https://x.test/{{contact_id}}?u={{user-id}}&t={{timestamp}}&n=#{{location-id}}'
  const values = { 'contact-id': 'a/b?c', 'user-id': 'Zoë & co', 'location-id': '#1' }
  expect(fillTemplate(iframe, 'iframe', values)).toBe(
    'https://x.test/a%2Fb%3Fc?u=Zo%C3%AB%20%26%20co&t=&n=#%231',
  )
  const postback = 'https://x.test/p?l={{location.id}}&d={{user.domain.url}}'
  expect(
    fillTemplate(postback, 'user_postback', { 'location.id': '7', 'user.domain.url': 'https://a.test/' }),
  ).toBe('https://x.test/p?l=7&d=https%3A%2F%2Fa.test%2F')
})

test('a value that looks like a placeholder, or half of a character, is only a value', () => {
  expect(fillTemplate('https://x.test/?c={{contact-id}}', 'iframe', { 'contact-id': '{{user-id}}' })).toBe(
    'https://x.test/?c=%7B%7Buser-id%7D%7D',
  )
  expect(fillTemplate('https://x.test/?c={{contact-id}}', 'iframe', { 'contact-id': '\uD800' })).toBe(
    'https://x.test/?c=%EF%BF%BD',
  )
})

test('an unknown placeholder is refused with its position', () => {
  expect(refusal('https://x.test/?c={{contact}}')).toContain('At character 19: {{contact}} is not one of')
  expect(refusal('https://x.test/?c={{constructor}}')).toContain('At character 19')
  expect(refusal('https://x.test/?c={{ contact-id }}')).toContain('At character 19')
  expect(refusal('https://x.test/?c={{location.id}}')).toContain('is not one of')
  expect(refusal('https://x.test/?c={{contact-id}}', 'user_postback')).toContain('is not one of')
})

test('a postback about a location may not name a user', () => {
  expect(refusal('https://x.test/?u={{user.email}}', 'location_postback')).toContain('At character 19')
  expect(refusal('https://x.test/?u={{user.email}}', 'user_postback')).toBe('accepted')
})

test('a placeholder that is not closed, or closed alone, is refused with its position', () => {
  expect(refusal('https://x.test/?c={{contact-id')).toContain('At character 19')
  expect(refusal('https://x.test/?c=contact-id}}')).toContain('At character 29')
  expect(refusal('https://x.test/?c={{contact-id}}}}')).toContain('At character 33')
})

test.each([
  '{{contact-id}}://x.test/',
  'https://{{contact-id}}.x.test/',
  'https://{{contact-id}}@x.test/',
  'https://x.test:{{contact-id}}/',
  'https://x.test{{contact-id}}',
  '{{contact-id}}',
])('a placeholder in scheme, host or port is refused: %s', (template) => {
  expect(refusal(template)).toContain('can’t be in the scheme, host or port')
})

test('path, query and fragment take one, and a URL without any has none', () => {
  for (const template of [
    'https://x.test/{{user-id}}',
    'https://x.test?{{user-id}}',
    'https://x.test#{{user-id}}',
  ])
    expect(refusal(template)).toBe('accepted')
  expect(hasPlaceholder('https://x.test/{user-id}')).toBe(false)
})
