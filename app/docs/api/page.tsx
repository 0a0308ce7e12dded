import type { Metadata } from 'next'
import { ScopeTable } from '@/app/scope-table'
import { CodeBlock } from '@/components/ui/code-block'
import { Link } from '@/components/ui/link'
import { PageHead } from '@/components/ui/page-head'
import { Panel } from '@/components/ui/panel'
import { apiGroups, readOperation } from '@/lib/http/api-reference'
import { writeSample } from '@/lib/http/api-samples'
import { describeApi } from '@/lib/http/describe-api'
import { DocumentFrame } from '../document-frame'
import { MethodTag } from './method-tag'

export const metadata: Metadata = { title: 'API' }

/** Rendered at each request, since it contains this portal's addresses. */
export const dynamic = 'force-dynamic'

const headings = [
  { id: 'first', level: 2, text: 'Make your first call' },
  { id: 'rules', level: 2, text: 'Rules of every call' },
  { id: 'operations', level: 2, text: 'Operations' },
  { id: 'tokens', level: 2, text: 'Access tokens' },
] as const

export default function ApiReferencePage() {
  return (
    <DocumentFrame here="api" headings={[...headings]}>
      <PageHead title="API" lead="JSON over HTTPS, for CRMs that show widgets and for partners’ programs." />
      <div className="document">
        <h2 id="first">Make your first call</h2>
        <p>
          Create an API key under <em>API keys</em> and set the environment variable{' '}
          <code>FRAMEGATE_KEY</code>. A key acts for its organisation: a team’s key reads that team’s records,
          a partner’s key manages that partner’s widgets.
        </p>
      </div>
      <CodeBlock
        label="A call"
        className="mt-3"
        code={writeSample('curl', {
          method: 'GET',
          url: `${describeApi().servers[0]?.url}${readOperation('listTabs').examplePath}`,
        })}
        copy
      />
      <div className="document mt-6">
        <h2 id="rules">Rules of every call</h2>
        <ul>
          <li>
            <strong>Errors</strong> are problem details (RFC 9457). Branch on <code>code</code>, which is
            stable; <Link href="/docs/errors">each code</Link> has its cause and its fix. Quote{' '}
            <code>requestId</code> when you ask for help.
          </li>
          <li>
            <strong>Lists</strong> come in pages. Send <code>nextCursor</code> as <code>cursor</code> to get
            the next one; it is null on the last.
          </li>
          <li>
            <strong>Safe retries</strong>: send an <code>Idempotency-Key</code> with a POST. Repeats with the
            same key and body within 24 hours get the first response.
          </li>
          <li>
            <strong>Limits</strong>: 1,200 calls a minute per key, and for all tokens of a grant together.{' '}
            <code>RateLimit-Remaining</code> and <code>RateLimit-Reset</code> show where you stand. Above the
            limit you get 429 with <code>Retry-After</code>.
          </li>
          <li>
            The same reference for programs: <Link href="/api/v1/openapi.json">openapi.json</Link>, OpenAPI
            3.1.
          </li>
        </ul>
        <h2 id="operations">Operations</h2>
      </div>
      <div className="mt-3 grid gap-5">
        {apiGroups.map((group) => (
          <section key={group.slug} aria-labelledby={`group-${group.slug}`}>
            <h3 id={`group-${group.slug}`} className="font-medium">
              <Link href={`/docs/api/${group.slug}`}>{group.title}</Link>
            </h3>
            <ul className="mt-1 grid gap-1">
              {group.operations.map((id) => {
                const { operation } = readOperation(id)
                return (
                  <li
                    key={id}
                    className="grid items-baseline gap-x-3 sm:grid-cols-[3.5rem_12rem_minmax(0,1fr)]"
                  >
                    <span>
                      <MethodTag method={operation.method.toUpperCase()} />
                    </span>
                    <Link href={`/docs/api/${group.slug}#${id}`}>{operation.title}</Link>
                    <span>
                      <code className="mono break-all text-ink-3 text-xs">{operation.path}</code>
                    </span>
                  </li>
                )
              })}
            </ul>
          </section>
        ))}
      </div>
      <div className="document mt-6">
        <h2 id="tokens">Access tokens</h2>
        <p>
          A partner’s server gets an access token when a team enables its Salesloft widget by OAuth; the
          addresses are in{' '}
          <a href="/.well-known/oauth-authorization-server">the authorization server’s metadata</a>. The token
          acts as the member who agreed, with the role they have now, and may call the operations whose scope
          it holds. Any other call is refused with <code>insufficient_scope</code>.
        </p>
      </div>
      <Panel className="mt-3">
        <ScopeTable />
      </Panel>
    </DocumentFrame>
  )
}
