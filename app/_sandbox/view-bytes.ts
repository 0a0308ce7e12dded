export type ByteRow = { offset: string; hex: string[]; ascii: string; at: number }

/** Bytes as rows of offset, hex and ASCII, as `xxd` prints them, with a dot for unprintable ones. */
export function viewBytes(bytes: Uint8Array, perRow: 8 | 16): ByteRow[] {
  const rows: ByteRow[] = []
  for (let at = 0; at < bytes.length; at += perRow) {
    const part = bytes.subarray(at, at + perRow)
    rows.push({
      at,
      offset: at.toString(16).padStart(4, '0'),
      hex: Array.from(part, (byte) => byte.toString(16).padStart(2, '0')),
      ascii: Array.from(part, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join(
        '',
      ),
    })
  }
  return rows
}

/** Decodes base64, in the browser and on the server. */
export function readBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
