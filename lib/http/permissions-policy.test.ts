import { expect, test } from 'vitest'
import { frameFeatures } from '@/lib/domain/widgets/widgets.schema'
import { noPermissions, pagePermissions, stagePermissions } from '@/lib/http/permissions-policy'

const read = (policy: string) => Object.fromEntries(policy.split(', ').map((line) => line.split('=')))

test('a page keeps what a widget may be granted, for its own stage alone', () => {
  for (const feature of frameFeatures) expect(read(pagePermissions)[feature]).toBe('(self)')
  expect(read(pagePermissions).usb).toBe('()')
})

test('a stage passes on what was reviewed, to the declared origins, and nothing else', () => {
  const policy = read(stagePermissions(['camera'], ['https://a.example', 'https://b.example']))
  expect(policy.camera).toBe('(self "https://a.example" "https://b.example")')
  for (const feature of frameFeatures.filter((name) => name !== 'camera')) expect(policy[feature]).toBe('()')
})

test('a document for a stranger’s frame has nothing', () => {
  expect(new Set(Object.values(read(noPermissions)))).toEqual(new Set(['()']))
})
