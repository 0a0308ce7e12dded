import { expect, test } from 'vitest'
import { describeFact, type FactValue } from './fact-words'

test.each<[string, FactValue, string | undefined]>([
  ['pasted', false, undefined],
  ['pasted', true, 'Secret provided by the team'],
  ['run', 'crt_01KAJ7Z3MC', undefined],
  ['activity', '0f9d3c52-6a1e-4a77-9a51-1c7a2f0f5b11', undefined],
  ['selfRun', 'crt_01KAJ7Z3MC', 'With a self-run report'],
  ['characters', 1911, '1,911 characters'],
  ['recipients', 1, 'For 1 person'],
  ['graceHours', 0, 'The previous secret ended at once'],
  ['probed', false, 'Without a passed probe'],
  ['scopes', ['people:read'], 'Access: Read the team’s people'],
  ['changed', ['furtherOrigins', 'url'], 'Changed: Further origins, URL'],
  ['protocol', 'social-signin', 'SocialSignIn'],
  ['frameOrigins', [], 'Frame origins: none'],
  ['aNewFact', true, 'A new fact: yes'],
])('tells the fact %s of %j in words that people know', (key, value, words) => {
  expect(describeFact(key, value)).toBe(words)
})
