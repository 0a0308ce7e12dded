import { LogOut } from 'lucide-react'
import type { Metadata } from 'next'
import { requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { Button } from '@/components/ui/button'
import { DefinitionList } from '@/components/ui/definition-list'
import { Icon } from '@/components/ui/icon'
import { PageHead } from '@/components/ui/page-head'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { currentSessionId } from '@/lib/auth/actor'
import { roleLabels } from '@/lib/auth/permissions'
import { listSessions } from '@/lib/domain/accounts/sessions'
import { AccountForm } from './account-form'
import { describeDevice } from './describe-device'
import { PasswordForm } from './password-form'
import { EndOthersButton, SessionList } from './session-list'

export const metadata: Metadata = { title: 'Account' }

export default async function AccountPage() {
  const actor = await requirePageActor('account.update')
  const [sessions, sessionId] = [await listSessions(actor), await currentSessionId()]
  return (
    <PortalPage actor={actor} crumbs={[{ label: 'Account' }]}>
      <PageHead
        title="Account"
        lead="Your name, sessions, password and keyboard shortcuts."
        actions={
          <form method="post" action="/api/session/end">
            <Button type="submit" icon={<Icon of={LogOut} />}>
              Sign out
            </Button>
          </form>
        }
      />
      <div className="grid max-w-3xl gap-4">
        <Panel labelledBy="facts">
          <PanelHeader id="facts" title="Profile" />
          <PanelBody>
            <DefinitionList
              items={[
                { term: 'Email', value: actor.email },
                { term: 'Organisation', value: actor.organisation },
                { term: 'Role', value: roleLabels[actor.role] },
              ]}
            />
          </PanelBody>
        </Panel>
        <Panel labelledBy="sessions">
          <PanelHeader
            id="sessions"
            title="Sessions"
            meta={sessions.length > 1 ? <EndOthersButton /> : undefined}
          />
          <SessionList
            sessions={sessions.map((session) => ({
              ...session,
              device: describeDevice(session.device),
              isThis: session.id === sessionId,
            }))}
          />
        </Panel>
        <Panel labelledBy="profile">
          <PanelHeader id="profile" title="Name and keyboard shortcuts" />
          <PanelBody>
            <AccountForm name={actor.name} singleKeys={actor.singleKeys} />
          </PanelBody>
        </Panel>
        <Panel labelledBy="password">
          <PanelHeader id="password" title="Password" />
          <PanelBody>
            <PasswordForm email={actor.email} />
          </PanelBody>
        </Panel>
      </div>
    </PortalPage>
  )
}
