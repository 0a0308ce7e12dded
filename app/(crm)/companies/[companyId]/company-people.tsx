import { EmptyState } from '@/components/ui/empty-state'
import { Missing } from '@/components/ui/missing'
import { Panel } from '@/components/ui/panel'
import { Table, TableCell, TableRow } from '@/components/ui/table'
import type { listCompanyPeople } from '@/lib/domain/crm/records'
import { RecordName } from '../../record-name'

export function CompanyPeople({
  people,
  name,
}: {
  people: Awaited<ReturnType<typeof listCompanyPeople>>
  name: string
}) {
  if (people.length === 0) {
    return (
      <EmptyState framed title={`No people at ${name}`}>
        People whose company is {name} are listed here.
      </EmptyState>
    )
  }
  return (
    <Panel>
      <Table
        caption={`People at ${name}`}
        columns={[{ label: 'Name' }, { label: 'Stage' }, { label: 'Email' }]}
      >
        {people.map((person) => (
          <TableRow key={person.id}>
            <TableCell kind="lead">
              <RecordName
                href={`/people/${person.id}`}
                name={`${person.firstName} ${person.lastName}`.trim()}
              />
            </TableCell>
            <TableCell label="Stage">{person.stage}</TableCell>
            <TableCell label="Email" className="break-all">
              {person.emails[0]?.email ?? <Missing />}
            </TableCell>
          </TableRow>
        ))}
      </Table>
    </Panel>
  )
}
