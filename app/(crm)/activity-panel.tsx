import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import type { listRecordActivities } from '@/lib/domain/crm/activities'

type Activities = Awaited<ReturnType<typeof listRecordActivities>>

/** What members and connected platforms logged on a record. */
export function ActivityPanel({ activities }: { activities: Activities }) {
  return (
    <Panel labelledBy="activity">
      <PanelHeader id="activity" title="Recent activity" />
      {activities.length === 0 ? (
        <PanelBody className="text-ink-2">
          No activity yet. Emails you save and calls that connected platforms log appear here.
        </PanelBody>
      ) : (
        <Table
          caption="Recent activity"
          columns={[{ label: 'Activity' }, { label: 'When' }, { label: 'By' }]}
        >
          {activities.map((activity) => (
            <TableRow key={activity.id}>
              <TableCell kind="lead">
                {activity.kind === 'email' ? 'Email: ' : ''}
                {activity.subject}
                {activity.description ? <CellMeta>{activity.description}</CellMeta> : null}
              </TableCell>
              <TableCell label="When">
                <Time value={activity.occurredAt} shape="both" />
              </TableCell>
              <TableCell label="By">{activity.by}</TableCell>
            </TableRow>
          ))}
        </Table>
      )}
    </Panel>
  )
}
