import { orNotFound } from '@/app/page-actor'
import { CodeBlock } from '@/components/ui/code-block'
import { CopyButton } from '@/components/ui/copy-button'
import { DefinitionList } from '@/components/ui/definition-list'
import { Link } from '@/components/ui/link'
import { Note } from '@/components/ui/note'
import { Panel, PanelBody, PanelFooter, PanelHeader } from '@/components/ui/panel'
import { Table, TableCell, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { hasPermission, type MemberActor } from '@/lib/auth/permissions'
import { allScopes, scopes } from '@/lib/domain/oauth/oauth.schema'
import { widgetSettings } from '@/lib/domain/protocols/widget-settings.schema'
import { getClientSetup } from '@/lib/domain/widgets/oauth-client'
import { oauthEndpoints } from '@/lib/http/oauth-metadata'
import type { LoadedWidget } from '../../loaded-widget'
import { ClientPanel } from './client-panel'

/** What a partner needs to connect teams by OAuth: the client, the addresses, the flow, the scopes. */
export async function ConnectionGuide({ actor, widget }: { actor: MemberActor; widget: LoadedWidget }) {
  const client = await orNotFound(getClientSetup(actor, { widgetId: widget.id }))
  const { redirectUris = [], authRedirectUrl = '' } = widgetSettings.parse(widget.current.settings)
  const endpoints = oauthEndpoints()
  const [redirectUri = ''] = redirectUris
  return (
    <div className="grid gap-4">
      {client.lostCallbackAt ? (
        <Note tone="warn" title="Your server never exchanged the last code.">
          A team’s admin allowed access <Time value={client.lostCallbackAt} shape="relative" />, and the
          browser went to your redirect URI with a code. If your callback refused it for its{' '}
          <code className="mono">state</code>, the cookie that keeps the state was lost: a cookie with{' '}
          <code className="mono">SameSite=Lax</code> is not sent in a frame. Set it with{' '}
          <code className="mono">SameSite=None; Secure</code>, or open the flow in a window. Then ask the
          admin to connect again.
        </Note>
      ) : null}
      <ClientPanel
        widgetId={widget.id}
        clientId={client.id}
        fingerprint={client.secretFingerprint}
        madeAt={client.renewedAt ?? client.createdAt}
        canRenew={hasPermission(actor, 'secret.rotate')}
      />
      <Panel labelledBy="addresses">
        <PanelHeader
          id="addresses"
          title="Addresses"
          meta="What your server needs of this portal, and we of yours"
        />
        <PanelBody>
          <DefinitionList
            items={[
              {
                term: 'Authorize',
                value: <Copied value={endpoints.authorize} label="Copy authorize URL" />,
              },
              { term: 'Token', value: <Copied value={endpoints.token} label="Copy token URL" /> },
              { term: 'Revoke', value: <Copied value={endpoints.revoke} label="Copy revoke URL" /> },
              { term: 'Metadata', value: <Copied value={endpoints.metadata} label="Copy metadata URL" /> },
              { term: 'Auth redirect', value: <code className="mono break-all">{authRedirectUrl}</code> },
              {
                term: 'Redirect URIs',
                value: redirectUris.map((uri) => (
                  <span key={uri} className="block">
                    <code className="mono break-all">{uri}</code>
                  </span>
                )),
              },
            ]}
          />
        </PanelBody>
        <PanelFooter>
          A redirect_uri that differs in any character is answered by an error page, and sent nothing.
        </PanelFooter>
      </Panel>
      <Panel labelledBy="flow">
        <PanelHeader id="flow" title="The flow" />
        <PanelBody className="grid gap-3">
          <ol className="grid max-w-[72ch] list-decimal gap-1 pl-5 text-ink-2">
            <li>
              A team’s admin connects the widget and comes to your auth redirect URL, with{' '}
              <code className="mono">return_to</code>. Keep it with the session.
            </li>
            <li>
              Send the browser to the authorize URL: <code className="mono">response_type=code</code>,{' '}
              <code className="mono">client_id</code>, <code className="mono">redirect_uri</code>,{' '}
              <code className="mono">scope</code>, <code className="mono">state</code>, and a{' '}
              <code className="mono">code_challenge</code> by S256 if you can.
            </li>
            <li>Compare state and iss, then exchange the code within a minute, once.</li>
            <li>
              Keep <code className="mono">secret</code> so that you find it by{' '}
              <code className="mono">tenant_id</code> and <code className="mono">integration_id</code>: it
              decrypts every launch of that team. It is in this one answer.
            </li>
            <li>
              Send the browser to <code className="mono">return_to</code>, if it begins with{' '}
              <code className="mono break-all">{new URL(endpoints.token).origin}/</code>.
            </li>
          </ol>
          <CodeBlock
            label="Token request"
            code={tokenRequest(endpoints.token, client.id, redirectUri)}
            copy
          />
          <CodeBlock label="Token answer" code={tokenAnswer} />
          <p className="max-w-[72ch] text-ink-2">
            An access token lives an hour, a refresh token ninety days and once: the same request with{' '}
            <code className="mono">grant_type=refresh_token</code> gives the next two. A code or a refresh
            token that comes again ends what it gave, unless it is a retry within 30 seconds.
          </p>
        </PanelBody>
      </Panel>
      <Panel labelledBy="scopes">
        <PanelHeader id="scopes" title="Scopes" meta="Joined by spaces. None: profile" />
        <Table
          caption="Scopes"
          columns={[{ label: 'Scope', className: 'w-52' }, { label: 'Lets you, as the member who agreed' }]}
        >
          {allScopes.map((scope) => (
            <TableRow key={scope}>
              <TableCell kind="lead">
                <code className="mono">{scope}</code>
              </TableCell>
              <TableCell label="Lets you">{scopes[scope]}</TableCell>
            </TableRow>
          ))}
        </Table>
        <PanelFooter>
          <Link href="/docs/api">What each operation takes and answers</Link>
        </PanelFooter>
      </Panel>
      <Panel labelledBy="install">
        <PanelHeader id="install" title="Install it while in development" />
        <PanelBody className="grid gap-2">
          <p className="max-w-[72ch] text-ink-2">
            {widget.testState === 'accepted' || widget.servingVersion
              ? 'An admin of a team that sees the widget opens this address, and connects it there.'
              : 'Ask a team to test the widget first, on the overview. Its admin then opens this address, and connects it there.'}
          </p>
          <Copied
            value={`${new URL(endpoints.token).origin}/settings/integration-widgets/${widget.id}`}
            label="Copy install link"
          />
        </PanelBody>
      </Panel>
    </div>
  )
}

function Copied({ value, label }: { value: string; label: string }) {
  return (
    <span className="flex flex-wrap items-center gap-1">
      <code className="mono break-all">{value}</code>
      <CopyButton size="sm" iconOnly value={value} label={label} />
    </span>
  )
}

function tokenRequest(url: string, clientId: string, redirectUri: string): string {
  return [
    `curl ${url} \\`,
    `  --user "${clientId}:$CLIENT_SECRET" \\`,
    '  --data grant_type=authorization_code \\',
    '  --data-urlencode "code=$CODE" \\',
    `  --data-urlencode "redirect_uri=${redirectUri}" \\`,
    '  --data-urlencode "code_verifier=$VERIFIER"',
  ].join('\n')
}

const tokenAnswer = JSON.stringify(
  {
    access_token: 'fga_…',
    token_type: 'Bearer',
    expires_in: 3600,
    refresh_token: 'fgr_…',
    scope: 'profile people:read',
    secret: '64 hex characters',
    integration_id: 'wgt_…',
    tenant_id: '123e4567-…',
  },
  null,
  2,
)
