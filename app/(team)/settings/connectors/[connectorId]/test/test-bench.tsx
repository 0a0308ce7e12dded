'use client'

import { useActionState, useState } from 'react'
import { FailureNote } from '@/components/failure-note'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Field, Input } from '@/components/ui/field'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import type { ConnectorEndpoint } from '@/lib/domain/protocols/facts-type.schema'
import { testConnectorAction } from '../../actions'
import { TestResult } from './test-result'

type Endpoint = ConnectorEndpoint & { url: string }

/** Calls an endpoint as the platform would, for the contact that was typed, and shows request and response. */
export function TestBench({
  connectorId,
  platform,
  endpoints,
  suggestion,
  note,
}: {
  connectorId: string
  platform: string
  endpoints: Endpoint[]
  suggestion: string
  note: string | null
}) {
  const [state, send, isPending] = useActionState(testConnectorAction, undefined)
  const [query, setQuery] = useState(suggestion)
  const [pressed, setPressed] = useState('')
  const result = state?.data
  const tested = endpoints.find(({ path }) => path === result?.endpoint)
  const isAsked = endpoints.some(({ asks }) => asks !== undefined)
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[22rem_minmax(0,1fr)]">
      <Panel labelledBy="send">
        <PanelHeader id="send" title="Send a test request" />
        <PanelBody>
          {/* React resets a form after its action, so the contact is kept for the next test. */}
          <form action={send} onReset={(event) => event.preventDefault()} className="grid gap-4">
            <input type="hidden" name="connectorId" value={connectorId} />
            {state?.failure ? <FailureNote failure={state.failure} /> : null}
            {isAsked ? (
              <Field
                id="test-query"
                label="Contact"
                hint={describeQuery(endpoints)}
                error={state?.submission?.error?.query ?? null}
              >
                {(control) => (
                  <Input
                    {...control}
                    name="query"
                    value={query}
                    maxLength={200}
                    autoComplete="off"
                    onChange={(event) => setQuery(event.target.value)}
                  />
                )}
              </Field>
            ) : (
              <input type="hidden" name="query" value="" />
            )}
            <ul className="grid gap-3">
              {endpoints.map(({ path, method, does }) => (
                <li key={path} className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
                  <span className="min-w-0 flex-1 basis-40 text-ink-2 text-xs">
                    <span className="mono">{method}</span> {does}
                  </span>
                  <Button
                    type="submit"
                    name="endpoint"
                    value={path}
                    size="sm"
                    pending={isPending && pressed === path}
                    disabled={isPending && pressed !== path}
                    onClick={() => setPressed(path)}
                  >
                    Test {nameOf(path)}
                  </Button>
                </li>
              ))}
            </ul>
            {note ? <p className="text-ink-3 text-xs">{note}</p> : null}
          </form>
        </PanelBody>
      </Panel>
      <div aria-live="polite" className="min-w-0">
        {result && tested ? (
          <TestResult result={result} name={nameOf(tested.path)} endpoint={tested} platform={platform} />
        ) : (
          <EmptyState title="No tests yet">
            Each test shows its request, response and duration here. Tests are also listed under Requests.
          </EmptyState>
        )}
      </div>
    </div>
  )
}

function describeQuery(endpoints: Endpoint[]): string {
  const asks = new Set(endpoints.map((endpoint) => endpoint.asks))
  if (!asks.has('contact')) return 'The search looks for these words.'
  const opened = 'the frame opens the first match.'
  return asks.has('query')
    ? `The search looks for these words, and ${opened}`
    : `A name, email or phone number: ${opened}`
}

/** The last part of an endpoint's path is its name. */
function nameOf(path: string): string {
  return path.split(/[/=]/).at(-1) ?? path
}
