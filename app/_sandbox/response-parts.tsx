'use client'

import { CodeBlock } from '@/components/ui/code-block'
import { DefinitionList } from '@/components/ui/definition-list'
import { Verdict } from '@/components/ui/status'
import type { InspectedHop, Inspection, SandboxLaunchView } from '@/lib/domain/sandbox/launches.schema'
import { InspectorPart } from './inspector-tabs'
import { numberItems } from './number-items'

/** The response to the portal's server: each hop with its headers and their meaning, cookies, times and clock. */
export function ResponseParts({
  view,
  inspected,
  loadedMs,
}: {
  view: SandboxLaunchView
  inspected: Inspection | null
  loadedMs: number | null
}) {
  if (!inspected)
    return (
      <InspectorPart title="Headers">
        <p className="text-ink-3 text-xs">
          The portal’s server sends the same request. The response appears here.
        </p>
      </InspectorPart>
    )
  const cookies = inspected.hops.flatMap(({ cookies: own }) => own)
  return (
    <>
      <InspectorPart title="Headers" meta={<Framing inspected={inspected} />}>
        <p className="text-pretty text-xs">{inspected.detail}</p>
        {numberItems(inspected.hops).map(({ item, index }) => (
          <Hop key={index} hop={item} />
        ))}
        {inspected.send ? (
          <CodeBlock
            label="Header to send instead"
            code={[{ text: inspected.send, kind: 'add' }]}
            copy={inspected.send}
          />
        ) : null}
      </InspectorPart>
      {cookies.length > 0 ? (
        <InspectorPart
          title="Cookies"
          meta={`${cookies.filter(({ verdict }) => verdict === 'bad').length} lost`}
        >
          <ul className="grid gap-2">
            {numberItems(cookies).map(({ item: cookie, index }) => (
              <li key={index} className="grid gap-0.5 text-xs">
                <span className="mono [overflow-wrap:anywhere]">
                  {cookie.name}
                  {cookie.attributes ? `; ${cookie.attributes}` : ''}
                </span>
                <Verdict kind={cookie.verdict}>{cookie.why}</Verdict>
                {cookie.send ? (
                  <span className="text-ink-3">
                    If the frame needs it: <code>Set-Cookie: {cookie.send}</code>
                  </span>
                ) : null}
              </li>
            ))}
          </ul>
        </InspectorPart>
      ) : null}
      <Timing view={view} inspected={inspected} loadedMs={loadedMs} />
      {inspected.skewSeconds === null ? null : (
        <InspectorPart title="Clock">
          <p className="text-xs">
            <Verdict kind={Math.abs(inspected.skewSeconds) > 30 ? 'warn' : 'ok'}>
              {describeSkew(inspected.skewSeconds)}
            </Verdict>
          </p>
        </InspectorPart>
      )}
      {inspected.excerpt ? (
        <InspectorPart title="Body" meta={inspected.contentType ?? undefined} isFolded>
          <CodeBlock label="Start of the response" code={inspected.excerpt} copy />
        </InspectorPart>
      ) : null}
    </>
  )
}

function Framing({ inspected }: { inspected: Inspection }) {
  if (inspected.mayFrame === null) return null
  return inspected.mayFrame ? (
    <Verdict kind="ok">May be framed</Verdict>
  ) : (
    <Verdict kind="bad">May not be framed</Verdict>
  )
}

function Hop({ hop }: { hop: InspectedHop }) {
  return (
    <div className="grid grid-cols-1 gap-1 border-line border-t pt-2 text-xs first-of-type:border-t-0">
      <p className="flex gap-2">
        <span className="mono shrink-0 text-ink-3">{hop.status}</span>
        <span className="mono min-w-0 truncate">
          {hop.method} {hop.url}
        </span>
        <span className="ml-auto shrink-0 text-ink-3 tabular-nums">{hop.totalMs} ms</span>
      </p>
      <ul className="grid gap-1">
        {hop.framing.map((line) => (
          <li key={`${line.name} ${line.value}`} className="flex flex-wrap items-baseline gap-x-3">
            <span className="mono min-w-0 flex-1 basis-40 [overflow-wrap:anywhere]">
              {line.name === 'Content-Security-Policy' ? '' : `${line.name}: `}
              {line.value}
            </span>
            <Verdict kind={line.verdict}>{line.why}</Verdict>
          </li>
        ))}
      </ul>
      <details>
        <summary className="text-accent-ink">{hop.headers.length} headers</summary>
        <CodeBlock
          label={`Headers of ${hop.status}`}
          code={hop.headers.map(([name, value]) => `${name}: ${value}`).join('\n')}
        />
      </details>
    </div>
  )
}

type Phase = { label: string; ms: number; isExtra?: boolean }

function Timing({
  view,
  inspected,
  loadedMs,
}: {
  view: SandboxLaunchView
  inspected: Inspection
  loadedMs: number | null
}) {
  const { hops, outcome, mayFrame } = inspected
  // A browser's error page loads too, so only an accepted launch is known to have loaded.
  const loaded = outcome === 'accepted' && mayFrame !== false ? 'Loaded in your browser' : null
  const opened = outcome === 'browser_only' ? 'Opened in your browser only' : loaded
  const phases: Phase[] = [
    { label: 'Sign', ms: view.signMs },
    ...hops.flatMap((hop, index): Phase[] => {
      const isLast = index === hops.length - 1
      const first = hop.firstByteMs ?? hop.totalMs
      const body = { label: 'Body', ms: Math.max(0, hop.totalMs - first) }
      if (!isLast) return [{ label: 'Redirect', ms: hop.totalMs, isExtra: true }]
      const { resolvedMs, connectedMs } = hop
      if (resolvedMs === undefined || connectedMs === undefined)
        return [{ label: 'First byte', ms: first }, body]
      return [
        { label: 'Name', ms: resolvedMs },
        { label: 'Connection', ms: connectedMs - resolvedMs },
        { label: 'First byte', ms: Math.max(0, first - connectedMs) },
        body,
      ]
    }),
  ]
  const total = phases.reduce((sum, { ms }) => sum + ms, 0)
  const placed = phases.map((phase, index) => ({
    ...phase,
    start: phases.slice(0, index).reduce((sum, { ms }) => sum + ms, 0),
  }))
  return (
    <InspectorPart title="Timing" meta={<span className="tabular-nums">{Math.round(total)} ms</span>}>
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)_max-content] items-center gap-x-3 gap-y-[3px] text-ink-2 text-xs">
        {numberItems(placed).map(({ item: { label, ms, start, isExtra }, index }) => (
          <div key={index} className="col-span-3 grid grid-cols-subgrid items-center">
            <dt>{label}</dt>
            <dd className="relative h-2 bg-sunken" aria-hidden="true">
              <span
                className={
                  isExtra ? 'absolute inset-y-0 min-w-0.5 bg-warn' : 'absolute inset-y-0 min-w-0.5 bg-accent'
                }
                style={{ left: `${(start / total) * 100}%`, width: `${(ms / total) * 100}%` }}
              />
            </dd>
            <dd className="text-right tabular-nums">{ms} ms</dd>
          </div>
        ))}
      </dl>
      {loadedMs === null || opened === null ? null : (
        <DefinitionList size="sm" items={[{ term: opened, value: `${loadedMs} ms` }]} />
      )}
    </InspectorPart>
  )
}

function describeSkew(seconds: number): string {
  if (seconds === 0) return 'Its clock matches ours, by the Date header.'
  const words = `${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} ours, by the Date header`
  return Math.abs(seconds) > 30
    ? `Its clock is ${words}, so launches look ${seconds > 0 ? 'older' : 'newer'} there than they are.`
    : `Its clock is ${words}.`
}
