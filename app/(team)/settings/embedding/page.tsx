import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { hrefWith } from '@/app/search-params'
import { ButtonLink } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { CopyButton } from '@/components/ui/copy-button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHead } from '@/components/ui/page-head'
import { Pager } from '@/components/ui/pager'
import { Panel, PanelBody, PanelFooter, PanelHeader } from '@/components/ui/panel'
import { getEmbedSettings } from '@/lib/domain/embed/embeds'
import { listEmbedSessions } from '@/lib/domain/embed/sessions'
import { OriginsForm } from './origins-form'
import { SessionTable } from './session-table'
import { pageSnippet, partnerSnippet, pinnedSnippet, policySnippet, serverSnippet } from './snippets'

const path = '/settings/embedding'

export const metadata: Metadata = { title: 'Embedding' }

export default async function EmbeddingPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}) {
  const actor = await requirePageActor('embed.manage')
  const { cursor } = await searchParams
  const [{ embed, portalOrigin, script }, { sessions, nextCursor }] = await Promise.all([
    getEmbedSettings(actor),
    listEmbedSessions(actor, { cursor: typeof cursor === 'string' ? cursor : undefined }),
  ])
  return (
    <PortalPage actor={actor} crumbs={[{ label: 'Settings' }, { label: 'Embedding' }]}>
      <PageHead
        title="Embedding"
        lead={`Pages of your CRM can show the tabs of ${actor.organisation}.`}
        actions={
          <>
            {embed && embed.origins.length > 0 ? (
              <ButtonLink href={`${path}/test`}>Open test page</ButtonLink>
            ) : null}
            <ButtonLink href="/docs/embedding">Read the guide</ButtonLink>
          </>
        }
      />
      <div className="grid gap-4">
        <Panel labelledBy="origins">
          <PanelHeader id="origins" title="Allowed origins" meta="Only these may show your tabs" />
          <PanelBody>
            <OriginsForm origins={embed?.origins ?? []} />
          </PanelBody>
        </Panel>
        {embed && embed.origins.length > 0 ? (
          <Panel labelledBy="set-up">
            <PanelHeader id="set-up" title="Set up your CRM" />
            <PanelBody>
              <div className="grid gap-4">
                <div className="flex flex-wrap items-center gap-2">
                  <span>Embed ID</span>
                  <code className="mono break-all">{embed.id}</code>
                  <CopyButton size="sm" value={embed.id} label="Copy embed ID" />
                </div>
                <SetupStep title="On your server, start a session for the signed-in user">
                  <CodeBlock label="On your server" code={serverSnippet(portalOrigin)} copy />
                </SetupStep>
                <SetupStep title="In your page, add the tabs">
                  <CodeBlock label="In your page" code={pageSnippet(portalOrigin, embed.id)} copy />
                </SetupStep>
                <SetupStep title="To pin this version of the script, use this tag instead">
                  <CodeBlock label="Pinned script" code={pinnedSnippet(portalOrigin, script)} copy />
                  <p className="text-muted text-sm">
                    Browsers check its hash. It keeps working after the portal is updated, without the changes
                    of that update: replace the tag to get them.
                  </p>
                </SetupStep>
                <SetupStep title="If your page has a Content-Security-Policy, add to it">
                  <CodeBlock label="Content-Security-Policy" code={policySnippet(portalOrigin)} copy />
                </SetupStep>
                <SetupStep title="Ask the partners of your widgets to send">
                  <CodeBlock
                    label="Header of a widget"
                    code={partnerSnippet(portalOrigin, embed.origins)}
                    copy
                  />
                </SetupStep>
              </div>
            </PanelBody>
          </Panel>
        ) : null}
        <Panel labelledBy="sessions">
          <PanelHeader id="sessions" title="Sessions" meta="They end by themselves within an hour" />
          {sessions.length === 0 ? (
            <EmptyState framed={false} title="No sessions now">
              A session starts when your server asks for a token for a user, and is listed here until it
              expires.
            </EmptyState>
          ) : (
            <SessionTable sessions={sessions} />
          )}
          {nextCursor || cursor ? (
            <PanelFooter>
              <Pager
                summary={{ count: sessions.length, nouns: ['session', 'sessions'], order: 'newest first' }}
                {...(cursor ? { previousHref: path } : {})}
                {...(nextCursor ? { nextHref: hrefWith(path, { cursor: nextCursor }) } : {})}
              />
            </PanelFooter>
          ) : null}
        </Panel>
      </div>
    </PortalPage>
  )
}

function SetupStep({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid gap-1.5">
      <h3 className="font-medium text-sm">{title}</h3>
      {children}
    </section>
  )
}
