import type { MessageFacts, SandboxStageMessage } from '@/lib/domain/sandbox/launches.schema'
import { excerptOf, isObject, shapeOf } from '@/lib/stage/excerpt'
import { openLog } from '@/lib/stage/sandbox-log'
import { openSandboxWire } from '@/lib/stage/sandbox-wire'
import type { StageData } from '@/lib/stage/stage-data.schema'
import { findFrame, isHello, onBlocked, openWidget, readData, send } from '@/lib/stage/stage-page'

// The script of the sandbox's stage: it opens the launch, and tells the page of every message with what it knows of it. Nothing acts.

const silentAfterMs = 10_000
const htmlMax = 20_000
// Of more than these a second only the number is told: a flood must not keep the page busy.
const readPerSecondMax = 200
const readMsPerSecondMax = 60

const data = readData()
const told = new Map<string, SandboxStageMessage>()
const log = openLog()

const receive = data.refused || !data.sandbox ? () => {} : readerOf(data.sandbox)
window.addEventListener('message', (event) => {
  if (isHello(event)) repeat()
  else receive(event)
})
if (data.refused) tell({ type: 'framegate.refused', ...data.refused })
else if (data.sandbox) watch(findFrame())

function tell(message: SandboxStageMessage): void {
  told.set(message.type, message)
  send(message)
}

function repeat(): void {
  for (const message of told.values()) send(message)
  log.repeat()
}

function watch(frame: HTMLIFrameElement): void {
  const startedAt = performance.now()
  const elapsed = () => Math.round(performance.now() - startedAt)
  let loads = 0
  log.start()
  frame.addEventListener('load', () => {
    loads += 1
    clearTimeout(timer)
    tell({ type: 'framegate.sandbox_loaded', loads, ms: elapsed() })
  })
  onBlocked((origin) => tell({ type: 'framegate.sandbox_blocked', origin }))
  const timer = setTimeout(() => tell({ type: 'framegate.sandbox_silent', ms: elapsed() }), silentAfterMs)
  tell({ type: 'framegate.sandbox_opening' })
  openWidget(frame, data)
}

function readerOf(sandbox: NonNullable<StageData['sandbox']>): (event: MessageEvent) => void {
  const frame = findFrame()
  const { origins } = sandbox
  const nonces = new Set(sandbox.nonce === null ? [] : [sandbox.nonce])
  const preview = (message: unknown) => excerptOf(message, { texts: nonces, words: '[this launch’s nonce]' })
  let second = 0
  let read = 0
  let readMs = 0

  const wire = openSandboxWire(frame, sandbox, {
    onIgnored: () => log.drop(Date.now()),
    onNonce: (nonce) => nonces.add(nonce),
    onSaid: (facts, message, answer) => {
      const key =
        facts.wire === 'told'
          ? facts
          : [facts.ask, shapeOf(message), facts.answer, facts.loop !== null, facts.height !== null]
      log.add(
        { key: JSON.stringify(key), facts, text: preview(message), answer: answer ? preview(answer) : null },
        Date.now(),
      )
    },
  })

  function receive(event: MessageEvent): void {
    if (wire.hear(event)) return
    const now = Date.now()
    if (now - second >= 1_000) [second, read, readMs] = [now, 0, 0]
    read += 1
    if (read > readPerSecondMax || readMs > readMsPerSecondMax) {
      log.drop(now)
      return
    }
    const before = performance.now()
    const facts = readFacts(event)
    const text = preview(event.data)
    const { isFromFrame, origin, event: name, nonce, hello } = facts
    const key = JSON.stringify([isFromFrame, origin, name, nonce, hello, shapeOf(event.data)])
    readMs += performance.now() - before
    log.add({ key, facts, text, answer: null }, now)
  }

  function readFacts({ source, origin, data: message }: MessageEvent<unknown>): MessageFacts {
    const members = isObject(message) ? message : undefined
    const isFromFrame = source === frame.contentWindow
    const isDeclared = origins.includes(origin)
    return {
      isFromFrame,
      origin,
      isDeclared,
      event: typeof members?.event === 'string' ? members.event.slice(0, 100) : null,
      nonce: judgeNonce(members?.nonce),
      html: typeof members?.html === 'string' ? members.html.slice(0, htmlMax) : null,
      actionId: isSafeInteger(members?.actionId) ? members.actionId : null,
      hello: isFromFrame && isDeclared ? wire.take(origin, message) : null,
    }
  }

  function judgeNonce(found: unknown): MessageFacts['nonce'] {
    if (found === undefined) return 'none'
    return typeof found === 'string' && nonces.has(found) ? 'right' : 'wrong'
  }

  return receive
}

function isSafeInteger(value: unknown): value is number {
  return Number.isSafeInteger(value)
}
