import { expect, test } from 'vitest'
import { listFields } from '@/app/docs/api/fields'

test('members are listed by their path, with type and whether they are needed', () => {
  const schema = {
    type: 'object',
    required: ['id', 'list'],
    properties: {
      id: { type: 'string', format: 'uuid', description: 'Whose' },
      state: { enum: ['on', 'off'] },
      maybe: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      list: { type: 'array', items: { type: 'object', required: ['a'], properties: { a: { const: true } } } },
      inner: { type: 'object', properties: { b: { type: 'integer' } } },
    },
  }
  expect(listFields(schema).map(({ name, type, isRequired }) => [name, type, isRequired])).toEqual([
    ['id', 'string, uuid', true],
    ['state', '"on" or "off"', false],
    ['maybe', 'string or null', false],
    ['list', 'list of object', true],
    ['list[].a', 'true', true],
    ['inner', 'object', false],
    ['inner.b', 'integer', false],
  ])
})
