import { expect, test } from 'vitest'
import { nameScale, sizeFrame } from './frame-size'

test('a frame with enough room is drawn as it is', () => {
  expect(sizeFrame('person', { width: '390', height: null }, 600)).toMatchObject({ width: 390, scale: 1 })
  expect(sizeFrame('person', { width: 'slot', height: null }, 600)).toMatchObject({ width: 600, scale: 1 })
  expect(nameScale(sizeFrame('person', { width: '390', height: null }, 600))).toBeNull()
})

test('a wider frame keeps its width for the widget, is drawn smaller, and says so', () => {
  const editor = sizeFrame('email_editor', { width: 'slot', height: null }, 600)
  expect(editor).toMatchObject({ width: 798, height: 450 })
  expect(editor.width * editor.scale).toBeCloseTo(600)
  expect(nameScale(editor)).toBe('scaled to 75%')
  expect(nameScale(sizeFrame('full_page', { width: '1280', height: null }, 320))).toBe('scaled to 25%')
})

test('a page on a phone is never narrower than the narrowest that widgets are made for', () => {
  expect(sizeFrame('person', { width: 'slot', height: null }, 300)).toMatchObject({ width: 320 })
})

test('a frame has the height that its widget asked for, in any placement', () => {
  expect(sizeFrame('email_editor', { width: 'slot', height: 900 }, 600)).toMatchObject({
    width: 798,
    height: 900,
  })
  expect(sizeFrame('person', { width: '390', height: 80 }, 600)).toMatchObject({ width: 390, height: 80 })
})
