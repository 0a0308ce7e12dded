import { RotateCw } from 'lucide-react'
import { Button, ButtonLink } from '@/components/ui/button'
import { CodeBlock, type CodeLine } from '@/components/ui/code-block'
import { CopyButton } from '@/components/ui/copy-button'
import { Icon } from '@/components/ui/icon'
import { joinClasses } from '@/components/ui/join-classes'
import type { StageState } from '@/components/use-stage'
import type { FramingReport, LaunchFailure } from '@/lib/domain/framing/framing.schema'

/** Why a widget is not shown: what happened, why, what to do; for developers what was received and the line to send instead. */
export function LaunchDiagnosis({
  failure,
  refusal,
  launchId,
  name,
  partnerName,
  reader,
  onRetry,
}: Pick<StageState, 'failure' | 'refusal' | 'launchId'> & {
  name: string
  partnerName: string
  reader: { kind: 'agent'; recordName: string; canSwitch: boolean } | { kind: 'developer' }
  onRetry: () => void
}) {
  const words = refusal
    ? describeRefusal(refusal, name)
    : describeFailure(failure?.reason ?? 'unreachable', failure?.report, { name, partnerName })
  // Beside the sandbox's inspector there is no room for two columns.
  const isWide = reader.kind === 'agent'
  const lines = failure ? developerLines(failure.report) : []
  const reference = [
    launchId ? `Launch ${launchId}` : '',
    refusal ? `Request ${refusal.requestId}` : '',
  ].filter(Boolean)
  return (
    <div role="alert">
      <div
        className={joinClasses(
          'grid grid-cols-1 gap-x-8',
          isWide && 'lg:grid-cols-[minmax(0,1fr)_minmax(0,1.08fr)]',
        )}
      >
        <div className={joinClasses('grid content-start gap-2 p-6 max-md:p-4', isWide && 'lg:pr-0')}>
          <h2 className="font-semibold text-lg tracking-title">{words.title}</h2>
          <p className="max-w-[58ch] text-pretty text-ink-2">
            {words.why}
            {failure && reader.kind === 'agent' ? ` Nothing about ${reader.recordName} has changed.` : ''}
          </p>
          {failure && reader.kind === 'agent' ? (
            <p className="max-w-[58ch] text-pretty text-ink-2">
              {words.who ?? `Only ${partnerName} can fix this.`} They find this launch, with the reason, under
              their widget’s launches.
            </p>
          ) : null}
          <div className="mt-2 flex flex-wrap gap-2">
            <Button variant="primary" icon={<Icon of={RotateCw} />} onClick={onRetry}>
              {reader.kind === 'agent' ? 'Try again' : 'Launch again'}
            </Button>
            {refusal?.code === 'unauthenticated' ? <ButtonLink href="/sign-in">Sign in</ButtonLink> : null}
            {reader.kind === 'agent' && reader.canSwitch ? (
              <ButtonLink href="/settings/integration-widgets" variant="quiet">
                Switch it off
              </ButtonLink>
            ) : null}
          </div>
        </div>
        {lines.length > 0 ? (
          <div
            className={joinClasses(
              'grid content-start gap-2 p-6 pt-2 max-md:p-4 max-md:pt-2',
              isWide && 'lg:pt-6 lg:pl-0',
            )}
          >
            <h3 className="font-semibold text-sm">
              {reader.kind === 'agent' ? 'For their developer' : 'What to fix'}
            </h3>
            <CodeBlock label="What was received, and what to send" code={lines} wrap />
            {failure?.reason === 'refused_framing' ? (
              <p className="text-ink-3 text-xs">
                Leave X-Frame-Options out: browsers ignore it beside frame-ancestors, and it cannot name
                another site.
              </p>
            ) : null}
          </div>
        ) : null}
      </div>
      {reference.length > 0 ? (
        <div className="flex flex-wrap items-center gap-x-5 gap-y-1 border-line border-t bg-sunken px-6 py-2 text-ink-3 text-xs max-md:px-4">
          {reference.map((part) => (
            <span key={part} className="mono break-all">
              {part}
            </span>
          ))}
          <span className="ml-auto">
            <CopyButton
              size="sm"
              variant="quiet"
              label="Copy details"
              value={[
                words.title,
                failure?.report.detail ?? refusal?.detail,
                ...lines.map((line) => line.text),
                ...reference,
              ].join('\n')}
            />
          </span>
        </div>
      ) : null}
    </div>
  )
}

type Words = { title: string; why: string; who?: string }

function describeFailure(
  reason: LaunchFailure,
  report: FramingReport | undefined,
  { name, partnerName }: { name: string; partnerName: string },
): Words {
  const signed = 'The launch was signed correctly.'
  switch (reason) {
    case 'refused_framing':
      return {
        title: `${name} refuses to be shown inside the CRM`,
        why: `Its server answered, but with a header that does not let this page embed it. ${signed}`,
      }
    case 'undeclared_origin':
      return {
        title: `${name} went to an address it did not declare`,
        why: `It moved on to another origin than the ones that were reviewed, so it was stopped. ${signed}`,
      }
    case 'refused':
      return {
        title: `${name} refused your launch`,
        why: `Its server answered ${report?.status ?? 'with a refusal'}. ${signed}`,
        who: `You may have no account with ${partnerName}: see what the page below says. Otherwise only they can fix this.`,
      }
    case 'server_error':
      return {
        title: `${name} has a fault on its server`,
        why: `Its server answered with an error. ${signed}`,
      }
    case 'redirect_loop':
    case 'reload_loop':
      return {
        title: `${name} goes round in circles`,
        why: `It sent the browser on again and again without ever showing a page, so it was stopped. ${signed}`,
      }
    case 'too_slow':
      return {
        title: `${name} took longer than 10 seconds to load`,
        why: `Its server took the launch and sent no finished page. ${signed}`,
        who: 'It may be a moment’s load: try again first.',
      }
    case 'unreachable':
      return {
        title: `${name} cannot be reached`,
        why: `Its server did not take the connection. ${signed}`,
        who: 'It may be back in a moment: try again first.',
      }
  }
}

function describeRefusal(refusal: { code: string; detail: string }, name: string): Words {
  switch (refusal.code) {
    case 'widget_suspended':
      return {
        title: `${name} is suspended`,
        why: 'Platform review stopped it for every team. It returns by itself when it is reinstated.',
      }
    case 'widget_stopped':
      return {
        title: `${name} was stopped by its partner`,
        why: 'Nothing opens until the partner allows launches again. There is nothing to do for you.',
      }
    case 'unauthenticated':
      return { title: 'You are signed out', why: 'Your session ended. Sign in again and the tab opens.' }
    case 'not_registered':
      return { title: `${name} is not registered for you`, why: refusal.detail }
    case 'not_connected':
      return { title: `${name} is not connected`, why: refusal.detail }
    case 'already_completed':
      return { title: 'This step is completed', why: refusal.detail }
    case 'not_found':
      return {
        title: `${name} is not on here any more`,
        why: 'It was switched off or withdrawn since this page was opened.',
      }
    default:
      return { title: `${name} was not opened`, why: refusal.detail }
  }
}

function developerLines(report: FramingReport): CodeLine[] {
  return [
    ...(report.request ? [{ text: report.request, kind: 'dim' as const }] : []),
    ...(report.received ?? []).map((text) => ({ text, kind: 'del' as const })),
    ...(report.send ? [{ text: report.send, kind: 'add' as const }] : []),
    ...(report.received ? [] : [{ text: report.detail, kind: 'plain' as const }]),
  ]
}
