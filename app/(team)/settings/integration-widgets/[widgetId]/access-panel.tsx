import { EmptyState } from '@/components/ui/empty-state'
import { Missing } from '@/components/ui/missing'
import { Panel, PanelHeader } from '@/components/ui/panel'
import { Status } from '@/components/ui/status'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import type { listGrants } from '@/lib/domain/oauth/grants'
import { scopes } from '@/lib/domain/oauth/oauth.schema'
import { RevokeGrantButton } from './revoke-grant-button'

/** The API access that members granted the partner. */
export function AccessPanel({
  widgetId,
  partnerName,
  grants,
  canManage,
}: {
  widgetId: string
  partnerName: string
  grants: Awaited<ReturnType<typeof listGrants>>
  canManage: boolean
}) {
  return (
    <Panel labelledBy="access">
      <PanelHeader id="access" title="Access" meta={`What ${partnerName} can do with the API`} />
      {grants.length === 0 ? (
        <EmptyState framed={false} title="No API access granted">
          When the widget is connected, the API access of {partnerName} appears here, and you can revoke it.
        </EmptyState>
      ) : (
        <Table
          caption={`Access of ${partnerName}`}
          columns={[
            { label: 'Allows' },
            { label: 'Granted by' },
            { label: 'Last used' },
            { label: 'State' },
            ...(canManage ? [{ label: 'Actions', hideLabel: true, align: 'end' as const }] : []),
          ]}
        >
          {grants.map((grant) => (
            <TableRow key={grant.id} dim={grant.revokedAt !== null}>
              <TableCell kind="lead">
                <ul>
                  {grant.scopes.map((scope) => (
                    <li key={scope}>{scopes[scope]}</li>
                  ))}
                </ul>
              </TableCell>
              <TableCell label="Granted by">
                {grant.by}
                {grant.isFormerMember ? ', a former member' : ''}
                <CellMeta>
                  <Time value={grant.createdAt} />
                </CellMeta>
              </TableCell>
              <TableCell label="Last used">
                {grant.lastUsedAt ? (
                  <Time value={grant.lastUsedAt} shape="relative" />
                ) : (
                  <Missing>Never</Missing>
                )}
              </TableCell>
              <TableCell label="State">
                {grant.revokedAt ? (
                  <>
                    <Status phase="revoked">Ended</Status>
                    <CellMeta>
                      {grant.revokeReason}, <Time value={grant.revokedAt} />
                    </CellMeta>
                  </>
                ) : (
                  <Status phase="active">Active</Status>
                )}
              </TableCell>
              {canManage ? (
                <TableCell kind="action">
                  {grant.revokedAt ? null : (
                    <RevokeGrantButton
                      widgetId={widgetId}
                      grantId={grant.id}
                      partnerName={partnerName}
                      by={grant.by}
                    />
                  )}
                </TableCell>
              ) : null}
            </TableRow>
          ))}
        </Table>
      )}
    </Panel>
  )
}
