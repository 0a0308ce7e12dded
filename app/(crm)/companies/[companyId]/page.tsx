import type { Metadata } from 'next'
import { cache } from 'react'
import { orNotFound, requirePageActor } from '@/app/page-actor'
import { readSearch, type SearchParams } from '@/app/search-params'
import { DefinitionList } from '@/components/ui/definition-list'
import { Missing } from '@/components/ui/missing'
import { Status } from '@/components/ui/status'
import { Time } from '@/components/ui/time'
import { hasPermission, requireTeam } from '@/lib/auth/permissions'
import { listRecordActivities } from '@/lib/domain/crm/activities'
import { getCompany, listCompanyPeople } from '@/lib/domain/crm/records'
import { listSwitchedOn } from '@/lib/domain/installations/tabs'
import { ActivityPanel } from '../../activity-panel'
import { EmailFacts, PhoneFacts, RecordId } from '../../contact-facts'
import { heldData } from '../../held-data'
import { RecordActions } from '../../record-actions'
import { RecordPage } from '../../record-page'
import { CompanyOverview } from './company-overview'
import { CompanyPeople } from './company-people'

type Props = { params: Promise<{ companyId: string }>; searchParams: SearchParams }

const loadCompany = cache(async (companyId: string) => {
  const actor = requireTeam(await requirePageActor('record.read'), 'record.read')
  const [company, widgets, people, activities] = await Promise.all([
    orNotFound(getCompany(actor, companyId)),
    listSwitchedOn(actor, 'company'),
    orNotFound(listCompanyPeople(actor, companyId)),
    listRecordActivities(actor, companyId),
  ])
  return { actor, company, widgets, people, activities }
})

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { company } = await loadCompany((await params).companyId)
  return { title: company.name }
}

export default async function CompanyPage({ params, searchParams }: Props) {
  const { actor, company, widgets, people, activities } = await loadCompany((await params).companyId)
  const { tab, cursor, launch } = await readSearch(searchParams)
  return (
    <RecordPage
      actor={actor}
      placement="company"
      recordId={company.id}
      title={company.name}
      switchedOn={widgets}
      tab={tab}
      cursor={cursor}
      launch={launch}
      facts={
        <>
          {company.stage ? <Status phase="half">{company.stage}</Status> : null}
          {company.industry ? <span>{company.industry}</span> : null}
          {company.website ? <WebsiteLink website={company.website} /> : null}
        </>
      }
      actions={<RecordActions actor={actor} kind="company" id={company.id} name={company.name} />}
      details={
        <DefinitionList
          stacked
          items={[
            { term: 'Stage', value: company.stage || <Missing /> },
            { term: 'Industry', value: company.industry ?? <Missing /> },
            {
              term: 'Website',
              value: company.website ? <WebsiteLink website={company.website} /> : <Missing />,
            },
            { term: 'Email', value: <EmailFacts emails={company.emails} /> },
            { term: 'Phone', value: <PhoneFacts phones={company.phones} /> },
            ...(company.externalId
              ? [{ term: 'External ID', value: <RecordId id={company.externalId} /> }]
              : []),
            { term: 'Added', value: <Time value={company.createdAt} shape="date" /> },
            { term: 'ID', value: <RecordId id={company.id} /> },
            ...(hasPermission(actor, 'record.erase')
              ? [heldData(`/api/exports/companies/${company.id}`)]
              : []),
          ]}
        />
      }
      ownTabs={[
        {
          id: 'overview',
          label: 'Overview',
          content: (
            <div className="grid gap-4">
              <ActivityPanel activities={activities} />
              <CompanyOverview company={company} />
            </div>
          ),
        },
        {
          id: 'people',
          label: 'People',
          count: people.length,
          content: (
            <CompanyPeople people={people} company={company} canAdd={hasPermission(actor, 'record.write')} />
          ),
        },
      ]}
    />
  )
}

/** Only http addresses become links, because the field holds whatever a CRM user typed. */
function WebsiteLink({ website }: { website: string }) {
  if (!/^https?:\/\//i.test(website)) return <span className="break-all">{website}</span>
  return (
    <a className="break-all" href={website} target="_blank" rel="noreferrer noopener">
      {website.replace(/^https?:\/\//i, '').replace(/\/$/, '')}
    </a>
  )
}
