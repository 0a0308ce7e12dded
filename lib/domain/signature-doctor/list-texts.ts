import { follow, type Route, type Text, type Variant } from '@/lib/domain/signature-doctor/variant'
import type { WorkBudget } from '@/lib/domain/signature-doctor/work-budget'

/** The texts of some routes. Those with at most one mistake are built once, for all keys, and each different text is in it once. */
export type TextList = {
  /** All that cost exactly this; undefined once the budget is spent. */
  list: (cost: 0 | 1) => Promise<readonly Variant<Text>[] | undefined>
  /** Two mistakes are too many texts to keep: undefined where a step led nowhere, so that the caller can pause. */
  walk: () => Generator<Variant<Text> | undefined>
}

export function createTextList(routes: readonly Route<never>[], budget: WorkBudget): TextList {
  const listed = new Map<number, readonly Variant<Text>[]>()
  const seen = new Set<string>()
  const nameOf = (text: Text) => (typeof text === 'string' ? text : `\0${text.toString('latin1')}`)
  return {
    list: async (cost) => {
      const known = listed.get(cost)
      if (known) return known
      const found: Variant<Text>[] = []
      for (const route of routes)
        for (const text of follow<never, Text>(route, cost)) {
          if (budget.isDue() && !(await budget.pause())) return undefined
          if (!text || seen.has(nameOf(text.value))) continue
          seen.add(nameOf(text.value))
          found.push(text)
        }
      listed.set(cost, found)
      return found
    },
    *walk() {
      for (const route of routes)
        for (const text of follow<never, Text>(route, 2))
          yield text && !seen.has(nameOf(text.value)) ? text : undefined
    },
  }
}
