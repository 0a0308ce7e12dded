import { expect, test } from 'vitest'
import { readBase64, viewBytes } from './view-bytes'

test('rows have offset, hex and ASCII as xxd prints them', () => {
  const bytes = new TextEncoder().encode('eyJ0ZWFtIjp7Imlk+/é\n')
  expect(viewBytes(bytes, 16)).toEqual([
    {
      at: 0,
      offset: '0000',
      hex: ['65', '79', '4a', '30', '5a', '57', '46', '74', '49', '6a', '70', '37', '49', '6d', '6c', '6b'],
      ascii: 'eyJ0ZWFtIjp7Imlk',
    },
    { at: 16, offset: '0010', hex: ['2b', '2f', 'c3', 'a9', '0a'], ascii: '+/...' },
  ])
})

test('every byte is in one row, in both widths', () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, index) => index % 256)
  for (const width of [8, 16] as const) {
    const rows = viewBytes(bytes, width)
    expect(rows.flatMap(({ hex }) => hex).map((text) => Number.parseInt(text, 16))).toEqual([...bytes])
    expect(rows.every(({ hex, ascii }) => hex.length === ascii.length)).toBe(true)
  }
  expect(viewBytes(new Uint8Array(), 16)).toEqual([])
})

test('base64 reads as its bytes', () => {
  expect([...readBase64(Buffer.from([0, 255, 43]).toString('base64'))]).toEqual([0, 255, 43])
})
