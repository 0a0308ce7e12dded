import { expect, test } from 'vitest'
import { describeField, findChanged, readRows, withField, writeRows } from './record-values'

const opened = {
  firstName: 'Elena',
  title: 'Buyer',
  stage: 'Lead',
  ...writeRows('emails', [
    { email: 'a@example.com', isPrimary: true },
    { email: 'b@example.com', isPrimary: false },
  ]),
}

test('rows come back as they were written, and read the same in any order', () => {
  expect(readRows(opened, 'emails')).toEqual([
    { key: '0', parts: { email: 'a@example.com' }, isPrimary: true },
    { key: '1', parts: { email: 'b@example.com' }, isPrimary: false },
  ])
  const turned = { emails_4_email: 'b@example.com', emails_9_email: ' a@example.com ', emails_primary: '9' }
  expect(describeField(turned, 'emails')).toEqual(describeField(opened, 'emails'))
  expect(describeField(turned, 'emails')).toEqual(['a@example.com (primary)', 'b@example.com'])
})

test('a field counts as changed by somebody else only if it differs from what the form was opened with', () => {
  const mine = { ...opened, title: 'Seller', stage: 'Active', emails_2_email: '' }
  const present = {
    ...withField(opened, 'emails', { emails_0_email: 'c@example.com' }),
    title: 'Owner',
    stage: 'Active',
  }
  expect(findChanged('person', { opened, mine, present })).toEqual([
    { name: 'title', label: 'Title', theirs: ['Owner'], mine: ['Seller'], isTouched: true, isSame: false },
    { name: 'stage', label: 'Stage', theirs: ['Active'], mine: ['Active'], isTouched: true, isSame: true },
    {
      name: 'emails',
      label: 'Emails',
      theirs: ['c@example.com'],
      mine: ['a@example.com (primary)', 'b@example.com'],
      isTouched: false,
      isSame: false,
    },
  ])
})

test('a field is replaced whole: rows that the other version does not have are gone', () => {
  const replaced = withField(opened, 'emails', { emails_5_email: 'z@example.com', title: 'Other' })
  expect(readRows(replaced, 'emails').map(({ parts }) => parts.email)).toEqual(['z@example.com'])
  expect(replaced.title).toBe('Buyer')
})
