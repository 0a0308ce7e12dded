import type { Metadata } from 'next'
import { orNotFound, requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { hrefWith, readSearch, type SearchParams } from '@/app/search-params'
import { Note } from '@/components/ui/note'
import { PageHead } from '@/components/ui/page-head'
import { Status } from '@/components/ui/status'
import { Tag } from '@/components/ui/tag'
import { Tile } from '@/components/ui/tile'
import { hasPermission, requireTeam } from '@/lib/auth/permissions'
import { countMembers } from '@/lib/domain/installations/installations'
import { listRegistrations } from '@/lib/domain/installations/registration-reads'
import { getInstallation } from '@/lib/domain/installations/state'
import { listSwitches } from '@/lib/domain/installations/switches'
import { listTeamSecrets } from '@/lib/domain/installations/team-secrets'
import { listGrants } from '@/lib/domain/oauth/grants'
import { findFacts, sourceOfTeamSecret } from '@/lib/domain/protocols/facts.schema'
import { placements } from '@/lib/domain/protocols/placements.schema'
import type { WidgetColour, WidgetIcon } from '@/lib/domain/widgets/widgets.schema'
import { AccessPanel } from './access-panel'
import { ConnectionPanel } from './connection-panel'
import { PlacementsPanel } from './placements-panel'
import { RegistrationsPanel } from './registrations-panel'
import { TeamSecretsPanel } from './team-secrets-panel'
import { UninstallPanel } from './uninstall-panel'

export const metadata: Metadata = { title: 'Integration widget' }

type Props = { params: Promise<{ widgetId: string }>; searchParams: SearchParams }

export default async function InstallationPage({ params, searchParams }: Props) {
  const actor = requireTeam(await requirePageActor('installation.read'), 'installation.read')
  const { widgetId } = await params
  const query = await readSearch(searchParams)
  const canManage = hasPermission(actor, 'installation.manage')
  const [{ widget, installation }, switches, grants, memberCount, secrets] = await Promise.all([
    orNotFound(getInstallation(actor, { widgetId })),
    orNotFound(listSwitches(actor, { widgetId })),
    orNotFound(listGrants(actor, { widgetId })),
    countMembers(actor.teamId),
    canManage ? listTeamSecrets(actor, { widgetId }) : [],
  ])
  const { protocol } = widget
  const path = `/settings/integration-widgets/${widget.id}`
  const registered = findFacts(protocol)?.isRegistered
    ? await listRegistrations(actor, { widgetId, members: query.members })
    : undefined
  const source = sourceOfTeamSecret(protocol)
  const ownSource = source === 'team' || source === 'portal' ? source : null
  const { name } = widget.version
  const isByConnection = source === 'connection'
  const isConnected = Boolean(installation?.connectedAt)
  const asked = placements.find((placement) => placement === query.placement)
  const isHeld = widget.suspendedAt !== null || widget.stoppedAt !== null
  const canSwitch = hasPermission(actor, 'installation.switch')
  return (
    <PortalPage
      actor={actor}
      crumbs={[
        { label: 'Settings' },
        { label: 'Integration widgets', href: '/settings/integration-widgets' },
        { label: name },
      ]}
    >
      <PageHead
        title={name}
        lead={`Where ${actor.organisation} uses this widget, and what its partner can access.`}
        visual={
          <Tile
            size="lg"
            icon={widget.version.icon as WidgetIcon}
            colour={widget.version.colour as WidgetColour}
          />
        }
        facts={
          <>
            <span>{widget.partner.name}</span>
            <span>{findFacts(widget.protocol)?.name ?? widget.protocol}</span>
            {isByConnection ? <ConnectionStatus installation={installation} /> : null}
            {widget.suspendedAt ? <Tag tone="danger">Suspended</Tag> : null}
            {!widget.suspendedAt && widget.stoppedAt ? <Tag tone="danger">Stopped</Tag> : null}
          </>
        }
      />
      {widget.suspendedAt ? (
        <Note tone="danger" title="Suspended by platform review." className="mb-4">
          {widget.suspensionReason ? `${widget.suspensionReason} ` : ''}It doesn’t open for anyone. You don’t
          need to do anything.
        </Note>
      ) : null}
      {query.from === 'partner' && isByConnection ? (
        <ReturnNote
          name={name}
          partnerName={widget.partner.name}
          isFinished={isConnected && !installation?.enablingAt}
        />
      ) : null}
      {canSwitch ? null : (
        <Note tone="info" title="View only." className="mb-4">
          Only admins, and members they allow, can connect and enable widgets.
        </Note>
      )}
      <div className="grid gap-4">
        {isByConnection ? (
          <ConnectionPanel
            widgetId={widget.id}
            partnerName={widget.partner.name}
            teamId={actor.teamId}
            installation={installation}
            placement={asked}
            canConnect={canSwitch && !isHeld}
          />
        ) : null}
        {ownSource && canManage ? (
          <TeamSecretsPanel widgetId={widget.id} name={name} source={ownSource} secrets={secrets} />
        ) : null}
        {registered ? (
          <Registered registered={registered} path={path} isFirst={!query.members} canManage={canManage} />
        ) : null}
        <PlacementsPanel
          widgetId={widget.id}
          protocol={protocol}
          contentHash={widget.contentHash}
          name={name}
          switches={switches}
          memberCount={memberCount}
          asked={asked}
          canSwitch={canSwitch}
          waitsFor={
            isByConnection && !isConnected
              ? 'connection'
              : ownSource && !installation?.hasSecret
                ? 'secret'
                : undefined
          }
          isHeld={isHeld}
        />
        {isByConnection ? (
          <AccessPanel
            widgetId={widget.id}
            partnerName={widget.partner.name}
            grants={grants}
            canManage={canManage}
          />
        ) : null}
        {installation && canSwitch ? (
          <UninstallPanel widgetId={widget.id} name={name} partnerName={widget.partner.name} />
        ) : null}
      </div>
    </PortalPage>
  )
}

function Registered({
  registered: { nextMembers, ...registrations },
  path,
  isFirst,
  canManage,
}: {
  registered: Awaited<ReturnType<typeof listRegistrations>>
  path: string
  isFirst: boolean
  canManage: boolean
}) {
  return (
    <RegistrationsPanel
      {...registrations}
      canManage={canManage}
      {...(isFirst ? {} : { firstHref: path })}
      {...(nextMembers ? { nextHref: hrefWith(path, { members: nextMembers }) } : {})}
    />
  )
}

function ConnectionStatus({
  installation,
}: {
  installation: Awaited<ReturnType<typeof getInstallation>>['installation']
}) {
  if (installation?.connectedAt) return <Status phase="active">Connected</Status>
  if (installation?.enablingAt) return <Status phase="half">Connecting not finished</Status>
  return <Status phase="draft">Not connected</Status>
}

/** What an admin sees when they return from the partner. */
function ReturnNote({
  name,
  partnerName,
  isFinished,
}: {
  name: string
  partnerName: string
  isFinished: boolean
}) {
  return isFinished ? (
    <Note tone="ok" title={`${name} is connected.`} announce="politely" className="mb-4">
      Enable it below where you want it.
    </Note>
  ) : (
    <Note tone="warn" title={`${name} was not connected.`} announce="politely" className="mb-4">
      {partnerName} sent you back before it got a secret from this team. Nothing changed. You can resume
      below.
    </Note>
  )
}
