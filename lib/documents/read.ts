import { readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { type DocumentPage, documentPages } from '@/lib/documents/pages'
import { auditActions } from '@/lib/domain/audit/events.schema'
import { checkCatalog } from '@/lib/domain/certification/check-catalog'
import { checkIds } from '@/lib/domain/samples/check-ids.schema'
import { env } from '@/lib/server/env'

const root = process.cwd()
const files = new Map<string, string>()

/** The Markdown of a page, with what is generated from code below it, and links to other pages of the documentation. */
export function readDocument(page: DocumentPage): string {
  const text = page.section ? cutSection(readText(page.file), page.section) : readText(page.file)
  const generated = typeof page.generated === 'string' ? `\n\n${generators[page.generated]()}` : ''
  return rewriteLinks(text, page) + generated
}

/** As a reader of this portal types it: the command and the library are packages that the portal serves. */
export function addressCommands(markdown: string): string {
  const { PORTAL_ORIGIN } = env()
  return markdown
    .replaceAll('npx framegate', `npx ${PORTAL_ORIGIN}/framegate.tgz`)
    .replaceAll('npm install @framegate/protocols', `npm install ${PORTAL_ORIGIN}/framegate-protocols.tgz`)
    .replaceAll('https://portal.example.com', PORTAL_ORIGIN)
}

function readText(file: string): string {
  const known = files.get(file)
  if (known !== undefined) return known
  const text = readFileSync(join(root, file), 'utf8')
  files.set(file, text)
  return text
}

/** The part whose heading of the second level begins with a name, as a separate page. */
function cutSection(text: string, name: string): string {
  const parts = text.split(/^## /m)
  const part = parts.find((one) => one.startsWith(`${name}: `))
  if (!part) throw new Error(`There is no section "${name}: …".`)
  return `# ${part.replace(/^### /gm, '## ')}`
}

/** Relative links lead to the page that shows the file; those to files that no page shows are text. */
function rewriteLinks(text: string, { file }: DocumentPage): string {
  return text.replace(/(!?)\[([^\]]*)\]\(([^)\s]+)\)/g, (whole, image, label, target) => {
    if (/^(https?:|mailto:|#|\/)/.test(target)) return image ? '' : whole
    if (image) return ''
    const [path = '', anchor] = target.split('#')
    const page =
      documentPages.find(({ slug }) => slug === path) ??
      documentPages.find((one) => one.section === undefined && one.file === posix.join(dirname(file), path))
    return page ? `[${label}](/docs/${page.slug}${anchor ? `#${anchor}` : ''})` : label
  })
}

const embeddingExamples = [
  { title: 'A server in Node.js', name: 'token.mjs', language: 'js' },
  { title: 'A server in Python', name: 'token.py', language: 'python' },
  { title: 'A server in PHP', name: 'token.php', language: 'php' },
  { title: 'A component in React', name: 'framegate-tabs.tsx', language: 'tsx' },
]

const generators = {
  'embedding-examples': () =>
    embeddingExamples
      .map(
        ({ title, name, language }) =>
          `### ${title}\n\n\`\`\`${language}\n${readText(`docs/snippets/embedding/${name}`)}\`\`\``,
      )
      .join('\n\n'),
  'certification-checks': () =>
    checkIds
      .map((id) => {
        const { title, required, why, fix } = checkCatalog[id]
        return `## ${id}\n\n**${title}** (${required ? 'required' : 'recommended'})\n\n${why}\n\n*Fix:* ${fix}`
      })
      .join('\n\n'),
  'audit-events': () =>
    Object.entries(auditActions)
      .map(([action, words]) => `### ${action}\n\nShown as “… ${words} …”.`)
      .join('\n\n'),
}
