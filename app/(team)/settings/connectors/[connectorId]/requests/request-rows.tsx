'use client'

import type { ReactNode } from 'react'
import { hrefWith } from '@/app/search-params'
import { LiveTailBar } from '@/components/live-tail/live-tail-bar'
import { useLiveTail } from '@/components/live-tail/use-live-tail'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { RequestOutcome } from '../../connector-state'

type Row = {
  id: string
  at: Date | string
  endpoint: string
  reason: string | null
  latencyMs: number
  secretVersion: number | null
  parameters: Record<string, string>
}

/** The log's rows, with new ones added on top while the reader watches. */
export function RequestRows({
  connectorId,
  input: { outcome, endpoint, cursor },
  requests,
  empty,
}: {
  connectorId: string
  input: { outcome?: string | undefined; endpoint?: string | undefined; cursor?: string | undefined }
  requests: Row[]
  empty: ReactNode
}) {
  const tail = useLiveTail(
    hrefWith(`/api/connector-requests/${connectorId}`, { after: requests[0]?.id ?? '0', outcome, endpoint }),
    requests,
  )
  const { shown } = tail
  return (
    <>
      {cursor ? null : <LiveTailBar tail={tail} hint="New requests appear at the top." />}
      {shown.length === 0 ? (
        empty
      ) : (
        <Table
          caption="Requests"
          density="tight"
          columns={[
            { label: 'When' },
            { label: 'Endpoint' },
            { label: 'Outcome' },
            { label: 'Secret' },
            { label: 'Duration', align: 'end' },
            { label: 'Parameters' },
          ]}
        >
          {shown.map((request) => (
            <TableRow key={request.id}>
              <TableCell kind="lead">
                <Time value={request.at} shape="datetime" />
              </TableCell>
              <TableCell label="Endpoint">
                <code className="mono">{request.endpoint}</code>
              </TableCell>
              <TableCell label="Outcome">
                <RequestOutcome reason={request.reason} />
              </TableCell>
              <TableCell label="Secret">
                {request.secretVersion === null ? 'none matched' : `v${request.secretVersion}`}
              </TableCell>
              <TableCell label="Duration" align="end">
                {request.latencyMs} ms
              </TableCell>
              <TableCell label="Parameters">
                {Object.entries(request.parameters).map(([name, value]) => (
                  <CellMeta key={name}>
                    <span className="mono break-all">
                      {name} = {value}
                    </span>
                  </CellMeta>
                ))}
              </TableCell>
            </TableRow>
          ))}
        </Table>
      )}
    </>
  )
}
