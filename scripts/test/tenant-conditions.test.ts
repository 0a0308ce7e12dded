import { describe, expect, test } from 'vitest'
import { findFittingTests, findTenantConditions, listTenantConditions } from './tenant-conditions'

const texts = (source: string) => findTenantConditions('lib/domain/x.ts', source).map(({ text }) => text)

describe('a tenant condition', () => {
  test('is found in each way the domain writes one, and taken away without breaking the rest', () => {
    const source = `db().widget.findMany({ where: { id, partnerId: partner.partnerId, OR: [{ teamId }] }, select: { teamId: true } })`
    const found = findTenantConditions('lib/domain/x.ts', source)
    expect(found.map(({ text }) => text)).toEqual(['partnerId: partner.partnerId,', 'teamId'])
    expect(found[0]?.mutated).toContain('where: { id,  OR: [{ teamId }] }')
    expect(texts('tx.user.update({ where: { id, ...ownOrganisation(member), usedAt: null } })')).toEqual([
      '...ownOrganisation(member),',
    ])
    expect(texts('const where: Prisma.XWhereInput = { teamId: team.teamId }')).toEqual([
      'teamId: team.teamId',
    ])
  })

  test('of SQL keeps its parameter', () => {
    const statement = (condition: string) => `WHERE ${condition} AND id = $2`
    const mutated = (condition: string) =>
      findTenantConditions('lib/domain/x.ts', statement(condition)).map((found) => found.mutated)
    expect(mutated('x."teamId" = $1::uuid')).toEqual([statement('($1::uuid)::text IS NOT NULL')])
    const placeholder = ['$', '{team.teamId}'].join('')
    expect(mutated(`"teamId" = ${placeholder}`)).toEqual([statement(`(${placeholder})::text IS NOT NULL`)])
  })

  test('is not what a statement writes or selects', () => {
    expect(texts('tx.x.create({ data: { teamId: team.teamId }, select: { teamId: true } })')).toEqual([])
    expect(texts('function read(where: { teamId: string }) { return where }')).toEqual([])
  })
})

test('every file of the domain with a tenant condition has a test that would notice without it', () => {
  const conditions = listTenantConditions()
  expect(conditions.length).toBeGreaterThan(90)
  const untested = [...new Set(conditions.map(({ file }) => file))].filter(
    (file) => findFittingTests(file).length === 0,
  )
  expect(untested).toEqual([])
})
