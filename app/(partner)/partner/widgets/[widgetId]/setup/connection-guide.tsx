import { orNotFound } from '@/app/page-actor'
import { ScopeTable } from '@/app/scope-table'
import { CodeBlock } from '@/components/ui/code-block'
import { CopyButton } from '@/components/ui/copy-button'
import { DefinitionList } from '@/components/ui/definition-list'
import { Link } from '@/components/ui/link'
import { Note } from '@/components/ui/note'
import { Panel, PanelBody, PanelFooter, PanelHeader } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { hasPermission, type MemberActor } from '@/lib/auth/permissions'
import { widgetSettings } from '@/lib/domain/protocols/widget-settings.schema'
import { getClientSetup } from '@/lib/domain/widgets/oauth-client'
import { oauthEndpoints } from '@/lib/http/oauth-metadata'
import type { LoadedWidget } from '../../loaded-widget'
import { ClientPanel } from './client-panel'

/** Everything a partner needs to connect teams by OAuth: client, addresses, flow and scopes. */
export async function ConnectionGuide({ actor, widget }: { actor: MemberActor; widget: LoadedWidget }) {
  const client = await orNotFound(getClientSetup(actor, { widgetId: widget.id }))
  const { redirectUris = [], authRedirectUrl = '' } = widgetSettings.parse(widget.current.settings)
  const endpoints = oauthEndpoints()
  const [redirectUri = ''] = redirectUris
  return (
    <div className="grid gap-4">
      {client.lostCallbackAt ? (
        <Note tone="warn" title="Your server didn’t exchange the last code.">
          A team’s admin allowed access <Time value={client.lostCallbackAt} shape="relative" />, and the
          browser went to your redirect URI with a code. If your callback refused its{' '}
          <code className="mono">state</code>, the browser didn’t send the cookie that holds it: a cookie with{' '}
          <code className="mono">SameSite=Lax</code> isn’t sent in a frame. Set the cookie with{' '}
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
        <PanelHeader id="addresses" title="Addresses" meta="Of this portal and of your server" />
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
          If redirect_uri differs in a single character, the browser gets an error page and your server gets
          nothing.
        </PanelFooter>
      </Panel>
      <Panel labelledBy="flow">
        <PanelHeader id="flow" title="The flow" />
        <PanelBody className="grid gap-3">
          <ol className="grid max-w-[72ch] list-decimal gap-1 pl-5 text-ink-2">
            <li>
              A team’s admin connects the widget and arrives at your auth redirect URL with{' '}
              <code className="mono">return_to</code>. Keep it with the session.
            </li>
            <li>
              Send the browser to the authorize URL: <code className="mono">response_type=code</code>,{' '}
              <code className="mono">client_id</code>, <code className="mono">redirect_uri</code>,{' '}
              <code className="mono">scope</code>, <code className="mono">state</code>, and a{' '}
              <code className="mono">code_challenge</code> (S256) if you can.
            </li>
            <li>Compare state and iss, then exchange the code within a minute, once.</li>
            <li>
              Keep <code className="mono">secret</code> so that you can find it by{' '}
              <code className="mono">tenant_id</code> and <code className="mono">integration_id</code>. It
              decrypts every launch of that team and is sent only in this response.
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
          <CodeBlock label="Token response" code={tokenAnswer} />
          <p className="max-w-[72ch] text-ink-2">
            An access token is valid for an hour. A refresh token is valid for 90 days and works once: the
            same request with <code className="mono">grant_type=refresh_token</code> returns the next pair. If
            a code or refresh token is used again, everything issued for it is revoked, except for a retry
            within 30 seconds.
          </p>
        </PanelBody>
      </Panel>
      <Panel labelledBy="scopes">
        <PanelHeader id="scopes" title="Scopes" meta="Separated by spaces. Default: profile" />
        <ScopeTable />
        <PanelFooter>
          <Link href="/docs/api">See each operation in the API reference</Link>
        </PanelFooter>
      </Panel>
      <Panel labelledBy="install">
        <PanelHeader id="install" title="Install it during development" />
        <PanelBody className="grid gap-2">
          <p className="max-w-[72ch] text-ink-2">
            {widget.testState === 'accepted' || widget.servingVersion
              ? 'An admin of a team that sees the widget opens this link and connects it there.'
              : 'First ask a team to test the widget, on its overview. The team’s admin then opens this link and connects it there.'}
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
