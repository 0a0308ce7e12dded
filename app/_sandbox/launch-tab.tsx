'use client'

import { ButtonLink } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { CopyButton } from '@/components/ui/copy-button'
import { DefinitionList } from '@/components/ui/definition-list'
import { Fingerprint } from '@/components/ui/fingerprint'
import { Verdict } from '@/components/ui/status'
import { Time } from '@/components/ui/time'
import type { Inspection, RequestParameter, SandboxLaunchView } from '@/lib/domain/sandbox/launches.schema'
import { InspectorPart } from './inspector-tabs'
import { isExpected } from './is-expected'
import { expectedOf } from './judge-preview'
import { numberItems } from './number-items'

const shownLengthMax = 96

/** What was sent: the request, what a right receiver does with it, the content it tells. */
export function LaunchTab({
  view,
  inspected,
  doctorPath,
}: {
  view: SandboxLaunchView
  inspected: Inspection | null
  /** Where a request is explained, for who may. */
  doctorPath: string | undefined
}) {
  const { request, receiver, content, commands } = view
  return (
    <>
      <InspectorPart title="Request" meta={countParameters(request.parameters)}>
        <pre className="whitespace-pre-wrap rounded-md border border-line bg-sunken px-3 py-2 font-mono text-2xs leading-[1.125rem] [font-variant-ligatures:none] break-all">
          {request.method} {request.base}
          {numberItems(request.parameters).map(({ item, index }) => (
            <ParameterLine key={index} parameter={item} first={index === 0} />
          ))}
          {request.headers.map(([name, value]) => `\n${name}: ${value}`).join('')}
        </pre>
        <span className="flex flex-wrap gap-1.5">
          <CopyButton size="sm" value={request.url} label="Copy URL" />
          <CopyButton size="sm" value={commands.curl} label="Copy as curl" />
          {commands.openssl ? (
            <CopyButton size="sm" value={commands.openssl} label="Copy as openssl" />
          ) : null}
          {doctorPath ? (
            <ButtonLink size="sm" href={`${doctorPath}?launch=${view.launchId}`}>
              Open in the doctor
            </ButtonLink>
          ) : null}
        </span>
      </InspectorPart>
      <InspectorPart title="Expected result" meta={view.wrong ? view.wrong.title : null}>
        <p className="text-xs">
          {receiver.accepts ? (
            <Verdict kind="ok">Accepts this request</Verdict>
          ) : (
            <Verdict kind={view.wrong?.expected === 'accept' ? 'bad' : 'warn'}>
              Refuses it: {receiver.detail} <code>{receiver.code}</code>
            </Verdict>
          )}
        </p>
        <Comparison view={view} inspected={inspected} />
      </InspectorPart>
      <InspectorPart title="Signed with">
        <DefinitionList
          size="sm"
          items={[
            {
              term: 'Secret',
              value:
                view.secret.label === 'nobody’s' ? (
                  'Nobody’s secret, as the fault wants it'
                ) : (
                  <span className="inline-flex flex-wrap items-center gap-x-2">
                    v{view.secret.version} {view.secret.label}
                    <Fingerprint hex={view.secret.fingerprint} />
                  </span>
                ),
            },
            { term: 'At', value: <Time value={view.createdAt} shape="datetime" /> },
            { term: 'By', value: view.by },
            { term: 'Version', value: view.versionNumber },
            { term: 'Launch', value: <span className="mono">{view.launchId}</span> },
            ...(view.edited
              ? [{ term: 'Edited', value: view.edited === 'sign' ? 'and signed again' : 'and sent as typed' }]
              : []),
          ]}
        />
      </InspectorPart>
      <InspectorPart title="Content">
        {content === null ? (
          <p className="text-ink-3 text-xs">
            It cannot be read: what is encrypted opens for the right secret alone, and only unchanged.
          </p>
        ) : (
          <div className="max-h-96 overflow-y-auto">
            <CodeBlock label="Content" code={content} copy />
          </div>
        )}
      </InspectorPart>
    </>
  )
}

function Comparison({ view, inspected }: { view: SandboxLaunchView; inspected: Inspection | null }) {
  const status = inspected?.hops.at(-1)?.status
  if (!inspected || status === undefined) return null
  const expected = expectedOf(view)
  const isRight = isExpected(inspected.outcome, expected)
  const words = { accept: 'It should accept it', refuse: 'It should refuse it', either: 'It may do either' }
  return (
    <p className="text-xs">
      <Verdict kind={isRight ? 'ok' : 'bad'}>
        This widget answered {status}. {words[expected]}
        {isRight ? ', and does.' : '.'}
      </Verdict>
    </p>
  )
}

function ParameterLine({ parameter, first }: { parameter: RequestParameter; first: boolean }) {
  const { name, value, length } = parameter
  const sign = parameter.in === 'form' ? '' : first ? '?' : '&'
  return (
    <>
      {'\n  '}
      {sign}
      <b className="text-accent-ink">{name}</b>=
      {length > shownLengthMax ? (
        <>
          {value.slice(0, shownLengthMax)}… <span className="text-ink-3">{length} characters</span>
        </>
      ) : (
        value
      )}
    </>
  )
}

function countParameters(parameters: RequestParameter[]): string {
  const kind = parameters.some((parameter) => parameter.in === 'form') ? 'field' : 'parameter'
  return `${parameters.length} ${kind}${parameters.length === 1 ? '' : 's'}`
}
