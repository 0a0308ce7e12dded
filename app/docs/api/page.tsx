import type { Metadata } from 'next'
import { BareHeader } from '@/components/shell/bare-header'
import { SkipLink } from '@/components/shell/skip-link'
import { CodeBlock } from '@/components/ui/code-block'
import { Link } from '@/components/ui/link'
import { PageHead } from '@/components/ui/page-head'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import { allScopes, scopes } from '@/lib/domain/oauth/oauth.schema'
import { describeApi } from '@/lib/http/describe-api'
import { listFields } from './fields'

export const metadata: Metadata = { title: 'API' }

/** Read at each request: the addresses in it are those of this portal. */
export const dynamic = 'force-dynamic'

type Operation = ReturnType<typeof describeApi>['paths'][string][string]

export default function ApiReferencePage() {
  const { paths, servers } = describeApi()
  const origin = servers[0]?.url ?? ''
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  )
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <BareHeader />
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-[60rem] px-(--gutter) pb-16">
        <PageHead
          title="API"
          lead="For a CRM that embeds this portal, and for the programs of partners. JSON over HTTPS, with an API key of your organisation, made in its settings, or with an access token that a team’s member agreed to."
        />
        <div className="grid gap-4">
          <Panel labelledBy="calls">
            <PanelHeader id="calls" title="Calls" />
            <PanelBody className="grid gap-3">
              <CodeBlock
                label="A call"
                code={`curl -H "Authorization: Bearer $KEY" '${origin}/api/v1/tabs?placement=person'`}
                copy
              />
              <ul className="grid list-disc gap-1 pl-4">
                <li>
                  A POST with an <code className="mono">Idempotency-Key</code> is done once: its repeats
                  within a day get the first answer.
                </li>
                <li>
                  Lists come in pages: give <code className="mono">nextCursor</code> as{' '}
                  <code className="mono">cursor</code> for the next one.
                </li>
                <li>
                  1,200 calls a minute for each key, and for all tokens of a grant.{' '}
                  <code className="mono">RateLimit-Remaining</code> and{' '}
                  <code className="mono">RateLimit-Reset</code> say how it stands; beyond it the answer is 429
                  with <code className="mono">Retry-After</code>.
                </li>
                <li>
                  Refusals are problem details (RFC 9457). Decide by their <code className="mono">code</code>,
                  which is stable:{' '}
                  <Link href="/docs/errors" className="underline">
                    every code
                  </Link>{' '}
                  says what happened and what to do. Quote their <code className="mono">requestId</code> when
                  you ask for help.
                </li>
              </ul>
              <p>
                The same as a file: <Link href="/api/v1/openapi.json">openapi.json</Link>, OpenAPI 3.1.
              </p>
            </PanelBody>
          </Panel>
          <Panel labelledBy="tokens">
            <PanelHeader id="tokens" title="Access tokens" meta="For partners of Salesloft widgets" />
            <PanelBody className="grid gap-3">
              <p>
                A token comes from the authorization code flow with which a team enables the widget; its
                addresses are in{' '}
                <a className="text-accent-ink" href="/.well-known/oauth-authorization-server">
                  the server’s metadata
                </a>
                . It acts as the member who agreed, as they are at that moment, and calls the operations whose
                scope it holds. Any other is refused with <code className="mono">insufficient_scope</code>.
              </p>
            </PanelBody>
            <Table
              caption="Scopes"
              density="tight"
              columns={[{ label: 'Scope', className: 'w-2/5' }, { label: 'Lets it' }]}
            >
              {allScopes.map((scope) => (
                <TableRow key={scope}>
                  <TableCell kind="lead">
                    <code className="mono">{scope}</code>
                  </TableCell>
                  <TableCell label="Lets it">{scopes[scope]}</TableCell>
                </TableRow>
              ))}
            </Table>
          </Panel>
          {operations.map(({ method, path, operation }) => (
            <OperationPanel key={operation.operationId} method={method} path={path} operation={operation} />
          ))}
        </div>
      </main>
    </div>
  )
}

function OperationPanel({ method, path, operation }: { method: string; path: string; operation: Operation }) {
  const { operationId, summary, description, parameters, requestBody, responses } = operation
  const [status = '', answer] = Object.entries(responses).find(([name]) => name !== 'default') ?? []
  const given = parameters.map(({ name, in: place, required, schema, ...rest }) => ({
    name,
    type: `${place}: ${String((schema as { type?: string }).type ?? 'string')}`,
    isRequired: required,
    description: 'description' in rest ? rest.description : (schema as { description?: string }).description,
  }))
  const body = requestBody ? listFields(requestBody.content['application/json'].schema) : []
  const fields =
    answer && 'application/json' in answer.content
      ? listFields(answer.content['application/json'].schema)
      : []
  return (
    <Panel labelledBy={operationId}>
      <PanelHeader
        id={operationId}
        title={
          <span className="mono break-all">
            {method} {path}
          </span>
        }
      />
      <PanelBody className="grid gap-1">
        <p>{summary}.</p>
        <p className="text-ink-3 text-xs">{description}</p>
      </PanelBody>
      <FieldTable caption={`What ${operationId} takes`} rows={[...given, ...body]} />
      <FieldTable caption={`What ${operationId} answers, with ${status}`} rows={fields} isAnswer />
    </Panel>
  )
}

type Row = { name: string; type: string; isRequired: boolean; description: string | undefined }

function FieldTable({
  caption,
  rows,
  isAnswer = false,
}: {
  caption: string
  rows: Row[]
  isAnswer?: boolean
}) {
  if (rows.length === 0) return null
  return (
    <Table
      caption={caption}
      density="tight"
      columns={[{ label: isAnswer ? 'Answers' : 'Takes', className: 'w-2/5' }, { label: 'Type' }]}
    >
      {rows.map((row) => (
        <TableRow key={row.name}>
          <TableCell kind="lead">
            <code className="mono break-all">{row.name}</code>
            {row.isRequired || isAnswer ? null : <CellMeta>optional</CellMeta>}
          </TableCell>
          <TableCell label="Type">
            {row.type}
            {row.description ? <CellMeta>{row.description}</CellMeta> : null}
          </TableCell>
        </TableRow>
      ))}
    </Table>
  )
}
