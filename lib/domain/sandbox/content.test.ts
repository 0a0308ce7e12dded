import { describe, expect, test } from 'vitest'
import { factsOf } from '@/lib/domain/protocols/facts.schema'
import { sampleCompany, samplePerson, samples } from '@/lib/domain/samples/records'
import { sampleBody } from '@/lib/domain/samples/showpad'
import { checkOwnContent } from '@/lib/domain/sandbox/content.schema'

const sureSend = await factsOf('sure-send').loadOwnShape()
const showpad = await factsOf('showpad').loadOwnShape()
const person = sureSend('person')
const write = (value: unknown) => JSON.stringify(value, null, 2)

test.each(samples)('every sample is of its own shape: %s', (sample) => {
  expect(checkOwnContent(write({ person: samplePerson(sample) }), person).problems).toBeUndefined()
  expect(
    checkOwnContent(write({ company: sampleCompany(sample) }), sureSend('company')).problems,
  ).toBeUndefined()
  for (const endpoint of ['recipientsearch', 'activities']) {
    const body = write(sampleBody(endpoint, sample, new Date()))
    expect(checkOwnContent(body, showpad(endpoint)).problems).toBeUndefined()
  }
})

describe('a problem is told with its place', () => {
  test('the line of broken JSON', () => {
    const { problems } = checkOwnContent('{\n  "person": {\n    "id": ,\n', person)
    expect(problems?.[0]).toMatchObject({ message: expect.stringContaining('not JSON') })
    const cut = checkOwnContent('{\n  "person": {', person)
    expect(cut.problems?.[0]?.line).toBe(2)
  })

  test('the path and line of a member that is missing, of another type or unknown', () => {
    const text = write({ person: { ...samplePerson('ordinary'), firstName: 7, nickname: 'J' } })
    const { problems } = checkOwnContent(text, person)
    const line = text.split('\n').findIndex((row) => row.includes('"firstName"')) + 1
    expect(problems).toContainEqual(expect.objectContaining({ path: 'person.firstName', line }))
    expect(problems?.some(({ message }) => message.includes('nickname'))).toBe(true)
  })

  test('an item of a list by its number', () => {
    const { emails, ...rest } = samplePerson('ordinary')
    const text = write({ person: { ...rest, emails: [{ ...emails[0], isPrimary: true }] } })
    expect(checkOwnContent(text, person).problems?.[0]).toMatchObject({
      path: 'person.emails[0].isPrimary',
      message: 'It is 0 or 1.',
    })
  })
})

test('a person is no company, and 20 kB are the most', () => {
  const text = write({ person: samplePerson('ordinary') })
  expect(checkOwnContent(text, sureSend('company')).problems).not.toHaveLength(0)
  expect(checkOwnContent(`"${'a'.repeat(20_000)}"`, person).problems?.[0]?.message).toContain('20 kB')
})
