import { Plus } from 'lucide-react'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Icon } from '@/components/ui/icon'
import { Link } from '@/components/ui/link'
import { Missing } from '@/components/ui/missing'
import { Panel, PanelFooter, PanelHeader } from '@/components/ui/panel'
import { Table, TableCell, TableRow } from '@/components/ui/table'
import type { listCompanyPeople } from '@/lib/domain/crm/records'
import { nameOfPerson } from '../../name-of-person'
import { RecordName } from '../../record-name'

export function CompanyPeople({
  people,
  company: { id, name },
  canAdd,
}: {
  people: Awaited<ReturnType<typeof listCompanyPeople>>
  company: { id: string; name: string }
  canAdd: boolean
}) {
  const add = canAdd ? (
    <ButtonLink size="sm" href={`/people/new?company=${id}`} icon={<Icon of={Plus} size={14} />}>
      Add a person
    </ButtonLink>
  ) : null
  if (people.length === 0) {
    return (
      <EmptyState framed title={`No people at ${name}`} actions={add}>
        People whose company is {name} are listed here.
      </EmptyState>
    )
  }
  return (
    <Panel labelledBy="company-people">
      <PanelHeader id="company-people" title={`People at ${name}`} actions={add} />
      <Table
        caption={`People at ${name}`}
        columns={[{ label: 'Name' }, { label: 'Stage' }, { label: 'Email' }]}
      >
        {people.map((person) => (
          <TableRow key={person.id}>
            <TableCell kind="lead">
              <RecordName href={`/people/${person.id}`} name={nameOfPerson(person)} />
            </TableCell>
            <TableCell label="Stage">{person.stage || <Missing />}</TableCell>
            <TableCell label="Email" className="break-all">
              {person.emails[0]?.email ?? <Missing />}
            </TableCell>
          </TableRow>
        ))}
      </Table>
      <PanelFooter>
        <Link href={`/people?company=${id}`}>Show them in the list of people</Link>
      </PanelFooter>
    </Panel>
  )
}
