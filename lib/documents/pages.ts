import { factsOf, type ProtocolId, protocolIds } from '@/lib/domain/protocols/facts.schema'

export type DocumentPage = {
  /** Below /docs. */
  slug: string
  title: string
  /** From the repository's root. */
  file: string
  /** Only the part whose heading of the second level begins with this, before a colon. */
  section?: string
  /** What is generated from code and shown below the text. */
  generated?: 'certification-checks' | 'audit-events' | 'embedding-examples' | { snippets: ProtocolId }
}

export type DocumentGroup = { title: string; pages: readonly DocumentPage[] }

/** The documentation that the portal shows, in the order of its contents list. */
export const documentGroups: readonly DocumentGroup[] = [
  {
    title: 'Get started',
    pages: [
      { slug: 'partner', title: 'As a partner', file: 'docs/help/partner.md' },
      { slug: 'admin', title: 'As a team admin', file: 'docs/help/admin.md' },
      { slug: 'agent', title: 'As an agent', file: 'docs/help/agent.md' },
      { slug: 'qa', title: 'As QA', file: 'docs/help/qa.md' },
      { slug: 'reviewer', title: 'As a reviewer', file: 'docs/help/reviewer.md' },
      { slug: 'operator', title: 'As an operator', file: 'docs/help/operator.md' },
    ],
  },
  {
    title: 'Protocols',
    pages: [
      { slug: 'protocols', title: 'All protocols', file: 'docs/protocols.md' },
      ...protocolIds.map((id) => ({
        slug: `protocols/${id}`,
        title: factsOf(id).name,
        file: 'docs/protocols.md',
        section: factsOf(id).name,
        generated: { snippets: id },
      })),
    ],
  },
  {
    title: 'Guides',
    pages: [
      { slug: 'certification', title: 'Certification', file: 'docs/certification.md' },
      { slug: 'sandbox', title: 'Sandbox', file: 'docs/sandbox.md' },
      { slug: 'wire', title: 'Talk to the host', file: 'docs/help/wire.md' },
      { slug: 'signature-doctor', title: 'Signature doctor', file: 'docs/signature-doctor.md' },
      {
        slug: 'embedding',
        title: 'Tabs in your CRM',
        file: 'docs/help/embedding.md',
        generated: 'embedding-examples',
      },
      { slug: 'troubleshooting', title: 'Troubleshooting', file: 'docs/help/troubleshooting.md' },
      { slug: 'tools', title: 'Tools for partners', file: 'docs/help/tools.md' },
      { slug: 'assistant', title: 'Assistants (MCP)', file: 'docs/help/assistant.md' },
      { slug: 'operations', title: 'Operations', file: 'docs/operations.md' },
    ],
  },
  {
    title: 'Reference',
    pages: [
      {
        slug: 'certification-checks',
        title: 'Certification checks',
        file: 'docs/help/certification-checks.md',
        generated: 'certification-checks',
      },
      { slug: 'errors', title: 'Error codes', file: 'docs/help/errors.md' },
      {
        slug: 'audit-events',
        title: 'Audit events',
        file: 'docs/help/audit-events.md',
        generated: 'audit-events',
      },
      { slug: 'changelog', title: 'Changelog', file: 'CHANGELOG.md' },
    ],
  },
]

export const documentPages = documentGroups.flatMap(({ pages }) => pages)

export function findDocument(slug: string): DocumentPage | undefined {
  return documentPages.find((page) => page.slug === slug)
}
