import type { ReactNode } from 'react'
import { formatMs } from '@/components/launch-figures'
import { LaunchOutcome, launchReasons } from '@/components/launch-outcome'
import { CodeBlock, type CodeLine } from '@/components/ui/code-block'
import { type Definition, DefinitionList } from '@/components/ui/definition-list'
import { Verdict } from '@/components/ui/status'
import { Time } from '@/components/ui/time'
import type { LaunchProbe } from '@/lib/domain/framing/framing.schema'
import type { LaunchDetails as Details } from '@/lib/domain/launches/log'
import { placementLabels } from '@/lib/domain/protocols/placements.schema'
import { ProbeHops } from './probe-hops'

/** Everything that the portal keeps of a launch. */
export function LaunchDetails({
  launch,
  about,
  footnote,
}: {
  launch: Details
  /** What this reader may know beside it. */
  about: Definition[]
  footnote: string
}) {
  const { probe } = launch
  const items: Definition[] = [
    { term: 'Opened', value: <Time value={launch.createdAt} shape="both" /> },
    ...(launch.settledAt
      ? [
          {
            term: launch.outcome === 'shown' ? 'Shown' : 'Failed',
            value: (
              <>
                <Time value={launch.settledAt} shape="time" />, after{' '}
                {formatMs(launch.settledAt.getTime() - launch.createdAt.getTime())}
              </>
            ),
          },
        ]
      : []),
    ...(launch.completedAt
      ? [{ term: 'Step completed', value: <Time value={launch.completedAt} shape="both" /> }]
      : []),
    ...about,
    { term: 'Placement', value: placementLabels[launch.placement] },
  ]
  return (
    <>
      <div className="grid gap-1">
        <span className="font-semibold text-base">
          <LaunchOutcome outcome={launch.outcome} reason={launch.reason} />
        </span>
        <p className="text-pretty text-ink-2">{explain(launch)}</p>
      </div>
      <DefinitionList items={items} />
      <Section title="What the portal’s own request found">
        {probe ? <Probe probe={probe} /> : <p className="text-ink-2">{withoutProbe(launch)}</p>}
      </Section>
      <p className="border-line border-t pt-3 text-ink-3 text-xs">{footnote}</p>
    </>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid gap-2">
      <h3 className="font-semibold text-sm">{title}</h3>
      {children}
    </section>
  )
}

function Probe({ probe }: { probe: LaunchProbe }) {
  const lines: CodeLine[] = [
    ...(probe.received ?? []).map((text): CodeLine => ({ text, kind: 'del' })),
    ...(probe.send ? [{ text: probe.send, kind: 'add' as const }] : []),
  ]
  return (
    <>
      <p>
        <Verdict kind={probeKind(probe)}>{probeTitle(probe)}</Verdict>
      </p>
      <p className="text-pretty text-ink-2">{probe.detail}</p>
      {lines.length > 0 ? (
        <CodeBlock label="What was received, and what to send instead" code={lines} />
      ) : null}
      <ProbeHops hops={probe.hops} />
      <p className="text-ink-3 text-xs">
        Sent <Time value={probe.at} shape="datetime" /> with a made-up record. Launches of the same minute
        share it.
      </p>
    </>
  )
}

function probeKind({ verdict }: LaunchProbe) {
  return verdict === 'ok' ? 'ok' : verdict === 'unmeasured' ? 'skip' : 'bad'
}

function probeTitle({ verdict }: LaunchProbe): string {
  if (verdict === 'ok') return 'Accepted, and may be framed'
  return verdict === 'unmeasured' ? 'Not measured' : (launchReasons[verdict] ?? 'Not shown')
}

function explain({ outcome, probe, reason }: Details): string {
  switch (outcome) {
    case 'shown':
      if (!probe) return 'The frame loaded.'
      return probe.verdict === 'unmeasured'
        ? 'The frame loaded. The portal did not look at the server’s answer.'
        : 'The widget’s server accepted the launch, and the frame loaded.'
    case 'failed':
      return reason === 'reload_loop'
        ? 'The page loaded itself again and again, so it was stopped.'
        : 'The launch was signed correctly, but the agent did not see the widget.'
    case 'opening':
      return 'It was signed and handed to the browser a moment ago.'
    case 'left':
      return 'The agent left the page before the widget was there, or the launch was made through the API.'
  }
}

function withoutProbe({ outcome }: Details): string {
  return outcome === 'opening'
    ? 'Not there yet.'
    : 'Nothing was kept for this launch. It was made through the API, was left too early, or is older than this log.'
}
