import { expect, test } from 'vitest'
import { noteVersion } from '@/lib/domain/versions/notes'

const serving = {
  name: 'Pre-check',
  description: 'A rate in five minutes.',
  url: 'https://embed.fairline.example/check',
  furtherOrigins: [],
  placements: ['person'],
  allow: [],
  settings: {},
  icon: 'landmark',
  colour: 'moss',
}

test.each([
  ['https://embed.fairline.example/check', 'same'],
  ['https://embed.fairline.example/check?v=2', 'same_origin'],
  ['https://precheck.fairline.example/check', 'same_site'],
  ['https://embed.fairline.example.attacker.test/check', 'other_site'],
  ['https://one.github.io/check', 'other_site'],
])('says where launches to %s would go', (url, destination) => {
  expect(noteVersion(serving, { ...serving, url }).destination).toBe(destination)
})

test('takes two customers of a shared hosting domain for strangers', () => {
  const from = { ...serving, url: 'https://one.github.io/' }
  expect(noteVersion(from, { ...from, url: 'https://two.github.io/' }).destination).toBe('other_site')
})

test('names what a version adds and takes away', () => {
  const version = {
    ...serving,
    placements: ['company'],
    allow: ['camera'],
    furtherOrigins: ['https://login.fairline.example', 'https://id.elsewhere.example'],
  }
  expect(noteVersion(serving, version)).toMatchObject({
    addedPlacements: ['company'],
    removedPlacements: ['person'],
    addedPermissions: ['camera'],
    foreignOrigins: ['https://id.elsewhere.example'],
  })
})

test('knows this machine’s own address', () => {
  expect(noteVersion(null, { ...serving, url: 'http://127.0.0.1:4000/' })).toMatchObject({
    isLoopback: true,
    destination: 'new',
  })
})
