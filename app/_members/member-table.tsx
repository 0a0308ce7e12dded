import { Avatar } from '@/components/ui/avatar'
import { Table, TableCell, TableRow } from '@/components/ui/table'
import { Tag } from '@/components/ui/tag'
import { Time } from '@/components/ui/time'
import { InstallSwitch } from './install-switch'
import { MemberMenu } from './member-menu'
import type { MemberRow } from './member-row'

/** The members of an organisation, with a menu of actions for managers. */
export function MemberTable({
  members,
  roles,
  organisation,
  canManage,
}: {
  members: MemberRow[]
  roles: { value: string; label: string }[]
  organisation: string
  canManage: boolean
}) {
  const isTeam = members.some(({ mayInstall }) => mayInstall !== undefined)
  return (
    <Table
      caption={`Members of ${organisation}`}
      columns={[
        { label: 'Name' },
        { label: 'Email' },
        { label: 'Role' },
        ...(isTeam ? [{ label: 'Installs widgets' }] : []),
        { label: 'Since' },
        ...(canManage ? [{ label: 'Actions', hideLabel: true, align: 'end' as const }] : []),
      ]}
    >
      {members.map((member) => (
        <TableRow key={member.id} className="max-md:relative">
          <TableCell kind="lead">
            <span className="flex items-center gap-2.5 max-md:pr-10">
              {/* No higher than a line of text, so that all cells of a row align. */}
              <span className="-my-1 flex">
                <Avatar name={member.name} />
              </span>
              <span className="min-w-0 break-words font-medium text-base">{member.name}</span>
              {member.isYou ? <Tag>You</Tag> : null}
            </span>
          </TableCell>
          <TableCell label="Email" className="break-all">
            {member.email}
          </TableCell>
          <TableCell label="Role">{member.roleLabel}</TableCell>
          {isTeam ? (
            <TableCell label="Installs widgets">
              {canManage && member.role === 'agent' ? (
                <InstallSwitch
                  userId={member.id}
                  name={member.name}
                  mayInstall={member.mayInstall ?? false}
                />
              ) : member.role === 'admin' ? (
                'As an admin'
              ) : member.mayInstall ? (
                'Yes'
              ) : (
                'No'
              )}
            </TableCell>
          ) : null}
          <TableCell label="Since">
            <Time value={member.createdAt} shape="date" />
          </TableCell>
          {canManage ? (
            <TableCell kind="action" className="max-md:absolute max-md:top-2 max-md:right-2 max-md:mt-0!">
              <MemberMenu member={member} roles={roles} organisation={organisation} />
            </TableCell>
          ) : null}
        </TableRow>
      ))}
    </Table>
  )
}
