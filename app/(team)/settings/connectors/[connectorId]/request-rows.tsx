'use client'

import { type ReactNode, useEffect, useState } from 'react'
import { hrefWith } from '@/app/search-params'
import { Checkbox } from '@/components/ui/field'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { RequestOutcome } from '../connector-state'

type Row = {
  id: string
  at: Date | string
  endpoint: string
  reason: string | null
  latencyMs: number
  secretVersion: number | null
  parameters: Record<string, string>
}

const rowsMax = 200

/** The log's rows; those that come while one watches are put on top. */
export function RequestRows({
  connectorId,
  input,
  requests,
  empty,
}: {
  connectorId: string
  input: { outcome?: string | undefined; endpoint?: string | undefined; cursor?: string | undefined }
  requests: Row[]
  empty: ReactNode
}) {
  const [isWatching, setWatching] = useState(false)
  const [came, setCame] = useState<Row[]>([])
  const [hasEnded, setEnded] = useState(false)
  const { outcome, endpoint, cursor } = input
  const newest = requests[0]?.id ?? '0'

  useEffect(() => {
    if (!isWatching) return
    const events = new EventSource(
      hrefWith(`/api/connector-requests/${connectorId}`, { after: newest, outcome, endpoint }),
    )
    events.onmessage = ({ data }) => setCame((rows) => addRow(rows, JSON.parse(data) as Row))
    events.addEventListener('end', () => {
      events.close()
      setWatching(false)
      setEnded(true)
    })
    return () => events.close()
  }, [isWatching, connectorId, newest, outcome, endpoint])

  const known = new Set(requests.map(({ id }) => id))
  const shown = [...came.filter(({ id }) => !known.has(id)), ...requests]
  const added = shown.length - requests.length
  return (
    <>
      {cursor ? null : (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line border-b px-3.5 py-2">
          <Checkbox
            label="Watch live"
            hint="New requests appear on top as they come."
            checked={isWatching}
            onChange={(event) => {
              setEnded(false)
              setWatching(event.target.checked)
            }}
          />
          <span role="status" className="text-ink-3 text-xs">
            {hasEnded
              ? 'It stopped: reload the page to see whether you may still read it.'
              : added > 0
                ? `${added} new`
                : null}
          </span>
        </div>
      )}
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
            { label: 'Took', align: 'end' },
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
              <TableCell label="Took" align="end">
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

function addRow(rows: Row[], row: Row): Row[] {
  return rows.some(({ id }) => id === row.id) ? rows : [row, ...rows].slice(0, rowsMax)
}
