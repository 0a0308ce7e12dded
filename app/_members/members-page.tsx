import { PortalPage } from '@/app/portal-page'
import { hrefWith } from '@/app/search-params'
import type { Crumb } from '@/components/shell/crumbs'
import { Note } from '@/components/ui/note'
import { PageHead } from '@/components/ui/page-head'
import { Pager } from '@/components/ui/pager'
import { Panel, PanelBody, PanelFooter, PanelHeader } from '@/components/ui/panel'
import { hasPermission, type MemberActor, roleLabels } from '@/lib/auth/permissions'
import { assignableRoles, listMembers } from '@/lib/domain/accounts/members'
import { InvitationTable } from './invitation-table'
import { InviteForm } from './invite-form'
import { MemberTable } from './member-table'

/** The members of the reader's organisation. Only owners or admins manage them. */
export async function MembersPage({
  actor,
  path,
  crumbs,
  title,
  lead,
  cursor,
}: {
  actor: MemberActor
  path: string
  crumbs: Crumb[]
  title: string
  lead: string
  cursor: string | undefined
}) {
  const { members, invitations, nextCursor } = await listMembers(actor, cursor ? { cursor } : {})
  const canManage = actor.kind !== 'reviewer' && hasPermission(actor, 'member.manage')
  const roles = assignableRoles(actor).map((role) => ({ value: role, label: roleLabels[role] }))
  return (
    <PortalPage actor={actor} crumbs={crumbs}>
      <PageHead title={title} lead={lead} />
      {canManage || actor.kind === 'reviewer' ? null : (
        <Note
          className="mb-4"
          title={
            actor.kind === 'partner'
              ? 'Only owners can manage members.'
              : 'Only team admins can manage members.'
          }
        >
          Ask one of them to invite someone, change a role or create a password reset link.
        </Note>
      )}
      <div className="grid gap-4">
        {canManage ? (
          <Panel labelledBy="invite">
            <PanelHeader id="invite" title="Invite someone" meta="You get a link to send" />
            <PanelBody>
              <InviteForm roles={roles} defaultRole={roles.at(-1)?.value ?? ''} />
            </PanelBody>
          </Panel>
        ) : null}
        {invitations.length > 0 ? (
          <Panel labelledBy="invitations">
            <PanelHeader id="invitations" title="Open invitations" meta={String(invitations.length)} />
            <InvitationTable
              canManage={canManage}
              invitations={invitations.map(({ role, createdBy, ...invitation }) => ({
                ...invitation,
                roleLabel: roleLabels[role],
                invitedBy: createdBy.name,
              }))}
            />
          </Panel>
        ) : null}
        <Panel labelledBy="members">
          <PanelHeader id="members" title="Members" />
          <MemberTable
            organisation={actor.organisation}
            canManage={canManage}
            roles={roles}
            members={members.map(({ mayInstall, ...member }) => ({
              ...member,
              ...(actor.kind === 'team' ? { mayInstall } : {}),
              roleLabel: roleLabels[member.role],
              isYou: member.id === actor.userId,
            }))}
          />
          <PanelFooter>
            <Pager
              summary={{ count: members.length, nouns: ['member', 'members'] }}
              {...(cursor ? { previousHref: path } : {})}
              {...(nextCursor ? { nextHref: hrefWith(path, { cursor: nextCursor }) } : {})}
            />
          </PanelFooter>
        </Panel>
      </div>
    </PortalPage>
  )
}
