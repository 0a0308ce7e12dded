import { analyse } from 'chardet'
import iconv from 'iconv-lite'
import { encodings, type ImportFormat, separators } from '@/lib/domain/imports/imports.schema'
import { AppError } from '@/lib/errors'

/** How much of a file says what it is. */
export const headBytes = 64 * 1024

const signatures: readonly [bytes: string, thing: string][] = [
  ['504b0304', 'an Excel workbook or a ZIP archive'],
  ['d0cf11e0', 'an old Excel workbook'],
  ['25504446', 'a PDF'],
  ['1f8b', 'a compressed file'],
  ['7b5c727466', 'a rich text document'],
]

/** Refuses what is no text. @throws AppError unsupported_media_type, invalid_input for a file without content */
export function refuseFile(head: Buffer): void {
  const found = signatures.find(([bytes]) => head.subarray(0, bytes.length / 2).toString('hex') === bytes)
  if (found)
    throw new AppError('unsupported_media_type', `This is ${found[1]}. Save it as “CSV UTF-8” and try again.`)
  if (head.toString('latin1').trim() === '')
    throw new AppError('invalid_input', 'The file is empty.', { fields: { file: ['The file is empty.'] } })
}

/** Watches a file go by for whether all of it is UTF-8, and keeps the first piece that is not, for a guess at what it is instead. */
export function watchUtf8() {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let foreign: Buffer | undefined
  return {
    see(bytes: Buffer): void {
      if (foreign) return
      try {
        decoder.decode(bytes, { stream: true })
      } catch {
        foreign = bytes.subarray(0, headBytes)
      }
    },
    /** The first piece that is no UTF-8, after the last one was seen. */
    end(): Buffer | undefined {
      if (foreign) return foreign
      try {
        decoder.decode()
        return undefined
      } catch {
        return Buffer.alloc(0)
      }
    },
  }
}

/** The encoding of a file: by its mark, else UTF-8 if all of it is, else the likeliest one by its letters. */
export function detectEncoding(head: Buffer, foreign: Buffer | undefined): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf16be'
  const zeros = (from: number) => head.filter((byte, index) => index % 2 === from && byte === 0).length
  if (zeros(1) > head.length / 4) return 'utf16le'
  if (zeros(0) > head.length / 4) return 'utf16be'
  if (!foreign) return 'utf8'
  const likely = analyse(foreign.length > 0 ? foreign : head).map(({ name }) => toKnown(name))
  return likely.find((name) => name !== undefined && name !== 'utf8') ?? 'windows1252'
}

/** As this portal names it; undefined for what it does not read. ISO 8859-1 is Windows-1252 without its signs, as browsers read it. */
export function toKnown(name: string): string | undefined {
  const known = name.toLowerCase().replace(/[^a-z0-9]/g, '')
  const alias: Record<string, string> = {
    iso88591: 'windows1252',
    iso88592: 'windows1250',
    iso88599: 'windows1254',
    usascii: 'utf8',
    ascii: 'utf8',
    utf16: 'utf16le',
  }
  const value = alias[known] ?? known
  return encodings.some((encoding) => encoding.value === value) ? value : undefined
}

/** What the rows are: objects where the first sign is a brace. */
export function detectFormat(head: Buffer, encoding: string): ImportFormat {
  return decodeHead(head, encoding).trimStart().startsWith('{') ? 'ndjson' : 'csv'
}

/** The separator that is most often in the first row, outside of quotes. */
export function detectSeparator(head: Buffer, encoding: string): string {
  const text = decodeHead(head, encoding)
  const [, said] = /^sep=(.)\r?\n/.exec(text) ?? []
  // Any other sign may be one that no reader can separate by, such as a quote.
  if (separators.some((separator) => separator === said)) return said as string
  const counts = new Map<string, number>(separators.map((separator) => [separator, 0]))
  let isQuoted = false
  for (const sign of text) {
    if (sign === '"') isQuoted = !isQuoted
    else if (!isQuoted && (sign === '\n' || sign === '\r')) break
    else if (!isQuoted && counts.has(sign)) counts.set(sign, (counts.get(sign) ?? 0) + 1)
  }
  const [most] = [...counts].sort(([, one], [, other]) => other - one)
  return most && most[1] > 0 ? most[0] : ','
}

/** A cut in the middle of a letter leaves a mark at the end, which nothing here looks at. */
function decodeHead(head: Buffer, encoding: string): string {
  return iconv.decode(head, encoding)
}
