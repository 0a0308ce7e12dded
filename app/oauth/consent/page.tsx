import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import type { SearchParams } from '@/app/search-params'
import { AuthFrame } from '@/components/shell/auth-frame'
import { ButtonLink } from '@/components/ui/button'
import { Note } from '@/components/ui/note'
import { Verdict } from '@/components/ui/status'
import { Tile } from '@/components/ui/tile'
import { currentActor } from '@/lib/auth/actor'
import { type MemberActor, roleLabels } from '@/lib/auth/permissions'
import { listDeciders } from '@/lib/domain/installations/installations'
import { getConsent } from '@/lib/domain/oauth/authorize'
import { scopes } from '@/lib/domain/oauth/oauth.schema'
import type { WidgetColour, WidgetIcon } from '@/lib/domain/widgets/widgets.schema'
import { AppError } from '@/lib/errors'
import { ConsentButtons } from './consent-buttons'

export const metadata: Metadata = { title: 'Allow access' }

export default async function ConsentPage({ searchParams }: { searchParams: SearchParams }) {
  const actor = await currentActor()
  if (actor.kind === 'anonymous') {
    const path = (await headers()).get('x-path') ?? '/'
    redirect(`/sign-in?next=${encodeURIComponent(path)}`)
  }
  const query = readQuery(await searchParams)
  const consent = await getConsent(actor, query).catch((thrown: unknown) => {
    if (thrown instanceof AppError && thrown.status < 500) return thrown
    throw thrown
  })
  if (consent instanceof AppError) return <Refused actor={actor} error={consent} />
  return (
    <AuthFrame
      title={`Allow ${consent.partnerName} to connect ${consent.name}?`}
      lead={`For ${actor.organisation}. You are ${actor.name}, ${actor.email}.`}
    >
      <div className="flex items-center gap-3">
        <Tile icon={consent.icon as WidgetIcon} colour={consent.colour as WidgetColour} />
        <p className="min-w-0 break-words">
          <span className="font-medium text-base">{consent.name}</span>
          <span className="block text-ink-2">{consent.partnerName}</span>
        </p>
      </div>
      <section aria-labelledby="may">
        <h2 id="may" className="mb-1 font-medium text-ink-2 text-xs">
          {consent.partnerName} may, as you
        </h2>
        <ul className="grid gap-1">
          {consent.scopes.map((scope) => (
            <li key={scope}>
              <Verdict kind="info" className="text-ink">
                {scopes[scope]}
              </Verdict>
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="happens">
        <h2 id="happens" className="mb-1 font-medium text-ink-2 text-xs">
          What happens
        </h2>
        <ul className="grid list-disc gap-1 pl-4 text-ink-2">
          <li>It gets a secret with which this team’s launches are encrypted for it.</li>
          <li>
            {consent.connectedAt
              ? 'It replaces the present connection: the former secret and tokens end at once.'
              : 'Nothing is switched on by this. You switch each placement on afterwards.'}
          </li>
          <li>You can revoke it in Settings, Integration Partner Widgets.</li>
          <li>
            You go on to <code className="mono break-all">{consent.clientOrigin}</code>.
          </li>
        </ul>
      </section>
      <ConsentButtons
        query={query.toString()}
        contentHash={consent.contentHash}
        partnerName={consent.partnerName}
      />
    </AuthFrame>
  )
}

const titles: Partial<Record<AppError['code'], string>> = {
  forbidden: 'You may not allow this',
  oauth_client_unknown: 'Nothing here asks for this',
  redirect_uri_mismatch: 'This request goes nowhere',
  widget_suspended: 'This widget is suspended',
  widget_stopped: 'This widget is stopped',
  wrong_state: 'Begin it from your settings',
}

/** Why there is nothing to allow, and what to do. Nothing is sent to the partner. */
async function Refused({ actor, error }: { actor: MemberActor; error: AppError }) {
  const requestId = (await headers()).get('x-request-id')
  return (
    <AuthFrame
      title={titles[error.code] ?? 'This request cannot be answered'}
      lead={`You are ${actor.name}, ${roleLabels[actor.role]} of ${actor.organisation}.`}
    >
      <Note tone="warn" title="Nothing was connected.">
        {error.code === 'forbidden' ? await describeWho(actor) : error.publicDetail}
      </Note>
      <p className="text-ink-3 text-xs">
        <code className="mono">{error.code}</code>, request{' '}
        <code className="mono break-all">{requestId}</code>
      </p>
      <div className="flex flex-wrap gap-2">
        {actor.kind === 'team' ? (
          <ButtonLink variant="primary" href="/settings/integration-widgets">
            Integration Partner Widgets
          </ButtonLink>
        ) : (
          <ButtonLink variant="primary" href="/">
            Go to your start page
          </ButtonLink>
        )}
      </div>
    </AuthFrame>
  )
}

async function describeWho(actor: MemberActor): Promise<string> {
  if (actor.kind !== 'team')
    return 'A widget is enabled by a team that uses it. Sign in as a member of that team, then begin again.'
  const admins = await listDeciders(actor)
  return admins.length > 0
    ? `Enabling a widget is kept for admins, and for those to whom an admin grants it. Ask ${admins.join(' or ')}.`
    : 'Enabling a widget is kept for admins, and your team has none now.'
}

function readQuery(given: Awaited<SearchParams>): URLSearchParams {
  const entries = Object.entries(given).flatMap(([name, value]) =>
    [value ?? []].flat().map((text): [string, string] => [name, text]),
  )
  return new URLSearchParams(entries)
}
