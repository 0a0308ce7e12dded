import { diffArrays } from 'diff'

export type DiffPart = { text: string; isChanged: boolean }

/** With more changes than this both texts count as wholly changed, since the search would take too long. */
const changesMax = 2000

/** The words of two texts, each marked if the other text lacks it. Texts with too many differences count as wholly changed. */
export function diffWords(from: string, to: string): { from: DiffPart[]; to: DiffPart[] } {
  const before = splitWords(from)
  const after = splitWords(to)
  const kept = findCommon(before, after)
  return { from: joinParts(before, kept.from), to: joinParts(after, kept.to) }
}

/** A text with invisible and reordering characters written out, since they can mislead a reader. */
export function revealHidden(text: string): string {
  return text.replace(/[\p{Cf}\p{Co}\u2028\u2029]|(?![\n\r\t])\p{Cc}/gu, (character) => {
    const code = character.codePointAt(0) ?? 0
    return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`
  })
}

function splitWords(text: string): string[] {
  return text.match(/[\p{L}\p{N}\p{M}_]+|\s+|./gsu) ?? []
}

/** For each text a flag per word: whether both have it. */
function findCommon(before: string[], after: string[]): { from: boolean[]; to: boolean[] } {
  const changes = diffArrays(before, after, { maxEditLength: changesMax })
  if (!changes) return { from: before.map(() => false), to: after.map(() => false) }
  const flag = (changed: { added: boolean; removed: boolean; count: number }) =>
    Array<boolean>(changed.count).fill(!changed.added && !changed.removed)
  return {
    from: changes.filter(({ added }) => !added).flatMap(flag),
    to: changes.filter(({ removed }) => !removed).flatMap(flag),
  }
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
