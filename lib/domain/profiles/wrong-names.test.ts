import { describe, expect, test } from 'vitest'
import { profileOf } from '@/lib/domain/profiles/registry'
import { protocolIds } from '@/lib/domain/protocols/facts.schema'

const modes = ['encrypted', 'plain'] as const

describe.each(protocolIds)('the wrong launches of %s', (protocol) => {
  test.each(modes)('each has a short name of its own and a sentence, in %s mode', (mode) => {
    const wrong = profileOf(protocol).samples.wrong(mode)
    const names = wrong.map(({ title }) => title)
    expect(new Set(names).size).toBe(names.length)
    expect(names.filter((name) => name.split(' ').length > 4 || name.length > 26)).toEqual([])
    expect(wrong.filter(({ description }) => !/^\S.*\.$/.test(description))).toEqual([])
  })
})
