import { Table, TableCell, TableRow } from '@/components/ui/table'
import { allScopes, scopes } from '@/lib/domain/oauth/oauth.schema'

/** Every scope of an access token, and what it allows as the member who agreed. */
export function ScopeTable() {
  return (
    <Table
      caption="Scopes"
      density="tight"
      columns={[{ label: 'Scope', className: 'w-2/5' }, { label: 'Allows, as the member who agreed' }]}
    >
      {allScopes.map((scope) => (
        <TableRow key={scope}>
          <TableCell kind="lead">
            <code className="mono">{scope}</code>
          </TableCell>
          <TableCell label="Allows">{scopes[scope]}</TableCell>
        </TableRow>
      ))}
    </Table>
  )
}
