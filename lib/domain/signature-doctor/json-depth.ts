const depthMax = 64

/**
 * Whether a text nests brackets no deeper than 64. What is deeper is not written again: with each level, an indented text
 * grows by all levels above it.
 */
export function isShallow(text: string): boolean {
  let depth = 0
  let isString = false
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (isString) {
      if (code === backslash) index += 1
      else if (code === quote) isString = false
    } else if (code === quote) isString = true
    else if (code === openBrace || code === openBracket) {
      depth += 1
      if (depth > depthMax) return false
    } else if (code === closeBrace || code === closeBracket) depth -= 1
  }
  return true
}

const quote = 0x22
const backslash = 0x5c
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d
