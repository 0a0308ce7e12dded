'use client'

import { Check, Undo2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { FailureNote } from '@/components/failure-note'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Field, Textarea } from '@/components/ui/field'
import { Icon } from '@/components/ui/icon'
import { useToast } from '@/components/ui/toast'
import type { ActionFailure } from '@/lib/http/form-state.schema'
import { decideVersionAction } from './actions'
import { reviewTargets } from './review-keys'
import { SuspendDialog } from './suspend-dialog'

export type DecidedWidget = {
  id: string
  name: string
  partnerName: string
  isSuspended: boolean
  /** The version on screen, if it waits for a decision. */
  pending: { id: string; number: number; isOwn: boolean; contentHash: string } | undefined
  /** The effects of approving, in sentences. */
  effects: string[]
}

/** The decision on the version on screen, and the button to suspend the widget. */
export function DecisionBar({ widget, nextHref }: { widget: DecidedWidget; nextHref: string }) {
  const { pending } = widget
  const bar = useRef<HTMLElement>(null)
  useBottomBar(bar)
  return (
    <section
      ref={bar}
      aria-label="Decision"
      className="shrink-0 border-line-strong border-t bg-surface max-lg:-mx-(--gutter) max-lg:mt-6"
    >
      <div className="grid max-w-[62rem] gap-2.5 px-(--gutter) py-3">
        {pending ? (
          <VersionDecision widget={widget} pending={pending} nextHref={nextHref} />
        ) : (
          <div className="flex flex-wrap items-center gap-2">
            <span className="text-ink-2">
              {widget.isSuspended
                ? 'Suspended: it doesn’t open for any team.'
                : 'No version of this widget is waiting for a decision.'}
            </span>
            <span className="ml-auto">
              <SuspendDialog widget={widget} />
            </span>
          </div>
        )}
      </div>
    </section>
  )
}

const barAtBottom = '(min-width: 64rem)'

/** The height of the bar at the window's lower edge, so that toasts appear above it. */
function useBottomBar(bar: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const { style } = document.documentElement
    const media = matchMedia(barAtBottom)
    const tell = () =>
      style.setProperty('--bottom-bar', media.matches ? `${bar.current?.offsetHeight ?? 0}px` : '0px')
    const observer = new ResizeObserver(tell)
    if (bar.current) observer.observe(bar.current)
    media.addEventListener('change', tell)
    return () => {
      observer.disconnect()
      media.removeEventListener('change', tell)
      style.removeProperty('--bottom-bar')
    }
  }, [bar])
}

function VersionDecision({
  widget,
  pending,
  nextHref,
}: {
  widget: DecidedWidget
  pending: NonNullable<DecidedWidget['pending']>
  nextHref: string
}) {
  const router = useRouter()
  const { show } = useToast()
  const [reason, setReason] = useState('')
  const [error, setError] = useState<string>()
  const [failure, setFailure] = useState<ActionFailure>()
  const [isReturning, setReturning] = useState(false)
  const version = `version ${pending.number}`

  async function decide(decision: 'approve' | 'return'): Promise<void> {
    setFailure(undefined)
    const result = await decideVersionAction({
      widgetId: widget.id,
      versionId: pending.id,
      contentHash: pending.contentHash,
      decision,
      reason,
    }).catch(() => ({ failure: unanswered }))
    if (result.failure) return setFailure(result.failure)
    show(
      decision === 'approve'
        ? {
            title: `${widget.name}, ${version}, is approved`,
            description: 'It serves from the next launch.',
            travels: true,
          }
        : {
            title: `${widget.name}, ${version}, is returned`,
            description: `${widget.partnerName} sees your reason and can submit again.`,
            travels: true,
          },
    )
    router.push(nextHref)
  }

  async function returnVersion() {
    if (reason.trim().length < 3) {
      setError(`Say what ${widget.partnerName} should change: a return needs a reason.`)
      document.getElementById(reviewTargets.reason)?.focus()
      return
    }
    setReturning(true)
    await decide('return')
    setReturning(false)
  }

  return (
    <>
      {failure ? <FailureNote failure={failure} /> : null}
      <Field
        id={reviewTargets.reason}
        label="Reason"
        aside={`Shown to ${widget.partnerName} and kept in the history`}
        error={error ?? null}
      >
        {(control) => (
          <Textarea
            {...control}
            rows={2}
            maxLength={2000}
            value={reason}
            disabled={pending.isOwn}
            onChange={(event) => {
              setReason(event.currentTarget.value)
              setError(undefined)
            }}
          />
        )}
      </Field>
      <div className="flex flex-wrap items-center gap-2 max-md:[&>button]:flex-auto">
        <ConfirmDialog
          trigger={{
            id: reviewTargets.approve,
            variant: 'primary',
            icon: <Icon of={Check} />,
            children: `Approve ${version}`,
            disabled: pending.isOwn,
          }}
          title={`Approve ${version} of ${widget.name}?`}
          description={widget.effects.join(' ')}
          confirmLabel={`Approve ${version}`}
          cancelLabel="Cancel"
          action={() => decide('approve')}
        >
          {reason.trim() ? (
            <p className="whitespace-pre-wrap rounded-md border border-line bg-sunken px-3 py-2 text-ink-2 [overflow-wrap:anywhere]">
              {reason.trim()}
            </p>
          ) : null}
        </ConfirmDialog>
        <Button
          icon={<Icon of={Undo2} />}
          disabled={pending.isOwn}
          pending={isReturning}
          onClick={() => void returnVersion()}
        >
          Return to partner
        </Button>
        <span className="text-ink-3 text-xs max-md:basis-full">
          {pending.isOwn
            ? 'You worked on this version, so someone else must review it.'
            : 'Takes effect at once. To return it, enter a reason.'}
        </span>
        <span className="ml-auto max-md:basis-full max-md:*:w-full">
          <SuspendDialog widget={widget} reason={reason} />
        </span>
      </div>
    </>
  )
}

const unanswered: ActionFailure = {
  code: 'unanswered',
  detail:
    'The portal did not answer. Check your connection, then reload the page to see where this version stands.',
  requestId: '',
}
