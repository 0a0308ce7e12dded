import { Pencil } from 'lucide-react'
import type { ReactNode } from 'react'
import { loadTroubledWidgets } from '@/app/load-troubled-widgets'
import { PortalPage } from '@/app/portal-page'
import { ButtonLink } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Note } from '@/components/ui/note'
import { PageHead } from '@/components/ui/page-head'
import { TabLinks } from '@/components/ui/tabs'
import { Tile } from '@/components/ui/tile'
import { Time } from '@/components/ui/time'
import { WidgetStatusLine } from '@/components/widget-status'
import { hasPermission, type MemberActor } from '@/lib/auth/permissions'
import { findFacts, ownsSecret } from '@/lib/domain/protocols/facts.schema'
import type { WidgetColour, WidgetIcon } from '@/lib/domain/widgets/widgets.schema'
import { FailingLine } from './failing-line'
import type { LoadedWidget } from './loaded-widget'
import { ProofNote } from './proof-note'

/** The head and tabs that all pages of one widget share. */
export async function WidgetPage({
  actor,
  widget,
  here,
  children,
}: {
  actor: MemberActor
  widget: LoadedWidget
  /** The last crumb. The overview has none. */
  here?: string
  children: ReactNode
}) {
  const path = `/partner/widgets/${widget.id}`
  const failing = (await loadTroubledWidgets(actor)).get(widget.id)?.failing
  const canEdit =
    here !== 'Edit' &&
    hasPermission(actor, 'widget.update') &&
    widget.current.state !== 'in_review' &&
    widget.status !== 'archived'
  return (
    <PortalPage
      actor={actor}
      crumbs={[
        { label: 'Widgets', href: '/partner/widgets' },
        ...(here
          ? [{ label: widget.current.name, href: path }, { label: here }]
          : [{ label: widget.current.name }]),
      ]}
    >
      <PageHead
        title={widget.current.name}
        visual={
          <Tile
            size="lg"
            icon={widget.current.icon as WidgetIcon}
            colour={widget.current.colour as WidgetColour}
          />
        }
        facts={
          <>
            <WidgetStatusLine
              status={widget.status}
              version={(widget.servingVersion ?? widget.current).number}
              change={widget.change}
            />
            {failing ? <FailingLine path={path} failing={failing} /> : null}
            <span className="mono break-all text-ink-3">{widget.id}</span>
            <span className="mono break-all text-ink-3 max-md:hidden">{widget.current.url}</span>
          </>
        }
        actions={
          canEdit ? (
            <ButtonLink href={`${path}/edit`} icon={<Icon of={Pencil} />}>
              Edit
            </ButtonLink>
          ) : undefined
        }
      />
      <TabLinks
        label={`${widget.current.name}: pages`}
        className="mb-5"
        items={[
          ...(widget.servingVersion
            ? [
                { href: path, label: 'Overview' },
                { href: `${path}/setup`, label: 'Set-up' },
              ]
            : [{ href: path, label: 'Set-up' }]),
          { href: `${path}/versions`, label: 'Versions', count: widget.versionCount },
          ...(hasPermission(actor, 'secret.read') && ownsSecret(widget.protocol)
            ? [{ href: `${path}/secrets`, label: 'Secrets' }]
            : []),
          { href: `${path}/certification`, label: 'Certification' },
          { href: `${path}/launches`, label: 'Launches' },
          ...(hasPermission(actor, 'sandbox.use') ? [{ href: `${path}/sandbox`, label: 'Sandbox' }] : []),
          { href: `${path}/doctor`, label: 'Doctor' },
          ...(findFacts(widget.protocol)?.isRegistered
            ? [{ href: `${path}/postbacks`, label: 'Postbacks' }]
            : []),
          ...(hasPermission(actor, 'audit.read') ? [{ href: `${path}/history`, label: 'History' }] : []),
        ]}
      />
      {widget.failingSince && widget.servingVersion ? (
        <FailingNote
          since={widget.failingSince}
          isEscalated={widget.failureEscalatedAt !== null}
          number={widget.servingVersion.number}
          path={`${path}/certification`}
        />
      ) : null}
      <ProofNote actor={actor} widget={widget} />
      {children}
    </PortalPage>
  )
}

/** The serving version fails its daily certification. The partner learns of it before the reviewers. */
function FailingNote({
  since,
  isEscalated,
  number,
  path,
}: {
  since: Date
  isEscalated: boolean
  number: number
  path: string
}) {
  return (
    <Note
      className="mb-5"
      tone="warn"
      title={`Version ${number} is serving, but fails its daily certification or answers launches differently.`}
      actions={
        <ButtonLink size="sm" href={path}>
          Open the report
        </ButtonLink>
      }
    >
      Since <Time value={since} shape="both" />. The history has the details. The widget still opens for
      teams.{' '}
      {isEscalated
        ? 'It failed the next day too, so reviewers were notified.'
        : 'If it still fails tomorrow, reviewers are notified. A run that passes clears this.'}
    </Note>
  )
}
