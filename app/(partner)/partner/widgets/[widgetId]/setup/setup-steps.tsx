import { hrefWith } from '@/app/search-params'
import { RefreshWhile } from '@/components/refresh-while'
import { ButtonLink } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { Link } from '@/components/ui/link'
import { Segmented } from '@/components/ui/segmented'
import { Status, Verdict } from '@/components/ui/status'
import { Time } from '@/components/ui/time'
import type { MemberActor } from '@/lib/auth/permissions'
import { listUrls } from '@/lib/domain/profiles/list-urls'
import { hasLaunch, isProtocolId, ownsSecret, sourceOfTeamSecret } from '@/lib/domain/protocols/facts.schema'
import { widgetSettings } from '@/lib/domain/protocols/widget-settings.schema'
import { isLoopbackUrl } from '@/lib/domain/protocols/widget-url'
import { framingHeader, receiverFor, receiverLanguages, whyLeftOut } from '@/lib/domain/snippets/receivers'
import { findSandboxSecret } from '@/lib/domain/widgets/sandbox-secret'
import { type FirstLaunch, getSetup } from '@/lib/domain/widgets/setup'
import type { LoadedWidget } from '../../loaded-widget'
import { RunButton } from '../certification/run-button'
import { loadSubmission, WidgetNextStep } from '../widget-next-step'
import { WidgetTesting } from '../widget-testing'
import { ConnectionGuide } from './connection-guide'
import { SetupStep } from './setup-step'

/** The steps from a registered widget to one that teams use, each ticked by a real event. */
export async function SetupSteps({
  actor,
  widget,
  search,
}: {
  actor: MemberActor
  widget: LoadedWidget
  search: Record<string, string>
}) {
  const path = `/partner/widgets/${widget.id}`
  const [{ firstLaunch: launch, portalOrigin }, submission, sandboxSecret] = await Promise.all([
    getSetup(actor, { widgetId: widget.id }),
    loadSubmission(actor, widget),
    findSandboxSecret(actor, { widgetId: widget.id }),
  ])
  const isDraft = widget.current.state === 'draft'
  const isAccepted = launch.state === 'accepted'
  const isCertified = submission.state === 'passed' || !isDraft
  const isCertifying = submission.state === 'under_way'
  const isTested = widget.testState === 'accepted'
  const hasSecret = ownsSecret(widget.protocol) || sandboxSecret !== null || isTested
  const next = <WidgetNextStep actor={actor} widget={widget} />
  return (
    <div className="grid gap-4">
      {isDraft ? null : next}
      <ol className="grid gap-3" aria-label="Set-up">
        <SetupStep
          number={1}
          title="Run a server that verifies launches"
          isDone={isAccepted}
          isOpen={!isAccepted || widget.servingVersion !== null}
        >
          <ServerStep widget={widget} hasSecret={hasSecret} portalOrigin={portalOrigin} search={search} />
        </SetupStep>
        <SetupStep
          number={2}
          title="Open your first valid launch"
          isDone={isAccepted}
          meta={<FirstLaunchMeta launch={launch} />}
        >
          <LaunchStep launch={launch} path={path} hasSecret={hasSecret} url={widget.current.url} />
        </SetupStep>
        <SetupStep
          number={3}
          title="Certify it"
          isDone={isCertified}
          meta={
            isCertified
              ? 'Every required check passed'
              : isCertifying
                ? 'Under way'
                : 'The portal sends valid, invalid and unusual launches and grades each response'
          }
        >
          <div className="flex flex-wrap gap-2">
            {isCertifying || isCertified ? null : (
              <RunButton widgetId={widget.id} label="Run certification" />
            )}
            <ButtonLink href={`${path}/certification`}>Open certification</ButtonLink>
          </div>
        </SetupStep>
        {widget.servingVersion && !widget.change ? null : (
          <li>
            <WidgetTesting actor={actor} widget={widget} />
          </li>
        )}
        {isDraft ? <li>{next}</li> : null}
      </ol>
      {hasLaunch(widget.protocol) ? (
        <p className="max-w-[72ch] text-ink-2 [text-wrap:pretty]">
          Optional: your widget can set its height, show notices, open records and follow the CRM’s theme.{' '}
          <Link href="/docs/wire" className="underline">
            Talk to the host
          </Link>
          .
        </p>
      ) : null}
      {sourceOfTeamSecret(widget.protocol) === 'connection' ? (
        <ConnectionGuide actor={actor} widget={widget} />
      ) : null}
      <RefreshWhile active={!isAccepted || isCertifying} />
    </div>
  )
}

const variable = 'FRAMEGATE_WIDGET_SECRET'

/** The usual port of a local server, for a widget whose address is elsewhere. */
const usualPort = 4000

function ServerStep({
  widget,
  hasSecret,
  portalOrigin,
  search,
}: {
  widget: LoadedWidget
  hasSecret: boolean
  portalOrigin: string
  search: Record<string, string>
}) {
  const { id, protocol, current } = widget
  const path = `/partner/widgets/${id}`
  if (!isProtocolId(protocol)) return null
  const { parameterMode } = widgetSettings.parse(current.settings)
  const values = {
    variable,
    portalOrigin,
    urls: listUrls(protocol, current),
    port: isLoopbackUrl(current.url) ? Number(new URL(current.url).port || 80) : usualPort,
    mode: parameterMode,
    widgetId: id,
  }
  const receivers = receiverLanguages.flatMap(({ id: language, label }) => {
    const receiver = receiverFor(protocol, language, values)
    return receiver ? [{ language, label, ...receiver }] : []
  })
  const leftOut = receiverLanguages.flatMap(({ id: language, label }) => {
    const reason = whyLeftOut(protocol, language)
    return reason ? [{ label, reason }] : []
  })
  const chosen = receivers.find(({ language }) => language === search.language) ?? receivers[0]
  return (
    <>
      <p className="max-w-[72ch] text-ink-2 [text-wrap:pretty]">
        {ownsSecret(protocol) ? (
          <>
            Your server reads the secret from <code className="mono">{variable}</code>. It was shown once,
            when you registered the widget. If you lost it,{' '}
            <Link href={`${path}/secrets`} className="underline">
              rotate the secret
            </Link>
            .
          </>
        ) : hasSecret ? (
          <>
            Each team has its own secret. Until a team tests your widget, your server reads the{' '}
            <Link href={`${path}/certification`} className="underline">
              sandbox secret
            </Link>{' '}
            from <code className="mono">{variable}</code>.
          </>
        ) : (
          <>
            Each team has its own secret, so you don’t have one to test with yet.{' '}
            <Link href={`${path}/certification`} className="underline">
              Create a sandbox secret
            </Link>{' '}
            first, and set it as <code className="mono">{variable}</code>.
          </>
        )}
      </p>
      {chosen ? (
        <div className="grid min-w-0 gap-2">
          <Segmented
            label="Language"
            size="sm"
            items={receivers.map(({ language, label }) => ({
              href: hrefWith(widget.servingVersion ? `${path}/setup` : path, { language }),
              label,
              current: language === chosen.language,
            }))}
          />
          <p className="text-ink-2">
            Save this as <code className="mono">{chosen.fileName}</code>, then start it. It verifies each
            launch, shows what was signed, and refuses everything else.
          </p>
          <CodeBlock
            label={`${chosen.label} receiver`}
            code={chosen.code}
            wrap={false}
            copy
            className="[&>pre]:max-h-96"
          />
          <CodeBlock
            label="Start command"
            code={[chosen.install, `${variable}='your secret' ${chosen.run}`].filter(Boolean).join('\n')}
            copy
          />
          {chosen.alternative ? (
            <CodeBlock
              label="Start command with Mono"
              code={`${chosen.alternative.build}\n${variable}='your secret' ${chosen.alternative.run}`}
              copy
            />
          ) : null}
          {leftOut.map(({ label, reason }) => (
            <p key={label} className="text-ink-3 text-xs">
              {label}: {reason}
            </p>
          ))}
        </div>
      ) : null}
      <div className="grid gap-1.5">
        <h3 className="font-medium">Already have a server?</h3>
        <p className="max-w-[72ch] text-ink-2">
          Copy the verifying function from the file above. Send this header with each page, and don’t send
          X-Frame-Options.
        </p>
        <CodeBlock label="Framing header" code={framingHeader(portalOrigin)} copy />
      </div>
    </>
  )
}

function FirstLaunchMeta({ launch }: { launch: FirstLaunch }) {
  switch (launch.state) {
    case 'accepted':
      return (
        <>
          Accepted <Time value={launch.at} shape="both" />, {firstLaunchBy[launch.by]}
        </>
      )
    case 'waiting':
      return <Status phase="half">Waiting for your first valid launch</Status>
    case 'browser_only':
      return <Status phase="half">Opened in your browser only</Status>
    case 'not_accepted':
      return (
        <Verdict kind="bad">
          {launch.status === null ? 'No response from your server' : `Your server answered ${launch.status}`}
        </Verdict>
      )
  }
}

const firstLaunchBy = {
  sandbox: 'in the sandbox',
  certification: 'during certification',
  team: 'by a team',
} as const

function LaunchStep({
  launch,
  path,
  hasSecret,
  url,
}: {
  launch: FirstLaunch
  path: string
  hasSecret: boolean
  url: string
}) {
  return (
    <>
      {launch.state === 'browser_only' ? (
        <p className="max-w-[72ch] text-ink-2 [text-wrap:pretty]">
          {isLoopbackUrl(url)
            ? 'Your widget runs on your machine, which the portal doesn’t call, so it can’t tell whether your server accepted the launch. If your page appears in the frame, continue.'
            : 'The portal couldn’t call your server. If your page appears in the frame, continue.'}
        </p>
      ) : launch.state === 'not_accepted' ? (
        <p className="max-w-[72ch] text-ink-2 [text-wrap:pretty]">
          {launch.status === null
            ? 'Check that your server runs and that the widget URL leads to it. Then launch again.'
            : 'The launch was valid. Open it in the sandbox to see what was sent, or in the doctor to see what your code should compute.'}
        </p>
      ) : (
        <p className="max-w-[72ch] text-ink-2 [text-wrap:pretty]">
          The sandbox opens your widget in a simulated CRM with a freshly signed launch and shows every byte
          of it. This step is done when your server accepts a valid launch.
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        {hasSecret ? (
          <ButtonLink href={`${path}/sandbox`} variant="primary">
            Preview in the sandbox
          </ButtonLink>
        ) : (
          <ButtonLink href={`${path}/certification`} variant="primary">
            Create sandbox secret
          </ButtonLink>
        )}
        {launch.state === 'not_accepted' ? (
          <ButtonLink href={`${path}/doctor?launch=${launch.launchId}`}>Open in doctor</ButtonLink>
        ) : null}
      </div>
    </>
  )
}
