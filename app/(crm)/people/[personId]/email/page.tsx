import type { Metadata } from 'next'
import { isMac } from '@/app/is-mac'
import { orNotFound, requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { PageHead } from '@/components/ui/page-head'
import { Tile } from '@/components/ui/tile'
import { hasPermission, requireTeam } from '@/lib/auth/permissions'
import { getPerson } from '@/lib/domain/crm/records'
import { countMembers } from '@/lib/domain/installations/installations'
import { listTabs } from '@/lib/domain/installations/tabs'
import type { WidgetColour, WidgetIcon } from '@/lib/domain/widgets/widgets.schema'
import { nameOfPerson } from '../../../name-of-person'
import { EmailComposer } from './email-composer'

export const metadata: Metadata = { title: 'Write an email' }

export default async function EmailPage({ params }: { params: Promise<{ personId: string }> }) {
  const actor = requireTeam(await requirePageActor('record.write'), 'record.write')
  const { personId } = await params
  const [person, widgets, memberCount] = await Promise.all([
    orNotFound(getPerson(actor, personId)),
    listTabs(actor, 'email_editor'),
    countMembers(actor.teamId),
  ])
  const name = nameOfPerson(person)
  return (
    <PortalPage
      actor={actor}
      width="wide"
      crumbs={[
        { href: '/people', label: 'People' },
        { href: `/people/${person.id}`, label: name },
        { label: 'Email' },
      ]}
    >
      <PageHead
        title={`Email to ${name}`}
        lead="Saving adds it to the person’s activity. This CRM doesn’t send mail: copy the text into your mailbox to send it."
      />
      <EmailComposer
        personId={person.id}
        personName={name}
        to={person.emails[0]?.email}
        from={actor.email}
        widgets={widgets.map((widget) => ({
          ...widget,
          tile: <Tile size="lg" icon={widget.icon as WidgetIcon} colour={widget.colour as WidgetColour} />,
          tabTile: <Tile size="sm" icon={widget.icon as WidgetIcon} colour={widget.colour as WidgetColour} />,
        }))}
        teamName={actor.organisation}
        memberCount={memberCount}
        canSwitch={hasPermission(actor, 'installation.switch')}
        singleKeys={actor.singleKeys}
        undoKeys={(await isMac()) ? '⌘Z' : 'Ctrl Z'}
      />
    </PortalPage>
  )
}
