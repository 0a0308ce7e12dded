import { encodePercent } from '@/lib/domain/signature-doctor/raw-query'

/** The fields of a multipart body as a form's body, or undefined if it isn't multipart. */
export function readMultipart(body: string): string | undefined {
  const boundary = /^\s*(--[^\r\n]{1,200})\r?\n/.exec(body)?.[1]
  if (!boundary || !/^[^\n]*\n\s*content-/i.test(body.trimStart())) return undefined
  const pairs = body
    .split(boundary)
    .map((part) => /^\r?\n([\s\S]*?)\r?\n\r?\n([\s\S]*?)\r?\n?$/.exec(part))
    .flatMap((part) => {
      const name = /\bname="([^"]*)"/.exec(part?.[1] ?? '')?.[1]
      return name === undefined ? [] : [`${encodePercent(name)}=${encodePercent(part?.[2] ?? '')}`]
    })
  return pairs.join('&')
}
