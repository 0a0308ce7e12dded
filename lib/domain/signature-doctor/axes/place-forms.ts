import { asItIs, type Form } from '@/lib/domain/signature-doctor/variant'

/** The signed text with the parts of the URL around it. */
export function placeForms(url: string): readonly Form<string, string>[] {
  const [address = ''] = url.split(/[?#]/, 1)
  const path = address.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '') || '/'
  const host = /^[a-z][a-z0-9+.-]*:\/\/([^/]*)/i.exec(address)?.[1] ?? ''
  const before = [
    ...new Set([
      '?',
      `${path}?`,
      `${address}?`,
      path,
      address,
      `${host}${path}?`,
      `GET ${path}?`,
      `GET\n${path}\n`,
      `GET${path}?`,
    ]),
  ]
  return [
    asItIs,
    ...before.map(
      (text): Form<string, string> => ({
        mistakes: ['signed-whole-url'],
        value: (query) => `${text}${query}`,
      }),
    ),
  ]
}
