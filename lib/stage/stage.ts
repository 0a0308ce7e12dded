import type { FramingReport, LaunchFailure } from '@/lib/domain/framing/framing.schema'
import type { AcceptedMessage, StageMessage } from '@/lib/domain/launches/launches.schema'
import { isToken, type PortalCalls, portalCalls } from '@/lib/stage/portal-calls'
import { findFrame, isHello, onBlocked, openWidget, readData, send } from '@/lib/stage/stage-page'
import { openWire } from '@/lib/stage/widget-asks'

// The stage's own script, small and without a framework: it opens the widget, watches, and tells the page.

type Data = ReturnType<typeof readData>
type Messages = NonNullable<Data['messages']>
type WidgetMessage = { event: string; nonce: string; html?: string; actionId?: number }
type Refused = { event: 'refused'; detail: string }

const giveUpAfterMs = 10_000
const reloadsMax = 25

const data = readData()
const told: StageMessage[] = []
window.addEventListener('message', (event) => {
  if (isHello(event)) told.forEach(send)
})
if (data.refused) tell({ type: 'framegate.refused', ...data.refused })
else if (data.launch) watch(data, data.launch)

function tell(message: StageMessage): void {
  told.push(message)
  send(message)
}

function watch(data: Data, launch: NonNullable<Data['launch']>): void {
  const frame = findFrame()
  const calls = portalCalls(launch, data.isEmbedded === true)
  const startedAt = performance.now()
  const elapsed = () => Math.round(performance.now() - startedAt)
  let loads = 0
  let report: FramingReport | undefined
  let outcome: 'shown' | 'failed' | undefined

  function settle(next: 'shown' | 'failed', reason?: LaunchFailure): void {
    if (outcome === next) return
    outcome = next
    calls.outcome(launch.launchId, { outcome: next, ...(reason ? { reason } : {}) }).catch(() => {})
  }

  function fail(reason: LaunchFailure, found: FramingReport): void {
    if (!frame.isConnected) return
    settle('failed', reason)
    clearTimeout(timer)
    // The page of a refusal may say who gives this user access, so it stays.
    if (reason !== 'refused') {
      frame.removeAttribute('src')
      frame.remove()
    }
    tell({ type: 'framegate.failed', reason, report: found, ms: elapsed() })
  }

  function show(): void {
    if (outcome) return
    settle('shown')
    clearTimeout(timer)
    tell({ type: 'framegate.shown', ms: elapsed() })
  }

  // A refused frame fires load too, so load by itself proves nothing: the probe of the server decides too, even if it comes late.
  function consider(): void {
    if (outcome === 'failed' || !report) return
    if (report.verdict !== 'ok' && report.verdict !== 'unmeasured') fail(report.verdict, report)
    else if (loads > 0) show()
  }

  frame.addEventListener('load', () => {
    if (!frame.isConnected) return
    loads += 1
    if (loads > reloadsMax && elapsed() < giveUpAfterMs) {
      fail('reload_loop', {
        verdict: 'unmeasured',
        detail: `It loaded itself ${loads} times in ${Math.round(elapsed() / 1000)} s.`,
      })
      return
    }
    consider()
  })
  onBlocked((origin) =>
    fail('undeclared_origin', {
      verdict: 'undeclared_origin',
      detail: `It went to ${origin}, which is not one of its declared origins.`,
    }),
  )
  listenTo(frame, data, launch, calls)

  const timer = setTimeout(() => {
    if (outcome) return
    if (loads > 0) show()
    else
      fail(
        'too_slow',
        report ?? { verdict: 'too_slow', detail: 'The page took longer than 10 seconds to load.' },
      )
  }, giveUpAfterMs)

  tell({
    type: 'framegate.opening',
    launchId: launch.launchId,
    origin: launch.origins[0] ?? '',
    signedAt: launch.signedAt,
    signMs: launch.signMs,
  })
  openWidget(frame, data)

  calls
    .probe()
    .then((response): Promise<FramingReport> | undefined => (response.ok ? response.json() : undefined))
    .catch(() => undefined)
    .then((found) => {
      report = found ?? { verdict: 'unmeasured', detail: 'The portal could not check the response.' }
      if (report.request) tell({ type: 'framegate.answered', ms: elapsed() })
      consider()
    })
}

/**
 * Passed on is what this very frame, on an origin that its widget declared, says with the nonce it was given; in the shape of the
 * slot's own message, and no faster than a person clicks. All else is counted and does nothing.
 * What a message holds is only looked at for a fifth of the time: it is copied into this page by the look, whatever its size.
 */
function listenTo(
  frame: HTMLIFrameElement,
  { messages }: Data,
  launch: NonNullable<Data['launch']>,
  calls: PortalCalls,
): void {
  const passedOnMax = 5
  const readWindowMs = 250
  const readMsMax = 50
  let passedOn = 0
  let readMs = 0
  let windowAt = 0
  let ignored = 0
  let reported = 0

  const launchIds = new Map(messages ? [[messages.nonce, launch.launchId]] : [])
  const wire = openWire(frame, launch, calls, {
    onIgnored: () => {
      ignored += 1
    },
    onLaunched: (launchId, nonce) => {
      if (nonce !== null) launchIds.set(nonce, launchId)
    },
  })

  /** Whether the event had an effect. */
  function act(event: MessageEvent): boolean {
    if (event.source !== frame.contentWindow || !launch.origins.includes(event.origin)) return false
    const before = performance.now()
    if (before - windowAt >= readWindowMs) {
      windowAt = before
      readMs = 0
    }
    if (readMs >= readMsMax) return false
    const message: unknown = event.data
    const isExpected = messages !== undefined && hasShape(message, messages)
    const launchId = isExpected ? launchIds.get(message.nonce) : undefined
    const isTaken = launchId === undefined && wire.take(event.origin, message)
    readMs += performance.now() - before
    if (isExpected && launchId !== undefined && passedOn < passedOnMax) {
      passedOn += 1
      passOn(launchId, message, calls)
      return true
    }
    return isTaken
  }

  window.addEventListener('message', (event) => {
    if (isHello(event)) {
      // The page was not there yet when it was told.
      reported = 0
      return
    }
    if (isToken(event) || wire.hear(event)) return
    if (!act(event)) ignored += 1
  })
  setInterval(() => {
    passedOn = 0
  }, 2_000)
  setInterval(() => {
    if (ignored === reported) return
    reported = ignored
    send({ type: 'framegate.ignored', messages: ignored })
  }, 1_000)
}

function hasShape(message: unknown, expected: Messages): message is WidgetMessage {
  if (typeof message !== 'object' || message === null) return false
  const { event, nonce, html, actionId }: { [Name in keyof WidgetMessage]?: unknown } = message
  return (
    event === expected.event &&
    typeof nonce === 'string' &&
    (expected.event === 'insertHtml' ? typeof html === 'string' : Number.isSafeInteger(actionId))
  )
}

function passOn(launchId: string, { event, nonce, html, actionId }: WidgetMessage, calls: PortalCalls): void {
  calls
    .message(launchId, { event, nonce, ...(event === 'insertHtml' ? { html } : { actionId }) })
    .then(async (response): Promise<AcceptedMessage | Refused> => {
      const answer = await response.json()
      return response.ok ? answer : { event: 'refused', detail: answer.detail }
    })
    .catch((): Refused => ({ event: 'refused', detail: 'The portal did not answer.' }))
    .then((answer) => {
      if (answer.event === 'refused') send({ type: 'framegate.message_refused', detail: answer.detail })
      else if (answer.event === 'insertHtml') send({ type: 'framegate.html', html: answer.html })
      else send({ type: 'framegate.completed', actionId: answer.actionId, title: answer.title })
    })
}
