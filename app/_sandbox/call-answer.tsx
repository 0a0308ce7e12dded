'use client'

import { CodeBlock } from '@/components/ui/code-block'
import { EmptyState } from '@/components/ui/empty-state'
import { Verdict } from '@/components/ui/status'
import type { Inspection, SandboxLaunchView } from '@/lib/domain/sandbox/launches.schema'
import { isExpected } from './is-expected'

/** The response to a request without a frame. */
export function CallAnswer({ view, inspected }: { view: SandboxLaunchView; inspected: Inspection | null }) {
  if (!inspected)
    return (
      <EmptyState title="Sending request">
        This request has no frame. The portal’s server sends it and shows the response here.
      </EmptyState>
    )
  const status = inspected.hops.at(-1)?.status
  const kind = isExpected(inspected.outcome, view.wrong?.expected ?? 'accept') ? 'ok' : 'bad'
  return (
    <div className="grid gap-2.5">
      <p>
        <Verdict kind={kind}>{inspected.detail}</Verdict>
      </p>
      {inspected.excerpt ? (
        <CodeBlock label={`Response ${status ?? ''}`} code={prettyJson(inspected.excerpt)} />
      ) : null}
    </div>
  )
}

function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
