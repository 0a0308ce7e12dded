import { Pencil } from 'lucide-react'
import { ButtonLink } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { hasPermission, type TeamActor } from '@/lib/auth/permissions'
import { EraseMenu } from './erase-menu'

/** What a reader may do with a record itself, in the head of its page. */
export function RecordActions({
  actor,
  kind,
  id,
  name,
}: {
  actor: TeamActor
  kind: 'person' | 'company'
  id: string
  name: string
}) {
  const path = kind === 'person' ? `/people/${id}` : `/companies/${id}`
  return (
    <>
      {hasPermission(actor, 'record.write') ? (
        <ButtonLink href={`${path}/edit`} icon={<Icon of={Pencil} />}>
          Edit
        </ButtonLink>
      ) : null}
      {hasPermission(actor, 'record.erase') ? <EraseMenu kind={kind} id={id} name={name} /> : null}
    </>
  )
}
