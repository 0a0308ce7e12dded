import { type DefaultTreeAdapterMap, defaultTreeAdapter, type TreeAdapter } from 'parse5'
import { AppError } from '@/lib/errors'

/** Elements of one document, and levels of them: far beyond any email, and what is parsed in a few milliseconds. */
const elementsMax = 2_000
const depthMax = 100
/** Characters of attributes: unclosed elements are opened again with all of theirs, as often as the text goes on. */
const attributeGrowthMax = 4

/**
 * parse5's tree, which refuses to grow once it is larger than what was sent allows. Unclosed formatting makes browsers build hundreds
 * of megabytes of a page of HTML: this must end while the tree grows, since afterwards is too late.
 * @throws AppError payload_too_large, from within the parser
 */
export function boundTree(sourceLength: number): TreeAdapter<DefaultTreeAdapterMap> {
  const depths = new WeakMap<object, number>()
  let elements = 0
  let attributeCharacters = 0
  const attributeCharactersMax = 1_000 + attributeGrowthMax * sourceLength

  const measure = (parent: object, child: object) => {
    const depth = (depths.get(parent) ?? 0) + 1
    if (depth > depthMax) throw tooLarge(`is nested more than ${depthMax} levels deep`)
    depths.set(child, depth)
  }

  return {
    ...defaultTreeAdapter,
    createElement(tagName, namespace, attributes) {
      elements += 1
      if (elements > elementsMax) throw tooLarge(`has more than ${elementsMax} elements`)
      for (const { name, value } of attributes) attributeCharacters += name.length + value.length
      if (attributeCharacters > attributeCharactersMax) throw tooLarge('repeats its attributes without end')
      return defaultTreeAdapter.createElement(tagName, namespace, attributes)
    },
    appendChild(parent, child) {
      measure(parent, child)
      defaultTreeAdapter.appendChild(parent, child)
    },
    insertBefore(parent, child, reference) {
      measure(parent, child)
      defaultTreeAdapter.insertBefore(parent, child, reference)
    },
  }
}

function tooLarge(reason: string): AppError {
  return new AppError('payload_too_large', `This HTML ${reason}. Close its elements, or send less HTML.`)
}
