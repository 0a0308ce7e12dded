import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffWords, revealHidden } from './diff-words'

test('marks the word that differs on each side', () => {
  expect(diffWords('A rate in five minutes.', 'A rate in two minutes.')).toEqual({
    from: [
      { text: 'A rate in ', isChanged: false },
      { text: 'five', isChanged: true },
      { text: ' minutes.', isChanged: false },
    ],
    to: [
      { text: 'A rate in ', isChanged: false },
      { text: 'two', isChanged: true },
      { text: ' minutes.', isChanged: false },
    ],
  })
})

test('marks one label of a host', () => {
  const { to } = diffWords('https://embed.fairline.example/check', 'https://precheck.fairline.example/check')
  expect(to.filter((part) => part.isChanged)).toEqual([{ text: 'precheck', isChanged: true }])
})

test('marks another address as one change, not as its punctuation', () => {
  const { from } = diffWords('http://127.0.0.1/check', 'https://embed.fairline.example/check')
  expect(from).toEqual([
    { text: 'http://127.0.0.1', isChanged: true },
    { text: '/check', isChanged: false },
  ])
})

test('loses no character and marks nothing in equal texts', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (from, to) => {
      const parts = diffWords(from, to)
      expect(parts.from.map((part) => part.text).join('')).toBe(from)
      expect(parts.to.map((part) => part.text).join('')).toBe(to)
      expect(diffWords(from, from).to.some((part) => part.isChanged)).toBe(false)
    }),
  )
})

test('counts texts that are too long to compare as changed', () => {
  const { from } = diffWords('a '.repeat(2500), 'b '.repeat(2500).trim())
  expect(from.some((part) => part.isChanged)).toBe(true)
})

test('writes out characters that hide or reorder text', () => {
  expect(revealHidden('pay\u202Egnp\u200B\n')).toBe('pay[U+202E]gnp[U+200B]\n')
})
