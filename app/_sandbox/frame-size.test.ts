import { expect, test } from 'vitest'
import { nameScale, sizeFrame } from './frame-size'

test('a frame with enough room is drawn as it is', () => {
  expect(sizeFrame('person', '390', 600)).toMatchObject({ width: 390, scale: 1 })
  expect(sizeFrame('person', 'slot', 600)).toMatchObject({ width: 600, scale: 1 })
  expect(nameScale(sizeFrame('person', '390', 600))).toBeNull()
})

test('a wider frame keeps its width for the widget, is drawn smaller, and says so', () => {
  const editor = sizeFrame('email_editor', 'slot', 600)
  expect(editor).toMatchObject({ width: 798, height: 450 })
  expect(editor.width * editor.scale).toBeCloseTo(600)
  expect(nameScale(editor)).toBe('scaled to 75%')
  expect(nameScale(sizeFrame('full_page', '1280', 320))).toBe('scaled to 25%')
})

test('a page on a phone is never narrower than the narrowest that widgets are made for', () => {
  expect(sizeFrame('person', 'slot', 300)).toMatchObject({ width: 320 })
})
