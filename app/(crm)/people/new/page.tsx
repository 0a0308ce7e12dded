import type { Metadata } from 'next'
import { requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { readSearch, type SearchParams } from '@/app/search-params'
import { PageHead } from '@/components/ui/page-head'
import { requireTeam } from '@/lib/auth/permissions'
import { findCompanyName } from '@/lib/domain/crm/records'
import { listStages } from '@/lib/domain/crm/stages'
import { PersonForm } from '../../_record-form/person-form'

export const metadata: Metadata = { title: 'Add a person' }

export default async function NewPersonPage({ searchParams }: { searchParams: SearchParams }) {
  const actor = requireTeam(await requirePageActor('record.write'), 'record.write')
  const { company = '' } = await readSearch(searchParams)
  const [stages, companyName] = await Promise.all([
    listStages(actor, 'person'),
    findCompanyName(actor, company),
  ])
  return (
    <PortalPage actor={actor} crumbs={[{ href: '/people', label: 'People' }, { label: 'Add a person' }]}>
      <PageHead title="Add a person" lead="Everyone in your team can open the person and their widgets." />
      <PersonForm
        start={companyName === undefined ? {} : { companyId: company, companyName }}
        stages={stages}
      />
    </PortalPage>
  )
}
