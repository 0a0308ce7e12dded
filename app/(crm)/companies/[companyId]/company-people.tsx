import { EmptyState } from '@/components/ui/empty-state'
import { Link } from '@/components/ui/link'
import { Missing } from '@/components/ui/missing'
import { Panel } from '@/components/ui/panel'
import { Table, TableCell, TableRow } from '@/components/ui/table'
import type { listCompanyPeople } from '@/lib/domain/crm/records'

export function CompanyPeople({
  people,
  name,
}: {
  people: Awaited<ReturnType<typeof listCompanyPeople>>
  name: string
}) {
  if (people.length === 0) {
    return (
      <EmptyState framed title={`Nobody belongs to ${name}`}>
        A person who names this company as theirs is listed here.
      </EmptyState>
    )
  }
  return (
    <Panel>
      <Table
        caption={`People of ${name}`}
        columns={[{ label: 'Name' }, { label: 'Stage' }, { label: 'Email' }]}
      >
        {people.map((person) => (
          <TableRow key={person.id}>
            <TableCell kind="lead">
              <Link className="font-medium text-base text-ink" href={`/people/${person.id}`}>
                {person.firstName} {person.lastName}
              </Link>
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
