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

/** The sent request. */
export function RequestPart({
  view: { launchId, request, commands },
  doctorPath,
}: {
  view: SandboxLaunchView
  /** The doctor's address, for members who may use it. */
  doctorPath: string | undefined
}) {
  return (
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
        {doctorPath ? (
          <ButtonLink size="sm" href={`${doctorPath}?launch=${launchId}`}>
            Open in doctor
          </ButtonLink>
        ) : null}
      </span>
    </InspectorPart>
  )
}

/** The expected and the actual result of this launch. */
export function ExpectedPart({ view, inspected }: { view: SandboxLaunchView; inspected: Inspection | null }) {
  const { receiver, wrong } = view
  return (
    <InspectorPart title="Expected result" meta={wrong?.title}>
      {wrong ? <p className="text-ink-2 text-xs">{wrong.description}</p> : null}
      <p className="text-xs">
        {receiver.accepts ? (
          <Verdict kind="ok">Accept</Verdict>
        ) : (
          <Verdict kind={wrong?.expected === 'accept' ? 'bad' : 'warn'}>
            Refuse: {receiver.detail} <code>{receiver.code}</code>
          </Verdict>
        )}
      </p>
      <Comparison view={view} inspected={inspected} />
    </InspectorPart>
  )
}

/** The secret that signed, when and by whom. */
export function SignedWithPart({ view }: { view: SandboxLaunchView }) {
  return (
    <InspectorPart title="Signed with">
      <DefinitionList
        size="sm"
        items={[
          {
            term: 'Secret',
            value:
              view.secret.label === 'nobody’s' ? (
                'A random secret, for this fault'
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
  )
}

/** The request's content, as a receiver reads it. */
export function ContentPart({ view: { content } }: { view: SandboxLaunchView }) {
  return (
    <InspectorPart title="Content" isFolded>
      {content === null ? (
        <p className="text-ink-3 text-xs">
          Not readable: encrypted content can be decrypted only if it’s unchanged and the secret is right.
        </p>
      ) : (
        <CodeBlock label="Content" code={content} copy />
      )}
    </InspectorPart>
  )
}

function Comparison({ view, inspected }: { view: SandboxLaunchView; inspected: Inspection | null }) {
  const status = inspected?.hops.at(-1)?.status
  if (!inspected || status === undefined) return null
  const expected = expectedOf(view)
  const isRight = isExpected(inspected.outcome, expected)
  const words = {
    accept: 'It should accept this launch.',
    refuse: 'It should refuse this launch.',
    either: 'It should accept or refuse this launch.',
  }
  return (
    <p className="text-xs">
      <Verdict kind={isRight ? 'ok' : 'bad'}>
        The server answered {status}
        {isRight ? ', as expected.' : `. ${words[expected]}`}
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
