import { expect, test } from 'vitest'
import { getInitials } from './avatar'

test.each([
  ['Priya Nair', 'PN'],
  ['Casalytics', 'CA'],
  ['Ana María de la Cruz', 'AC'],
  ['  ', ''],
])('takes the initials of "%s"', (name, initials) => {
  expect(getInitials(name)).toBe(initials)
})
