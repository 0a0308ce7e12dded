'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { CopyButton } from '@/components/ui/copy-button'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { Verdict } from '@/components/ui/status'
import { useCall } from '@/components/use-call'
import { factsOf, type ProtocolId } from '@/lib/domain/protocols/facts.schema'
import type { ConnectorEndpoint } from '@/lib/domain/protocols/facts-type.schema'
import { testConnectorAction } from '../actions'

type Endpoint = ConnectorEndpoint & { url: string }
type Test = NonNullable<Awaited<ReturnType<typeof testConnectorAction>>['data']> & { path: string }

/** The URLs to enter at the platform, each with a test that calls it as the platform would. */
export function EndpointsPanel({
  connectorId,
  protocol,
  endpoints,
  isDisabled,
  canTest,
}: {
  connectorId: string
  protocol: ProtocolId
  endpoints: Endpoint[]
  isDisabled: boolean
  /** Whether a call would be answered. */
  canTest: boolean
}) {
  const router = useRouter()
  const { idName, testNote } = factsOf(protocol).connector
  const test = useCall(testConnectorAction)
  const [result, setResult] = useState<Test>()
  const run = async (path: string) => {
    const data = await test.call({ connectorId, endpoint: path })
    if (data) setResult({ ...data, path })
    router.refresh()
  }
  return (
    <Panel labelledBy="endpoints">
      <PanelHeader id="endpoints" title="Endpoints" meta="Enter these at the platform." />
      <PanelBody className="grid gap-3">
        {isDisabled ? (
          <Verdict kind="warn">Disabled: every call is answered as if the connector did not exist.</Verdict>
        ) : null}
        <ul className="grid gap-3">
          {endpoints.map((endpoint) => (
            <li key={endpoint.path} className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <span className="min-w-0 flex-1 basis-80">
                <span className="block text-ink-3 text-xs">
                  {endpoint.method}, {endpoint.does}
                </span>
                <code className="mono break-all">{endpoint.url}</code>
              </span>
              <span className="flex gap-2">
                <CopyButton size="sm" value={endpoint.url} label="Copy URL" />
                {!canTest || endpoint.hasTest === false ? null : (
                  <Button size="sm" pending={test.isPending} onClick={() => run(endpoint.path)}>
                    Test {endpoint.path.split(/[/=]/).at(-1)}
                  </Button>
                )}
              </span>
            </li>
          ))}
        </ul>
        {idName || testNote ? (
          <p className="text-ink-3 text-xs">
            {idName ? (
              <>
                {idName} is <code className="mono break-all">{connectorId}</code>.{' '}
              </>
            ) : null}
            {testNote}
          </p>
        ) : null}
        {result ? (
          <TestResult
            result={result}
            testStatus={endpoints.find(({ path }) => path === result.path)?.testStatus}
          />
        ) : null}
      </PanelBody>
    </Panel>
  )
}

function TestResult({ result, testStatus }: { result: Test; testStatus: number | undefined }) {
  // The one test that must not do what it asks for.
  const isGood = (result.status >= 200 && result.status < 300) || result.status === testStatus
  return (
    <section
      aria-label={`Test of ${result.path}`}
      aria-live="polite"
      className="grid gap-3 border-line border-t pt-3"
    >
      <Verdict kind={isGood ? 'ok' : 'bad'}>
        {result.path} answered {result.status} in {result.milliseconds} ms
      </Verdict>
      <div>
        <h3 className="mb-1 font-medium text-ink-2 text-xs">Request</h3>
        <CodeBlock label="Request" code={result.request} copy />
      </div>
      <div>
        <h3 className="mb-1 font-medium text-ink-2 text-xs">Signed text</h3>
        <CodeBlock label="Signed text" code={result.signed} copy />
      </div>
      <div>
        <h3 className="mb-1 font-medium text-ink-2 text-xs">Response, {result.contentType}</h3>
        <CodeBlock label="Response" code={result.response} />
      </div>
    </section>
  )
}
