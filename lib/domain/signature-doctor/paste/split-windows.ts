/** Whether a command line was written for Windows' cmd: with ^ before quotes or at the end of lines. */
export function isWindowsCommand(text: string): boolean {
  return /\^"|\^\r?\n/.test(text)
}

/** Words as cmd and then a program's own start split them. */
export function splitWindows(text: string): string[] {
  // Browsers write ^ before all that cmd could read as its own; in plain quotes it would stand for itself.
  const isEscaped = text.includes('^"')
  const joined = text.replace(/\^\r?\n(\r?\n)?/g, (_, isBreak?: string) => (isBreak ? '\n' : ' '))
  return splitArguments(isEscaped ? joined.replaceAll('%^', '%').replace(/\^(.)/gs, '$1') : joined)
}

/** By the rules of Microsoft's C runtime: before a quote, two backslashes are one. */
function splitArguments(text: string): string[] {
  const words: string[] = []
  let word: string[] | undefined
  let isQuoted = false
  const token = /(\\*)"|([ \t\r\n]+)|([^\\" \t\r\n]+|\\+)/g
  for (const [all, slashes, space] of text.matchAll(token)) {
    if (slashes !== undefined) {
      word ??= []
      word.push('\\'.repeat(Math.floor(slashes.length / 2)))
      if (slashes.length % 2 === 1) word.push('"')
      else isQuoted = !isQuoted
    } else if (space !== undefined && !isQuoted) {
      if (word) words.push(word.join(''))
      word = undefined
    } else {
      word ??= []
      word.push(all)
    }
  }
  return word ? [...words, word.join('')] : words
}
