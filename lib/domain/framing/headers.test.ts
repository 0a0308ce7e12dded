import { expect, test } from 'vitest'
import { framingHeaders } from '@/lib/domain/framing/headers'

test('are those of a browser’s frame, with the origin where a form is posted', () => {
  const headers = framingHeaders('https://crm.example.com')
  expect(headers).toMatchObject({
    'sec-fetch-dest': 'iframe',
    'sec-fetch-mode': 'navigate',
    'sec-fetch-site': 'cross-site',
    referer: 'https://crm.example.com/',
  })
  expect(headers['user-agent']).toMatch(/^Mozilla\/5\.0 /)
  expect(headers).not.toHaveProperty('origin')
  expect(framingHeaders('https://crm.example.com', 'POST').origin).toBe('https://crm.example.com')
})
