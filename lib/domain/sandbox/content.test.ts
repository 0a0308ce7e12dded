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
    expect(problems?.[0]).toMatchObject({ line: 3, message: 'This is not JSON: a value is missing.' })
    const cut = checkOwnContent('{\n  "person": {', person)
    expect(cut.problems?.[0]).toMatchObject({ line: 2, message: expect.stringContaining('is missing') })
  })

  test('whatever JSON refuses has a line and a reason, in every engine the same', () => {
    const refused = [
      '{"a":1,}',
      '{"a":1 // b\n}',
      "{'a':1}",
      '{"a":"\n"}',
      '{"a":"\\x"}',
      '{"a":01}',
      '{"a":1}}',
      '{"a":"b',
      '[1 2]',
      '',
    ]
    for (const text of refused) {
      const [problem] = checkOwnContent(text, person).problems ?? []
      expect.soft({ text, line: problem?.line, message: problem?.message }).toEqual({
        text,
        line: expect.any(Number),
        message: expect.not.stringContaining('cannot be read'),
      })
    }
  })

  test('the line of the right one of two members of the same name', () => {
    const { emails, ...rest } = samplePerson('ordinary')
    const text = write({ person: { ...rest, emails: [emails[0], { ...emails[0], email: 1 }] } })
    const line = text.slice(0, text.indexOf('"email": 1')).split('\n').length
    expect(checkOwnContent(text, person).problems?.[0]).toMatchObject({
      path: 'person.emails[1].email',
      line,
    })
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

describe('what own JSON leaves out comes from the sample', () => {
  const sample = { example: { person: samplePerson('ordinary') }, leftOut: [] }

  test('inside objects and in the objects of lists', () => {
    const { content } = checkOwnContent(
      '{"person":{"firstName":"Ada","emails":[{"email":"ada@example.com"}]}}',
      person,
      sample,
    )
    const { emails, ...rest } = samplePerson('ordinary')
    expect(content).toEqual({
      person: { ...rest, firstName: 'Ada', emails: [{ ...emails[0], email: 'ada@example.com' }] },
    })
    expect(checkOwnContent('{}', person, sample).content).toEqual(sample.example)
  })

  test('but not what was written, empty lists and null among it', () => {
    const { content } = checkOwnContent('{"person":{"emails":[]}}', person, sample)
    expect(content).toMatchObject({ person: { emails: [] } })
    const { problems } = checkOwnContent('{"person":{"firstName":null}}', person, sample)
    expect(problems).toEqual([
      { line: 1, path: 'person.firstName', message: 'This must be a string in double quotes, not null.' },
    ])
  })

  test('and not what its protocol may leave out', async () => {
    const slot = (await factsOf('salesloft').loadOwnShape())('email_editor')
    const left = { example: { person: { id: 1, display_name: 'Jordan' } }, leftOut: ['person'] }
    expect(checkOwnContent('{}', slot, left).content).toEqual({})
    expect(checkOwnContent('{"person":{"id":7}}', slot, left).content).toEqual({
      person: { id: 7, display_name: 'Jordan' },
    })
  })

  test('a problem is told in words of JSON and never in those of a library', () => {
    const texts = [
      '{"person":7}',
      '{"person":{"id":""}}',
      '{"person":{"emails":{}}}',
      '{"person":{"nickname":"J"}}',
      '[]',
      '7',
      '{"person":{"stage":{"name":1}}}',
      '{"persons":{}}',
    ]
    for (const text of texts) {
      const { problems = [] } = checkOwnContent(text, person, sample)
      expect.soft(problems, text).not.toHaveLength(0)
      for (const { message } of problems)
        expect.soft(message).not.toMatch(/invalid|expected|received|undefined|input|zod|small/i)
    }
  })
})
