import { describe, expect, test } from 'vitest'
import { protocolIds } from '@/lib/domain/protocols/facts.schema'
import { testContract } from '@/test/protocol-contract'
import { protocolSamples } from '@/test/protocol-samples'

test('every protocol that the portal knows has a sample', () => {
  for (const id of protocolIds) expect(protocolSamples.some(({ name }) => name.startsWith(id))).toBe(true)
})

describe.each(protocolSamples)('$name', testContract)
