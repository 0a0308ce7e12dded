import type { ReactNode } from 'react'
import { Fingerprint } from '@/components/ui/fingerprint'
import { Missing } from '@/components/ui/missing'
import { Status } from '@/components/ui/status'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'

export type SecretVersion = {
  version: number
  endpoint: string | null
  state: 'staged' | 'active' | 'retiring' | 'revoked'
  fingerprint: string
  createdAt: Date
  createdBy: { name: string }
  graceEndsAt: Date | null
}

/** The versions of a secret that a team holds: what each does, and when it last did. */
export function SecretVersions<Version extends SecretVersion>({
  versions,
  usedLabel,
  usedAt,
  wordOf,
  scopeOf,
  actionsOf,
}: {
  versions: readonly Version[]
  /** What a version is used for, as the head of a column. */
  usedLabel: string
  usedAt: (version: Version) => Date | null
  wordOf: (version: Version) => string
  /** Where a version counts that is not for everything. */
  scopeOf: (endpoint: string) => string | undefined
  actionsOf: (version: Version) => ReactNode
}) {
  return (
    <Table
      caption="Versions of the secret"
      columns={[
        { label: 'Version' },
        { label: 'State' },
        { label: usedLabel },
        { label: 'Created' },
        { label: 'Actions', hideLabel: true },
      ]}
    >
      {versions.map((entry) => {
        const at = usedAt(entry)
        return (
          <TableRow key={entry.version} dim={entry.state === 'revoked'}>
            <TableCell kind="lead">
              v{entry.version} <Fingerprint hex={entry.fingerprint} dim={entry.state === 'revoked'} />
              {entry.endpoint ? <CellMeta>{scopeOf(entry.endpoint)}</CellMeta> : null}
            </TableCell>
            <TableCell label="State">
              <Status phase={entry.state}>{wordOf(entry)}</Status>
              {entry.state === 'retiring' && entry.graceEndsAt ? (
                <CellMeta>
                  until <Time value={entry.graceEndsAt} />
                </CellMeta>
              ) : null}
            </TableCell>
            <TableCell label={usedLabel}>{at ? <Time value={at} shape="both" /> : <Missing />}</TableCell>
            <TableCell label="Created">
              <Time value={entry.createdAt} shape="date" />
              <CellMeta>{entry.createdBy.name}</CellMeta>
            </TableCell>
            <TableCell kind="action">{actionsOf(entry)}</TableCell>
          </TableRow>
        )
      })}
    </Table>
  )
}
