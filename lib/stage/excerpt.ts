const textMax = 2_000
const membersMax = 30
const depthMax = 8

/**
 * A message as JSON, as far as it goes: it may hold anything that can be cloned, and any amount of it.
 * @param hide.words what is shown instead of each of these texts, wherever it is
 */
export function excerptOf(message: unknown, hide: { texts: Iterable<string>; words: string }): string {
  try {
    const text: string | undefined = JSON.stringify(excerpt(message, { left: 400 }, 0))
    return hidden(text === undefined ? String(message) : text, hide).slice(0, textMax)
  } catch {
    return `[${Object.prototype.toString.call(message)}]`
  }
}

/** Messages of one kind have the same members of the same types, whatever the values: 412 px and 413 px are a loop. */
export function shapeOf(message: unknown): string {
  if (!isObject(message)) return typeof message
  return firstNames(message)
    .map((name) => `${name}:${typeof message[name]}`)
    .join(',')
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

// The beginning of a value, which is walked no further than it is shown.
function excerpt(value: unknown, budget: { left: number }, depth: number): unknown {
  budget.left -= 1
  if (budget.left < 0) return '…'
  if (typeof value === 'string' && value.length > textMax)
    return `${value.slice(0, textMax)}… (${value.length} characters)`
  if (typeof value === 'bigint') return `${value}n`
  if (!isObject(value)) return value
  if (depth === depthMax) return '…'
  if (Array.isArray(value))
    return value.slice(0, membersMax).map((member) => excerpt(member, budget, depth + 1))
  return Object.fromEntries(firstNames(value).map((key) => [key, excerpt(value[key], budget, depth + 1)]))
}

function hidden(text: string, { texts, words }: { texts: Iterable<string>; words: string }): string {
  return [...texts].reduce((shown, one) => shown.replaceAll(one, words), text)
}

function firstNames(message: object): string[] {
  const names: string[] = []
  for (const name in message) {
    if (names.length === membersMax) break
    names.push(name)
  }
  return names
}
