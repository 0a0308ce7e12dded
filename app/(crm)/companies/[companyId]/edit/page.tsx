import type { Metadata } from 'next'
import { orNotFound, requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { PageHead } from '@/components/ui/page-head'
import { requireTeam } from '@/lib/auth/permissions'
import { getCompany } from '@/lib/domain/crm/records'
import { listStages } from '@/lib/domain/crm/stages'
import { CompanyForm } from '../../../_record-form/company-form'
import { toCompanyValues } from '../../../_record-form/to-values'

export const metadata: Metadata = { title: 'Edit company' }

export default async function EditCompanyPage({ params }: { params: Promise<{ companyId: string }> }) {
  const actor = requireTeam(await requirePageActor('record.write'), 'record.write')
  const { companyId } = await params
  const [company, stages] = await Promise.all([
    orNotFound(getCompany(actor, companyId)),
    listStages(actor, 'company'),
  ])
  return (
    <PortalPage
      actor={actor}
      crumbs={[
        { href: '/companies', label: 'Companies' },
        { href: `/companies/${company.id}`, label: company.name },
        { label: 'Edit' },
      ]}
    >
      <PageHead title={`Edit ${company.name}`} />
      <CompanyForm
        existing={{ id: company.id, revision: company.revision }}
        start={toCompanyValues(company)}
        stages={stages}
      />
    </PortalPage>
  )
}
