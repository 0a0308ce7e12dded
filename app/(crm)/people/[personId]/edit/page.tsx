import type { Metadata } from 'next'
import { orNotFound, requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { PageHead } from '@/components/ui/page-head'
import { requireTeam } from '@/lib/auth/permissions'
import { getPerson } from '@/lib/domain/crm/records'
import { listStages } from '@/lib/domain/crm/stages'
import { PersonForm } from '../../../_record-form/person-form'
import { toPersonValues } from '../../../_record-form/to-values'
import { nameOfPerson } from '../../../name-of-person'

export const metadata: Metadata = { title: 'Edit person' }

export default async function EditPersonPage({ params }: { params: Promise<{ personId: string }> }) {
  const actor = requireTeam(await requirePageActor('record.write'), 'record.write')
  const { personId } = await params
  const [person, stages] = await Promise.all([
    orNotFound(getPerson(actor, personId)),
    listStages(actor, 'person'),
  ])
  const name = nameOfPerson(person)
  return (
    <PortalPage
      actor={actor}
      crumbs={[
        { href: '/people', label: 'People' },
        { href: `/people/${person.id}`, label: name },
        { label: 'Edit' },
      ]}
    >
      <PageHead title={`Edit ${name}`} />
      <PersonForm
        existing={{ id: person.id, revision: person.revision }}
        start={toPersonValues(person)}
        stages={stages}
      />
    </PortalPage>
  )
}
