import type { Metadata } from 'next'
import { requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { PageHead } from '@/components/ui/page-head'
import { requireTeam } from '@/lib/auth/permissions'
import { listStages } from '@/lib/domain/crm/stages'
import { CompanyForm } from '../../_record-form/company-form'

export const metadata: Metadata = { title: 'Add a company' }

export default async function NewCompanyPage() {
  const actor = requireTeam(await requirePageActor('record.write'), 'record.write')
  const stages = await listStages(actor, 'company')
  return (
    <PortalPage
      actor={actor}
      crumbs={[{ href: '/companies', label: 'Companies' }, { label: 'Add a company' }]}
    >
      <PageHead title="Add a company" lead="Everyone in your team can open the company and its widgets." />
      <CompanyForm start={{}} stages={stages} />
    </PortalPage>
  )
}
