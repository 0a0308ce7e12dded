import type { MessageFacts, MessageGroup, SandboxStageMessage } from '@/lib/domain/sandbox/launches.schema'
import type { StageData } from '@/lib/stage/stage-data.schema'
import { findFrame, isHello, onBlocked, openWidget, readData, send } from '@/lib/stage/stage-page'

// The script of the sandbox's stage: it opens the launch, and tells the page of every message with what it knows of it. Nothing acts.

type Group = MessageGroup & { key: string; secondAt: number; inSecond: number; isFlood: boolean }

const silentAfterMs = 10_000
const tellEveryMs = 200
const textMax = 2_000
const htmlMax = 20_000
// Of more than these a second only the number is told: a flood must not keep the page busy.
const readPerSecondMax = 200
const readMsPerSecondMax = 60
const membersMax = 30
const depthMax = 8
const newGroupsPerSecondMax = 40
const groupsMax = 200

const data = readData()
const told = new Map<string, SandboxStageMessage>()
const groups: Group[] = []
let dropped = 0
let second = 0
let read = 0
let readMs = 0
let begun = 0
let isChanged = false
let toldAt = 0

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
  if (groups.length > 0) send({ type: 'framegate.sandbox_messages', groups, dropped })
}

function watch(frame: HTMLIFrameElement): void {
  const startedAt = performance.now()
  const elapsed = () => Math.round(performance.now() - startedAt)
  let loads = 0
  setInterval(() => {
    if (!isChanged) return
    isChanged = false
    // Only what changed: the page knows the rest.
    send({
      type: 'framegate.sandbox_messages',
      groups: groups.filter(({ lastAt }) => lastAt >= toldAt),
      dropped,
    })
    toldAt = Date.now()
  }, tellEveryMs)
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

function readerOf({ nonce, origins }: NonNullable<StageData['sandbox']>): (event: MessageEvent) => void {
  const frame = findFrame()

  function receive(event: MessageEvent): void {
    const now = Date.now()
    if (now - second >= 1_000) [second, read, readMs, begun] = [now, 0, 0, 0]
    isChanged = true
    read += 1
    const last = groups.at(-1)
    if (read > readPerSecondMax || readMs > readMsPerSecondMax) {
      // Unread: the same kind as the last one, as far as can be told.
      if (last?.isFlood) count(last, now)
      else dropped += 1
      return
    }
    const before = performance.now()
    const facts = readFacts(event)
    const text = preview(event.data)
    const key = JSON.stringify([
      facts.isFromFrame,
      facts.origin,
      facts.event,
      facts.nonce,
      shapeOf(event.data),
    ])
    readMs += performance.now() - before
    if (last && last.key === key) {
      count(last, now)
      last.lastText = text
      last.facts = facts
      last.isFlood = last.inSecond > 20
      return
    }
    begun += 1
    if (begun > newGroupsPerSecondMax) {
      dropped += 1
      return
    }
    groups.push({
      id: (last?.id ?? 0) + 1,
      key,
      count: 1,
      firstAt: now,
      lastAt: now,
      secondAt: now,
      inSecond: 1,
      perSecond: 1,
      isFlood: false,
      facts,
      firstText: text,
      lastText: text,
    })
    if (groups.length > groupsMax) groups.shift()
  }

  function readFacts({ source, origin, data: message }: MessageEvent<unknown>): MessageFacts {
    const members = isObject(message) ? message : undefined
    return {
      isFromFrame: source === frame.contentWindow,
      origin,
      isDeclared: origins.includes(origin),
      event: typeof members?.event === 'string' ? members.event.slice(0, 100) : null,
      nonce: judgeNonce(members?.nonce),
      html: typeof members?.html === 'string' ? members.html.slice(0, htmlMax) : null,
      actionId: isSafeInteger(members?.actionId) ? members.actionId : null,
    }
  }

  function judgeNonce(found: unknown): MessageFacts['nonce'] {
    if (found === undefined) return 'none'
    return nonce !== null && found === nonce ? 'right' : 'wrong'
  }

  // As JSON, as far as it goes: a message may hold anything that can be cloned, and any amount of it.
  function preview(message: unknown): string {
    try {
      const text: string | undefined = JSON.stringify(excerpt(message, '', { left: 400 }, 0))
      return (text === undefined ? String(message) : text).slice(0, textMax)
    } catch {
      return `[${Object.prototype.toString.call(message)}]`
    }
  }

  // The beginning of a value, which is walked no further than it is shown.
  function excerpt(value: unknown, name: string, budget: { left: number }, depth: number): unknown {
    budget.left -= 1
    if (budget.left < 0) return '…'
    if (name === 'nonce' && typeof value === 'string')
      return value === nonce ? '[this launch’s nonce]' : value.slice(0, 200)
    if (typeof value === 'string' && value.length > textMax)
      return `${value.slice(0, textMax)}… (${value.length} characters)`
    if (typeof value === 'bigint') return `${value}n`
    if (!isObject(value)) return value
    if (depth === depthMax) return '…'
    if (Array.isArray(value))
      return value.slice(0, membersMax).map((member) => excerpt(member, '', budget, depth + 1))
    return Object.fromEntries(
      firstNames(value).map((key) => [key, excerpt(value[key], key, budget, depth + 1)]),
    )
  }

  return receive
}

function count(group: Group, now: number): void {
  group.count += 1
  group.lastAt = now
  if (now - group.secondAt >= 1_000) [group.secondAt, group.inSecond] = [now, 0]
  group.inSecond += 1
  group.perSecond = Math.max(group.perSecond, group.inSecond)
}

// Messages of one kind have the same members of the same types, whatever the values: 412 px and 413 px are a loop.
function shapeOf(message: unknown): string {
  if (!isObject(message)) return typeof message
  return firstNames(message)
    .map((name) => `${name}:${typeof message[name]}`)
    .join(',')
}

function firstNames(message: object): string[] {
  const names: string[] = []
  for (const name in message) {
    if (names.length === membersMax) break
    names.push(name)
  }
  return names
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isSafeInteger(value: unknown): value is number {
  return Number.isSafeInteger(value)
}
