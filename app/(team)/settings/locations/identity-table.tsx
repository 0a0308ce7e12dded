'use client'

import { Missing } from '@/components/ui/missing'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import { updateMarketplaceMemberInput } from '@/lib/domain/installations/locations.schema'
import { updateMarketplaceMemberAction } from './actions'
import { FieldsDialog } from './fields-dialog'

type Member = { id: string; name: string; email: string; username: string | null; domainUrl: string | null }

/** How marketplace apps know each member, besides name and email. */
export function IdentityTable({ members }: { members: Member[] }) {
  return (
    <Table
      caption="Members as marketplace apps know them"
      columns={[
        { label: 'Member' },
        { label: 'Username' },
        { label: 'Domain' },
        { label: 'Actions', hideLabel: true, align: 'end' },
      ]}
    >
      {members.map((member) => (
        <TableRow key={member.id}>
          <TableCell kind="lead">
            <span className="break-words font-medium text-base">{member.name}</span>
            <CellMeta>
              <span className="break-all">{member.email}</span>
            </CellMeta>
          </TableCell>
          <TableCell label="Username" className="break-all">
            {member.username ?? <Missing />}
          </TableCell>
          <TableCell label="Domain" className="break-all">
            {member.domainUrl ?? <Missing />}
          </TableCell>
          <TableCell kind="action">
            <FieldsDialog
              trigger={{ size: 'sm', children: 'Edit', 'aria-label': `Edit ${member.name}` }}
              title={`How marketplace apps know ${member.name}`}
              description="Partners whose postbacks include these values get them when the member is registered, with the member’s current name and email."
              confirmLabel="Save member"
              fields={[
                { name: 'username', label: 'Username', value: member.username ?? '' },
                {
                  name: 'domainUrl',
                  label: 'Domain URL',
                  hint: 'The address of the domain that the member belongs to, such as https://acme.example.com.',
                  value: member.domainUrl ?? '',
                },
              ]}
              schema={updateMarketplaceMemberInput}
              hidden={{ userId: member.id }}
              action={updateMarketplaceMemberAction}
              done={`${member.name} is saved`}
            />
          </TableCell>
        </TableRow>
      ))}
    </Table>
  )
}
