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
      lead={`For ${actor.organisation}. You’re signed in as ${actor.name}, ${actor.email}.`}
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
          {consent.partnerName} will be able to, as you
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
          <li>It receives a secret that encrypts this team’s launches.</li>
          <li>
            {consent.connectedAt
              ? 'This replaces the current connection: the previous secret and tokens stop working at once.'
              : 'Nothing is enabled yet. You enable each placement afterwards.'}
          </li>
          <li>You can revoke access under Settings, Integration widgets.</li>
          <li>
            You’ll be sent to <code className="mono break-all">{consent.clientOrigin}</code>.
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
  forbidden: 'You can’t allow this',
  oauth_client_unknown: 'Unknown application',
  redirect_uri_mismatch: 'Invalid return address',
  widget_suspended: 'This widget is suspended',
  widget_stopped: 'This widget is stopped',
  wrong_state: 'Start from your settings',
}

/** Why the request is refused, and what to do. Nothing is sent to the partner. */
async function Refused({ actor, error }: { actor: MemberActor; error: AppError }) {
  const requestId = (await headers()).get('x-request-id')
  return (
    <AuthFrame
      title={titles[error.code] ?? 'This request can’t be answered'}
      lead={`You’re signed in as ${actor.name}, ${roleLabels[actor.role]} at ${actor.organisation}.`}
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
            Go to Integration widgets
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
    return 'Only members of a team can connect a widget. Sign in as a member of that team, then start again.'
  const admins = await listDeciders(actor)
  return admins.length > 0
    ? `Only admins, and members they allow to, can connect a widget. Ask ${admins.join(' or ')}.`
    : 'Only admins can connect a widget, and your team doesn’t have one right now.'
}

function readQuery(given: Awaited<SearchParams>): URLSearchParams {
  const entries = Object.entries(given).flatMap(([name, value]) =>
    [value ?? []].flat().map((text): [string, string] => [name, text]),
  )
  return new URLSearchParams(entries)
}
