export type DiffPart = { text: string; isChanged: boolean }

const cellsMax = 4_000_000

/** The words of two texts, each marked whether the other lacks it. Texts too long to compare count as wholly changed. */
export function diffWords(from: string, to: string): { from: DiffPart[]; to: DiffPart[] } {
  const before = splitWords(from)
  const after = splitWords(to)
  const kept = findCommon(before, after)
  return { from: joinParts(before, kept.from), to: joinParts(after, kept.to) }
}

/** A text with the characters that cannot be seen, or that reorder others, written out: they are how a text lies to its reader. */
export function revealHidden(text: string): string {
  return text.replace(/[\p{Cf}\p{Co}\u2028\u2029]|(?![\n\r\t])\p{Cc}/gu, (character) => {
    const code = character.codePointAt(0) ?? 0
    return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`
  })
}

function splitWords(text: string): string[] {
  return text.match(/[\p{L}\p{N}\p{M}_]+|\s+|./gsu) ?? []
}

/** Longest common subsequence, as one flag a word. */
function findCommon(before: string[], after: string[]): { from: boolean[]; to: boolean[] } {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1
  let end = 0
  while (
    end < before.length - start &&
    end < after.length - start &&
    before.at(-1 - end) === after.at(-1 - end)
  )
    end += 1
  const from = before.map((_, index) => index < start || index >= before.length - end)
  const to = after.map((_, index) => index < start || index >= after.length - end)
  const rows = before.length - start - end
  const columns = after.length - start - end
  if (rows * columns > cellsMax) return { from, to }
  const lengths = measureCommon(before.slice(start, start + rows), after.slice(start, start + columns))
  let row = 0
  let column = 0
  while (row < rows && column < columns) {
    if (before[start + row] === after[start + column]) {
      from[start + row] = true
      to[start + column] = true
      row += 1
      column += 1
    } else if ((lengths[row + 1]?.[column] ?? 0) >= (lengths[row]?.[column + 1] ?? 0)) row += 1
    else column += 1
  }
  return { from, to }
}

function measureCommon(before: string[], after: string[]): Uint16Array[] {
  const lengths = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1))
  for (let row = before.length - 1; row >= 0; row -= 1) {
    const current = lengths[row]
    const next = lengths[row + 1]
    if (!current || !next) continue
    for (let column = after.length - 1; column >= 0; column -= 1) {
      current[column] =
        before[row] === after[column]
          ? (next[column + 1] ?? 0) + 1
          : Math.max(next[column] ?? 0, current[column + 1] ?? 0)
    }
  }
  return lengths
}

/** Punctuation and spaces between two changed words are part of the change, so that a phrase is one mark and not many. */
function joinParts(words: string[], isKept: boolean[]): DiffPart[] {
  const parts: DiffPart[] = []
  for (const [index, text] of words.entries()) {
    const isChanged = !isKept[index]
    const last = parts.at(-1)
    if (last?.isChanged === isChanged) last.text += text
    else parts.push({ text, isChanged })
  }
  const merged: DiffPart[] = []
  for (const [index, part] of parts.entries()) {
    const isBetween = index > 0 && index < parts.length - 1 && !/[\p{L}\p{N}\n]/u.test(part.text)
    const isChanged = part.isChanged || isBetween
    const last = merged.at(-1)
    if (last?.isChanged === isChanged) last.text += part.text
    else merged.push({ text: part.text, isChanged })
  }
  return merged
}
