import { Mail } from 'lucide-react'
import type { Metadata } from 'next'
import { cache } from 'react'
import { orNotFound, requirePageActor } from '@/app/page-actor'
import { readSearch, type SearchParams } from '@/app/search-params'
import { ButtonLink } from '@/components/ui/button'
import { DefinitionList } from '@/components/ui/definition-list'
import { Icon } from '@/components/ui/icon'
import { Link } from '@/components/ui/link'
import { Missing } from '@/components/ui/missing'
import { Status } from '@/components/ui/status'
import { Time } from '@/components/ui/time'
import { hasPermission, requireTeam } from '@/lib/auth/permissions'
import { listRecordActivities } from '@/lib/domain/crm/activities'
import { getPerson } from '@/lib/domain/crm/records'
import { listSteps } from '@/lib/domain/crm/steps'
import { listSwitchedOn } from '@/lib/domain/installations/tabs'
import { ActivityPanel } from '../../activity-panel'
import { EmailFacts, PhoneFacts, RecordId } from '../../contact-facts'
import { heldData } from '../../held-data'
import { nameOfPerson } from '../../name-of-person'
import { RecordActions } from '../../record-actions'
import { RecordPage } from '../../record-page'
import { NextSteps } from './next-steps'
import { StepsTab } from './steps-tab'

type Props = { params: Promise<{ personId: string }>; searchParams: SearchParams }

const loadPerson = cache(async (personId: string) => {
  const actor = requireTeam(await requirePageActor('record.read'), 'record.read')
  const [person, widgets, activities, steps] = await Promise.all([
    orNotFound(getPerson(actor, personId)),
    listSwitchedOn(actor, 'person'),
    listRecordActivities(actor, personId),
    orNotFound(listSteps(actor, { personId })),
  ])
  return { actor, person, widgets, activities, steps }
})

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { person } = await loadPerson((await params).personId)
  return { title: nameOfPerson(person) }
}

export default async function PersonPage({ params, searchParams }: Props) {
  const { actor, person, widgets, activities, steps } = await loadPerson((await params).personId)
  const { tab, cursor, launch, step, widget } = await readSearch(searchParams)
  const name = nameOfPerson(person)
  const primaryEmail = person.emails[0]
  const primaryPhone = person.phones[0]
  return (
    <RecordPage
      actor={actor}
      placement="person"
      recordId={person.id}
      title={name}
      switchedOn={widgets}
      tab={tab}
      cursor={cursor}
      launch={launch}
      facts={
        <>
          {person.stage ? <Status phase="half">{person.stage}</Status> : null}
          {primaryEmail ? <a href={`mailto:${primaryEmail.email}`}>{primaryEmail.email}</a> : null}
          {primaryPhone ? <a href={`tel:${primaryPhone.phone}`}>{primaryPhone.phone}</a> : null}
        </>
      }
      actions={
        <>
          <ButtonLink href={`/people/${person.id}/email`} icon={<Icon of={Mail} />}>
            Write an email
          </ButtonLink>
          <RecordActions actor={actor} kind="person" id={person.id} name={name} />
        </>
      }
      details={
        <DefinitionList
          stacked
          items={[
            ...(person.title ? [{ term: 'Title', value: person.title }] : []),
            { term: 'Stage', value: person.stage || <Missing /> },
            { term: 'Email', value: <EmailFacts emails={person.emails} /> },
            { term: 'Phone', value: <PhoneFacts phones={person.phones} /> },
            {
              term: 'Company',
              value: person.company ? (
                <Link href={`/companies/${person.company.id}`}>{person.company.name}</Link>
              ) : (
                <Missing />
              ),
            },
            ...(person.externalId
              ? [{ term: 'External ID', value: <RecordId id={person.externalId} /> }]
              : []),
            { term: 'Added', value: <Time value={person.createdAt} shape="date" /> },
            { term: 'ID', value: <RecordId id={person.id} /> },
            ...(hasPermission(actor, 'record.erase') ? [heldData(`/api/exports/people/${person.id}`)] : []),
          ]}
        />
      }
      ownTabs={[
        {
          id: 'overview',
          label: 'Overview',
          content: (
            <div className="grid gap-4">
              <NextSteps personId={person.id} steps={steps.filter(({ completedAt }) => !completedAt)} />
              <ActivityPanel activities={activities} />
            </div>
          ),
        },
        {
          id: 'steps',
          label: 'Steps',
          count: steps.filter(({ completedAt }) => completedAt === null).length,
          content:
            tab === 'steps' ? (
              <StepsTab
                actor={actor}
                personId={person.id}
                personName={name}
                steps={steps}
                open={{ step, widget }}
              />
            ) : null,
        },
      ]}
    />
  )
}
