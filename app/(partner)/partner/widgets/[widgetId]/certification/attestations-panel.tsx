'use client'

import { Button } from '@/components/ui/button'
import { Panel, PanelHeader } from '@/components/ui/panel'
import { VerdictGlyph } from '@/components/ui/status'
import { Time } from '@/components/ui/time'
import { useCall } from '@/components/use-call'
import { type AttestationId, attestations } from '@/lib/domain/certification/attestations.schema'
import { attestAction } from './actions'

type Given = { checkId: string; attestedAt: Date; attestedBy: { name: string } }

/** Checks that no request can test. A member attests them by name, and every report shows them as attested. */
export function AttestationsPanel({
  widgetId,
  ids,
  given,
  canAttest,
}: {
  widgetId: string
  ids: AttestationId[]
  given: Given[]
  canAttest: boolean
}) {
  return (
    <Panel labelledBy="attestations">
      <PanelHeader id="attestations" title="Self-attested checks" meta="Shown as attested, never as passed" />
      <ul className="divide-y divide-line">
        {ids.map((id) => (
          <Attestation
            key={id}
            widgetId={widgetId}
            id={id}
            given={given.find(({ checkId }) => checkId === id)}
            canAttest={canAttest}
          />
        ))}
      </ul>
    </Panel>
  )
}

function Attestation({
  widgetId,
  id,
  given,
  canAttest,
}: {
  widgetId: string
  id: AttestationId
  given: Given | undefined
  canAttest: boolean
}) {
  const call = useCall(attestAction)
  const { title, statement } = attestations[id]
  const send = () =>
    call.call(
      { widgetId, check: id, attest: !given },
      { title: given ? 'Attestation withdrawn' : 'Attested. The next report shows it' },
    )
  return (
    <li className="grid gap-1.5 px-3.5 py-2.5">
      <p className="flex items-baseline gap-2 font-medium">
        <VerdictGlyph
          kind={given ? 'info' : 'skip'}
          label={given ? 'Attested: ' : 'Not attested: '}
          className="translate-y-0.5"
        />
        {title}
      </p>
      <p className="text-ink-2 text-xs [text-wrap:pretty]">“{statement}”</p>
      <p className="flex flex-wrap items-center justify-between gap-2 text-ink-3 text-xs">
        {given ? (
          <span>
            {given.attestedBy.name}, <Time value={given.attestedAt} shape="date" />
          </span>
        ) : (
          <span>Not attested yet</span>
        )}
        {canAttest ? (
          <Button
            size="sm"
            variant={given ? 'quiet' : 'default'}
            pending={call.isPending}
            onClick={send}
            aria-label={given ? `Withdraw: ${title}` : `Attest: ${title}`}
          >
            {given ? 'Withdraw' : 'Attest'}
          </Button>
        ) : null}
      </p>
    </li>
  )
}
