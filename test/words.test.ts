import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseAst } from 'vitest/node'
import { z } from 'zod'
import { documentPages } from '@/lib/documents/pages'

/** Phrases that no reader should meet, with the words to use instead. `only` matches a whole text, such as a label. */
const gone: [found: RegExp, instead: string][] = [
  [/\bmend(?:s|ed|ing)?\b/i, 'fix'],
  [/\b(?:your|their|our|gives?|gave) word\b/i, 'attested'],
  [/(?<!\bthere )\bis none\b/i, 'is not one of …, or there is no …'],
  [/(?<!\bthere )\bis no (?!longer\b|more than\b)/i, 'is not a …'],
  [/\bof (?:its|your|their|his|her|our) own\b/i, 'its own …, your own …'],
  [/\bof (?:somebody|someone|anybody) else\b/i, 'another team’s …'],
  [/(?<!\b(?:leaves?|left|let|lets|stand|stands)(?: \w+)? )\balone\b/i, 'only'],
  [/\bwhoever\b/i, 'anyone who …'],
  [/\bwhat (?:came|comes) back\b/i, 'the response'],
  [/\b(?:is|are|was|were) taken for\b/i, 'is treated as'],
  [/\bhears\b/i, 'receives, is notified'],
  [/\btells of\b/i, 'reports'],
  [/\blays?\b/i, 'add, put'],
  [/\bfrom then on\b/i, 'after that'],
  [/\bas it was(?=[.,;:)]|$)/i, 'unchanged'],
  [/\blets it\b/i, 'allows it to'],
  [/\bpart the frame\b/i, 'a separate secret for the frame'],
  [/\bgrace since\b/i, 'grace period'],
  [/\blongest here\b/i, 'oldest first'],
  [/\bmakes? (?:a|an|the) (?:new )?(?:key|link|secret)\b/i, 'create'],
  [/\b(?:key|link|secret)s? (?:is|are|was|were) made\b/i, 'created'],
  [
    /^(?:Took|Made|Made by|Stop it|All of it|Lets it)$/,
    'Duration, Created, Created by, Disable or delete, Show more, Allows',
  ],
  [/\bnobody has agreed\b/i, 'No API access granted'],
  [/\bthis page is not here\b/i, 'Page not found'],
  [/\byour role does not open\b/i, 'You don’t have access to this page'],
  [/\bleave it open\b/i, 'Cancel'],
  [/\bnothing more is told\b/i, 'say what stopped and what to do'],
  [/\bIntegration Partner Widgets\b/i, 'Integration widgets'],
]

/** Sources whose texts are not ours to word. */
const exempt: [path: RegExp, reason: string][] = [
  [/^lib\/server\/prisma\//, 'generated'],
  [/\.test\.tsx?$/, 'the names of tests are read by their authors'],
]

type Text = { line: number; text: string }

const node = z.looseObject({ type: z.string(), start: z.number() })

/** The words of a source: literals, templates and the text between tags. Neither comments nor names, nor what it imports. */
function readTexts(source: string, lang: 'ts' | 'tsx'): Text[] {
  const found: Text[] = []
  const add = (start: number, text: string) =>
    found.push({ line: source.slice(0, start).split('\n').length, text: text.replace(/\s+/g, ' ').trim() })
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      value.forEach(visit)
      return
    }
    const { data } = node.safeParse(value)
    if (!data || /^(?:Import|ExportAll)/.test(data.type)) return
    if (data.type === 'Literal' && typeof data.value === 'string') add(data.start, data.value)
    if (data.type === 'TemplateElement') add(data.start, z.object({ raw: z.string() }).parse(data.value).raw)
    if (data.type === 'JSXText') add(data.start, String(data.value))
    Object.values(data).forEach(visit)
  }
  visit(parseAst(source, { lang }))
  return found.filter(({ text }) => text !== '')
}

function listSources(): string[] {
  return ['app', 'cli', 'components', 'demo', 'lib', 'scripts']
    .flatMap((root) =>
      readdirSync(root, { recursive: true, encoding: 'utf8' }).map((file) => join(root, file)),
    )
    .filter((file) => /\.(?:tsx?|mjs)$/.test(file) && !file.endsWith('.d.ts'))
    .filter((file) => !exempt.some(([path]) => path.test(file)))
    .sort()
}

/** A document's paragraphs and list items, so that a phrase that a line break divides is found; each with the line where it begins. */
function readParagraphs(markdown: string): Text[] {
  const texts: Text[] = []
  let isNew = true
  markdown.split('\n').forEach((text, index) => {
    const last = texts.at(-1)
    if (text.trim() !== '' && (isNew || !last || /^\s*(?:[-*|]|\d+\.) /.test(text)))
      texts.push({ line: index + 1, text: text.trim() })
    else if (last) last.text += ` ${text.trim()}`
    isNew = text.trim() === ''
  })
  return texts
}

function findGone(file: string, texts: Text[]): string[] {
  return texts.flatMap(({ line, text }) =>
    gone.flatMap(([pattern, instead]) => {
      const match = pattern.exec(text)
      return match
        ? [`${file}:${line}: “${match[0]}” in “${excerpt(text, match.index)}”. Use: ${instead}.`]
        : []
    }),
  )
}

function excerpt(text: string, at: number): string {
  return text.slice(Math.max(0, at - 40), at + 60)
}

test('words that are gone are in no page, message or command', () => {
  const found = listSources().flatMap((file) =>
    findGone(file, readTexts(readFileSync(file, 'utf8'), file.endsWith('x') ? 'tsx' : 'ts')),
  )
  expect(found).toEqual([])
})

test('words that are gone are in no document that the portal shows', () => {
  const files = new Set(['README.md', ...documentPages.map(({ file }) => file)])
  expect([...files].flatMap((file) => findGone(file, readParagraphs(readFileSync(file, 'utf8'))))).toEqual([])
})

test('a gone word is found in a literal, a template and between tags, and not in a comment or a name', () => {
  const source = `
    // Whoever reads this.
    import { whoever } from './whoever'
    const alone = [whoever, 'The team alone', \`\${alone} is none of them\`]
    export const page = <p title="Mend it">Nothing\n more is told here: {alone}</p>`
  expect(findGone('a.tsx', readTexts(source, 'tsx')).map((line) => line.split(' in ')[0])).toEqual([
    'a.tsx:4: “alone”',
    'a.tsx:4: “is none”',
    'a.tsx:5: “Mend”',
    'a.tsx:5: “Nothing more is told”',
  ])
})
