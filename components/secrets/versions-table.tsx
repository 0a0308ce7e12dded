import type { ReactNode } from 'react'
import { Fingerprint } from '@/components/ui/fingerprint'
import { Missing } from '@/components/ui/missing'
import { Status } from '@/components/ui/status'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import type { SecretVersion } from './version'

export type VersionsTableProps<Version extends SecretVersion> = {
  caption?: string
  versions: readonly Version[]
  /** Columns for the uses of a version. */
  uses: readonly { label: string; at: (version: Version) => Date | null; never?: string; note?: string }[]
  words: Record<SecretVersion['state'], string>
  /** The use of a version that isn't for all endpoints. */
  scopes?: Record<string, string>
  actionsOf: (version: Version) => ReactNode
}

/** The versions of a secret: their states and last uses. */
export function VersionsTable<Version extends SecretVersion>({
  caption = 'Versions of the secret',
  versions,
  uses,
  words,
  scopes = {},
  actionsOf,
}: VersionsTableProps<Version>) {
  return (
    <Table
      caption={caption}
      columns={[
        { label: 'Version' },
        { label: 'State' },
        { label: 'Fingerprint' },
        { label: 'Created' },
        ...uses.map(({ label }) => ({ label })),
        { label: 'Actions', hideLabel: true },
      ]}
    >
      {versions.map((entry) => (
        <TableRow key={entry.version} dim={entry.state === 'revoked'} still>
          <TableCell kind="lead" className="font-medium">
            v{entry.version}
            {entry.endpoint ? <CellMeta>{scopes[entry.endpoint]}</CellMeta> : null}
          </TableCell>
          <TableCell label="State">
            <Status phase={entry.state}>{words[entry.state]}</Status>
            {entry.state === 'retiring' && entry.graceEndsAt ? (
              <CellMeta>
                until <Time value={entry.graceEndsAt} />
              </CellMeta>
            ) : null}
          </TableCell>
          <TableCell label="Fingerprint">
            <Fingerprint hex={entry.fingerprint} dim={entry.state === 'revoked'} />
          </TableCell>
          <TableCell label="Created">
            <Time value={entry.createdAt} shape="datetime" />
            <CellMeta>{entry.createdBy.name}</CellMeta>
          </TableCell>
          {uses.map(({ label, at, never, note }) => {
            const moment = at(entry)
            return (
              <TableCell key={label} label={label}>
                {moment ? <Time value={moment} shape="both" /> : null}
                {moment && note ? <CellMeta>{note}</CellMeta> : null}
                {moment ? null : never ? <span className="text-ink-3">{never}</span> : <Missing />}
              </TableCell>
            )
          })}
          <TableCell kind="action">
            {entry.state === 'revoked' && entry.revokedAt ? (
              <span className="whitespace-normal text-ink-3 text-xs">
                <Time value={entry.revokedAt} shape="datetime" />
                {entry.revokeReason ? `, ${entry.revokeReason}` : ''}
              </span>
            ) : (
              actionsOf(entry)
            )}
          </TableCell>
        </TableRow>
      ))}
    </Table>
  )
}
