import type { MessageFacts, MessageGroup, WireFacts } from '@/lib/domain/sandbox/launches.schema'
import { send } from '@/lib/stage/stage-page'

type Group = MessageGroup & { key: string; secondAt: number; inSecond: number; isFlood: boolean }
type Entry = { key: string; facts: MessageFacts | WireFacts; text: string; answer: string | null }

const tellEveryMs = 200
const newGroupsPerSecondMax = 40
const groupsMax = 200
const floodPerSecond = 20

/** Every message of a launch, those of one kind in a row as one group, which the page is told of five times a second. */
export function openLog() {
  const groups: Group[] = []
  let dropped = 0
  let second = 0
  let begun = 0
  let isChanged = false
  let toldAt = 0

  function tell(told: Group[]): void {
    send({ type: 'framegate.sandbox_messages', groups: told, dropped })
  }

  return {
    start: (): void => {
      setInterval(() => {
        if (!isChanged) return
        isChanged = false
        // Only what changed: the page knows the rest.
        tell(groups.filter(({ lastAt }) => lastAt >= toldAt))
        toldAt = Date.now()
      }, tellEveryMs)
    },
    repeat: (): void => {
      if (groups.length > 0) tell(groups)
    },
    /** Of the same kind as the last one, as far as can be told of an unread one. */
    drop: (now: number): void => {
      isChanged = true
      const last = groups.at(-1)
      if (last?.isFlood) count(last, now)
      else dropped += 1
    },
    add: ({ key, facts, text, answer }: Entry, now: number): void => {
      isChanged = true
      const last = groups.at(-1)
      if (last?.key === key) {
        count(last, now)
        Object.assign(last, { facts, lastText: text, answerText: answer })
        last.isFlood = last.inSecond > floodPerSecond
        return
      }
      if (now - second >= 1_000) [second, begun] = [now, 0]
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
        answerText: answer,
      })
      if (groups.length > groupsMax) groups.shift()
    },
  }
}

function count(group: Group, now: number): void {
  group.count += 1
  group.lastAt = now
  if (now - group.secondAt >= 1_000) [group.secondAt, group.inSecond] = [now, 0]
  group.inSecond += 1
  group.perSecond = Math.max(group.perSecond, group.inSecond)
}
