import type { StageMessage } from '@/lib/domain/launches/launches.schema'

/** What the element tells its page, each as an event of that name with this detail. */
export type EmbedEvents = {
  shown: { widgetId: string; launchId: string; ms: number }
  failed: { widgetId: string | null; reason: string; detail: string; requestId: string | null }
  'insert-html': { widgetId: string; html: string }
  'completed-action': { widgetId: string; actionId: number }
  /** A record that the portal has, or, with `isStored` false, one that only this CRM may have. */
  navigate: {
    widgetId: string
    kind: 'person' | 'company'
    id: string
    externalId: string | null
    isStored: boolean
  }
  /** In pixels of CSS. The element has that height already. */
  resize: { widgetId: string; height: number }
  notice: { widgetId: string; text: string }
  /** To keep in the page's address, and to give back as the property `state`. */
  state: { widgetId: string; state: string }
  'message-refused': { widgetId: string; detail: string }
}

export type EmbedEvent = {
  [Name in keyof EmbedEvents]: { name: Name; detail: EmbedEvents[Name] }
}[keyof EmbedEvents]

/** What the page is told of a message of the stage; undefined for what is only the stage's. */
export function eventOf(
  message: StageMessage,
  { widgetId, launchId }: { widgetId: string; launchId: string },
): EmbedEvent | undefined {
  switch (message.type) {
    case 'framegate.shown':
      return { name: 'shown', detail: { widgetId, launchId, ms: message.ms } }
    case 'framegate.failed': {
      const { reason, report } = message
      return { name: 'failed', detail: { widgetId, reason, detail: report.detail, requestId: null } }
    }
    case 'framegate.refused': {
      const { code, detail, requestId } = message
      return { name: 'failed', detail: { widgetId, reason: code, detail, requestId } }
    }
    case 'framegate.html':
      return { name: 'insert-html', detail: { widgetId, html: message.html } }
    case 'framegate.completed':
      return { name: 'completed-action', detail: { widgetId, actionId: message.actionId } }
    case 'framegate.message_refused':
      return { name: 'message-refused', detail: { widgetId, detail: message.detail } }
    case 'framegate.navigate': {
      const { kind, id, externalId, isStored } = message
      return { name: 'navigate', detail: { widgetId, kind, id, externalId, isStored } }
    }
    case 'framegate.height':
      return { name: 'resize', detail: { widgetId, height: message.height } }
    case 'framegate.notice':
      return { name: 'notice', detail: { widgetId, text: message.text } }
    case 'framegate.state':
      return { name: 'state', detail: { widgetId, state: message.text } }
    default:
      return undefined
  }
}
