'use client'

import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { DefinitionList } from '@/components/ui/definition-list'
import { Note } from '@/components/ui/note'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { Verdict } from '@/components/ui/status'
import { Time } from '@/components/ui/time'
import { useCall } from '@/components/use-call'
import { type OriginState, proofHeader, proofPath } from '@/lib/domain/origins/proofs.schema'
import { checkOriginAction } from './actions'

/** The token to serve at each origin as proof, and the result of the last check. */
export function OriginsPanel({ widgetId, origins }: { widgetId: string; origins: OriginState[] }) {
  const open = origins.filter(({ isProven }) => !isProven)
  if (origins.length === 0) return null
  return (
    <Panel labelledBy="origins">
      <PanelHeader id="origins" title={titleOf(open)} meta="Checked daily" />
      {open.length > 0 ? (
        <PanelBody className="border-line border-b text-ink-2 [text-wrap:pretty]">
          Without the proof you can’t submit this version, postbacks are held, and the daily certification and
          the check at each launch don’t run. You can still run a certification yourself, up to five times an
          hour per domain.
        </PanelBody>
      ) : null}
      <ul className="divide-y divide-line">
        {origins.map((state) => (
          <Origin key={state.origin} widgetId={widgetId} state={state} />
        ))}
      </ul>
    </Panel>
  )
}

function titleOf([first, ...others]: OriginState[]): string {
  if (!first) return 'Proof of your origins'
  return `Prove that you own ${others.length > 0 ? `${others.length + 1} origins` : new URL(first.origin).host}`
}

function Origin({ widgetId, state }: { widgetId: string; state: OriginState }) {
  const { origin, token, isProven, endsAt, checkedAt, failure } = state
  const check = useCall(checkOriginAction)
  return (
    <li className="grid gap-3 px-3.5 py-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span className="mono break-all font-medium">{origin}</span>
        <Button
          size="sm"
          pending={check.isPending}
          onClick={() => check.call({ widgetId, origin })}
          aria-label={`Check now: ${origin}`}
        >
          Check now
        </Button>
      </div>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
        <Verdict kind={isProven ? 'ok' : 'warn'}>{isProven ? 'Proven' : 'Not proven'}</Verdict>
        <span className="text-ink-3">
          {isProven && endsAt ? (
            <>
              Valid until <Time value={endsAt} shape="date" />.{' '}
            </>
          ) : null}
          {checkedAt ? (
            <>
              Last checked <Time value={checkedAt} />.
            </>
          ) : isProven ? (
            'Not checked yet. Serve the token before the next check.'
          ) : (
            'Not checked yet.'
          )}
        </span>
      </p>
      {failure ? (
        <Note tone={isProven ? 'warn' : 'danger'} announce="politely">
          {failure}
        </Note>
      ) : null}
      {token && (!isProven || failure || !checkedAt) ? <WhatToServe origin={origin} token={token} /> : null}
      {token ? null : (
        <p className="text-ink-3 text-xs">The token can’t be shown: this portal’s master key is missing.</p>
      )}
    </li>
  )
}

function WhatToServe({ origin, token }: { origin: string; token: string }) {
  const items = [
    { term: 'Address', value: origin + proofPath, label: 'address' },
    { term: 'Line in the file', value: token, label: 'token' },
    { term: 'Or response header', value: `${proofHeader}: ${token}`, label: 'header' },
  ]
  return (
    <DefinitionList
      size="sm"
      stacked
      items={items.map(({ term, value, label }) => ({
        term,
        value: (
          <span className="flex items-center gap-1">
            <code className="mono break-all">{value}</code>
            <CopyButton size="sm" iconOnly value={value} label={`Copy ${label} of ${origin}`} />
          </span>
        ),
      }))}
    />
  )
}
