'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { CopyButton } from '@/components/ui/copy-button'
import { Gate } from '@/components/ui/gate'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { Verdict } from '@/components/ui/status'
import type { ConnectorEndpoint } from '@/lib/domain/protocols/facts-type.schema'
import type { testConnectorAction } from '../../actions'
import { withoutScripts } from './without-scripts'

export type Test = NonNullable<NonNullable<Awaited<ReturnType<typeof testConnectorAction>>>['data']>

/** One test: the frame as the platform would show it, or the data, with request and response below. */
export function TestResult({
  result,
  name,
  endpoint,
  platform,
}: {
  result: Test
  name: string
  endpoint: ConnectorEndpoint & { url: string }
  platform: string
}) {
  // A test that must not change anything ends with the expected refusal.
  const isGood = (result.status >= 200 && result.status < 300) || result.status === endpoint.testStatus
  const isFrame = result.contentType.startsWith('text/html')
  const verdict = (
    <Verdict kind={isGood ? 'ok' : 'bad'}>
      {name} answered {result.status} in {result.milliseconds} ms
    </Verdict>
  )
  return (
    <section aria-label={`Test of ${name}`} className="grid gap-4">
      {isFrame ? (
        <Gate
          state={isGood ? 'shown' : 'refused'}
          by={`As ${platform} shows it`}
          origin={new URL(endpoint.url).origin}
          status={verdict}
        >
          <iframe
            // The document gets its own origin and runs no script. Only its links work, in a new tab.
            sandbox="allow-popups allow-popups-to-escape-sandbox"
            srcDoc={withoutScripts(result.response)}
            title={`Response of ${name}`}
            className="block h-[26rem] w-full border-0"
          />
        </Gate>
      ) : (
        <p>{verdict}</p>
      )}
      <Panel labelledBy="test-request">
        <PanelHeader
          id="test-request"
          title="Request"
          actions={<CopyButton size="sm" value={result.curl} label="Copy as curl" />}
        />
        <PanelBody className="grid gap-3">
          <CodeBlock label="Request" code={result.request} copy />
          <Part title="Signed text" code={result.signed} />
        </PanelBody>
      </Panel>
      <ResponsePanel key={result.request} result={result} isFrame={isFrame} />
    </section>
  )
}

function ResponsePanel({ result, isFrame }: { result: Test; isFrame: boolean }) {
  const [isOpen, setOpen] = useState(!isFrame)
  return (
    <Panel labelledBy="test-response" className={isOpen ? undefined : '[&>header]:border-b-0'}>
      <PanelHeader
        id="test-response"
        title="Response"
        meta={`${result.status}, ${result.milliseconds} ms, ${result.contentType}`}
        actions={
          isFrame ? (
            <Button size="sm" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              {isOpen ? 'Hide response' : 'Show response'}
            </Button>
          ) : undefined
        }
      />
      {isOpen ? (
        <PanelBody className="grid gap-3">
          <Part title="Headers" code={result.responseHeaders} />
          <Part title="Body" code={isFrame ? result.response : toReadable(result.response)} />
        </PanelBody>
      ) : null}
    </Panel>
  )
}

function Part({ title, code }: { title: string; code: string }) {
  return (
    <div>
      <h3 className="mb-1 font-medium text-ink-2 text-xs">{title}</h3>
      <CodeBlock label={title} code={code} copy />
    </div>
  )
}

function toReadable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
