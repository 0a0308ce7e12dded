/** Text as it is compared in searches: lower case, without accents, single spaces. The columns `searchText` and `sortName` hold it. */
export function toSearchText(...parts: (string | null | undefined)[]): string {
  return parts
    .filter((part) => part)
    .join(' ')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/\p{Cc}/gu, ' ')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim()
}

/** Only the start of a name is searched below this length: a trigram index has nothing to offer there. */
export const substringLengthMin = 3

/** The words of a search, each to be found. A telephone number is stored in digits too: however it is written, those are looked for. */
export function searchWords(search: string): string[] {
  const isNumber = /^[+\d\s().\-/]{5,}$/.test(search)
  return isNumber ? [search.replace(/\D/g, '')] : search.split(' ').slice(0, wordsMax)
}

/** More words narrow nothing that a reader would notice, and each is a condition for the database. */
const wordsMax = 8

/** A value for LIKE in which the reader's own % and _ mean themselves. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
