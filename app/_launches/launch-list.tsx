'use client'

import type { ReactNode } from 'react'
import { hrefWith } from '@/app/search-params'
import { formatMs } from '@/components/launch-figures'
import { LaunchOutcome } from '@/components/launch-outcome'
import { LiveTailBar } from '@/components/live-tail/live-tail-bar'
import { useLiveTail } from '@/components/live-tail/use-live-tail'
import { Fingerprint } from '@/components/ui/fingerprint'
import { Link } from '@/components/ui/link'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import type { LaunchRow } from '@/lib/domain/launches/log'
import { placementLabels } from '@/lib/domain/protocols/placements.schema'
import { LaunchDrawer } from './launch-drawer'

type Row = Omit<LaunchRow, 'createdAt'> & { createdAt: Date | string }

/** The rows of the launch log. Each opens beside the list, at its own address. */
export function LaunchList({
  launches,
  path,
  streamPath,
  filters,
  cursor,
  opened,
  empty,
}: {
  launches: Row[]
  path: string
  streamPath: string
  filters: Record<string, string | undefined>
  cursor: string | undefined
  /** The launch whose details are shown. */
  opened: { id: string; details: ReactNode; actions: ReactNode } | undefined
  empty: ReactNode
}) {
  const tail = useLiveTail<Row>(hrefWith(streamPath, filters), launches)
  const hrefOf = (launch: string | undefined) => hrefWith(path, { ...filters, cursor, launch })
  const place = tail.shown.findIndex(({ id }) => id === opened?.id)
  const neighbour = (step: number) => {
    const row = place < 0 ? undefined : tail.shown[place + step]
    return row ? hrefOf(row.id) : undefined
  }
  return (
    <>
      {cursor ? null : (
        <LiveTailBar tail={tail} hint="New launches appear on top, and change when they end." />
      )}
      {tail.shown.length === 0 ? (
        empty
      ) : (
        <Table
          caption="Launches"
          columns={[
            { label: 'Launch' },
            { label: 'When' },
            { label: 'Team' },
            { label: 'Placement' },
            { label: 'Signed with' },
            { label: 'Outcome' },
            { label: 'Load time', align: 'end' },
          ]}
        >
          {tail.shown.map((launch) => (
            <TableRow key={launch.id} className="relative">
              <TableCell kind="lead">
                <Link
                  href={hrefOf(launch.id)}
                  scroll={false}
                  className="mono break-all text-ink after:absolute after:inset-0"
                >
                  {launch.id}
                </Link>
                <CellMeta>Version {launch.version}</CellMeta>
              </TableCell>
              <TableCell label="When">
                <Time value={launch.createdAt} shape="both" />
              </TableCell>
              <TableCell label="Team" className="[overflow-wrap:anywhere]">
                {launch.teamName}
              </TableCell>
              <TableCell label="Placement">{placementLabels[launch.placement]}</TableCell>
              <TableCell label="Signed with">
                <Fingerprint hex={launch.fingerprint} />
                <CellMeta>v{launch.secretVersion}</CellMeta>
              </TableCell>
              <TableCell label="Outcome">
                <LaunchOutcome outcome={launch.outcome} reason={launch.reason} />
              </TableCell>
              <TableCell label="Load time" align="end">
                {launch.loadMs === null ? null : formatMs(launch.loadMs)}
              </TableCell>
            </TableRow>
          ))}
        </Table>
      )}
      {opened ? (
        <LaunchDrawer
          id={opened.id}
          closeHref={hrefOf(undefined)}
          newerHref={neighbour(-1)}
          olderHref={neighbour(1)}
          actions={opened.actions}
        >
          {opened.details}
        </LaunchDrawer>
      ) : null}
    </>
  )
}
