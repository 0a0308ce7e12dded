import { RotateCw } from 'lucide-react'
import { Button, ButtonLink } from '@/components/ui/button'
import { CodeBlock, type CodeLine } from '@/components/ui/code-block'
import { CopyButton } from '@/components/ui/copy-button'
import { Icon } from '@/components/ui/icon'
import { joinClasses } from '@/components/ui/join-classes'
import type { StageState } from '@/components/use-stage'
import type { FramingReport, LaunchFailure } from '@/lib/domain/framing/framing.schema'

/** Why a widget isn't shown and what to do; for developers, what was received and what to send instead. */
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
  // Two columns don't fit beside the sandbox's inspector.
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
              {words.who ?? `Only ${partnerName} can fix this.`} {partnerName} can see this failure in its
              launch log.
            </p>
          ) : null}
          <div className="mt-2 flex flex-wrap gap-2">
            <Button variant="primary" icon={<Icon of={RotateCw} />} onClick={onRetry}>
              {reader.kind === 'agent' ? 'Try again' : 'Launch again'}
            </Button>
            {refusal?.code === 'unauthenticated' ? <ButtonLink href="/sign-in">Sign in</ButtonLink> : null}
            {reader.kind === 'agent' && reader.canSwitch ? (
              <ButtonLink href="/settings/integration-widgets" variant="quiet">
                Disable widget
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
                Remove X-Frame-Options: browsers ignore it if you send frame-ancestors, and it can’t name
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
        why: `Its server responded with a header that doesn’t allow this page to embed it. ${signed}`,
      }
    case 'undeclared_origin':
      return {
        title: `${name} went to an undeclared address`,
        why: `It went to an origin that wasn’t reviewed, so we stopped it. ${signed}`,
      }
    case 'refused':
      return {
        title: `${name} refused your launch`,
        why: `Its server responded with ${report?.status ?? 'a refusal'}. ${signed}`,
        who: `You may not have an account with ${partnerName}: see what its page below says. Otherwise only ${partnerName} can fix this.`,
      }
    case 'server_error':
      return {
        title: `${name} has a server error`,
        why: `Its server responded with an error. ${signed}`,
      }
    case 'redirect_loop':
    case 'reload_loop':
      return {
        title: `${name} redirects in a loop`,
        why: `It kept redirecting the browser without showing a page, so we stopped it. ${signed}`,
      }
    case 'too_slow':
      return {
        title: `${name} took longer than 10 seconds to load`,
        why: `Its server accepted the launch but didn’t finish sending a page. ${signed}`,
        who: 'It may be busy at the moment: try again first.',
      }
    case 'unreachable':
      return {
        title: `${name} can’t be reached`,
        why: `Its server didn’t accept the connection. ${signed}`,
        who: 'It may be back soon: try again first.',
      }
  }
}

function describeRefusal(refusal: { code: string; detail: string }, name: string): Words {
  switch (refusal.code) {
    case 'widget_suspended':
      return {
        title: `${name} is suspended`,
        why: 'Platform review stopped it for every team. It comes back when it’s reinstated.',
      }
    case 'widget_stopped':
      return {
        title: `${name} was stopped by its partner`,
        why: 'It opens again when the partner allows launches. You don’t need to do anything.',
      }
    case 'unauthenticated':
      return { title: 'You’re signed out', why: 'Your session ended. Sign in again to open this tab.' }
    case 'not_registered':
      return { title: `${name} isn’t registered for you`, why: refusal.detail }
    case 'not_connected':
      return { title: `${name} isn’t connected`, why: refusal.detail }
    case 'already_completed':
      return { title: 'This step is completed', why: refusal.detail }
    case 'not_found':
      return {
        title: `${name} is no longer on here`,
        why: 'It was disabled or withdrawn after you opened this page.',
      }
    default:
      return { title: `${name} couldn’t be opened`, why: refusal.detail }
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
