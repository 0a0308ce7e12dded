import { type Connection, connectTo } from '@/lib/embed/connection'
import { describeMissingFrame, isBlockedFrame, toOrigin } from '@/lib/embed/diagnose'
import { type EmbedEvents, eventOf } from '@/lib/embed/event-of'
import { type EmbedRecord, hasSubject, launchOf, type Subject } from '@/lib/embed/launch-of'
import { View } from '@/lib/embed/view'
import {
  type EmbeddedTab,
  type EmbedFrameMessage,
  type EmbedLook,
  embedFramePath,
} from '@/lib/stage/embed-messages.schema'

/** Asks the page's server for a token of the portal, for the user who is signed in there. */
export type GetToken = () => Promise<string> | string

const attributes = ['portal', 'embed-id', 'placement', 'record-id', 'theme', 'locale'] as const
const properties = [
  ...['portal', 'embedId', 'placement', 'recordId', 'record'],
  ...['actionId', 'theme', 'locale', 'getToken'],
]

/** The portal that served this script, where a page names none. */
let ownPortal = ''

/** `<framegate-tabs>`: the tabs of a team in a page of its own CRM. */
export class FramegateTabs extends HTMLElement {
  static readonly observedAttributes = attributes

  readonly #view = new View(this.attachShadow({ mode: 'open', delegatesFocus: false }), {
    onSelect: (widgetId) => this.#open(widgetId),
    onRetry: () => this.#restart(),
  })
  #record: EmbedRecord | null = null
  #actionId: number | null = null
  #getToken: GetToken | undefined
  #connection: Connection | undefined
  #early: Promise<unknown> | undefined
  #leave = new AbortController()
  #tabs: EmbeddedTab[] = []
  #selected: string | undefined
  #launchId = ''
  #openId = 0
  #connectedFor = ''
  #isConnected = false
  #listedFor = ''
  #openedFor = ''
  #lookedAs = ''
  #isQueued = false

  get portal(): string {
    return this.getAttribute('portal') ?? ownPortal
  }
  set portal(value: string) {
    this.setAttribute('portal', value)
  }

  get embedId(): string {
    return this.getAttribute('embed-id') ?? ''
  }
  set embedId(value: string) {
    this.setAttribute('embed-id', value)
  }

  get placement(): string {
    return this.getAttribute('placement') ?? 'person'
  }
  set placement(value: string) {
    this.setAttribute('placement', value)
  }

  get recordId(): string | null {
    return this.getAttribute('record-id')
  }
  set recordId(value: string | null) {
    if (value === null) this.removeAttribute('record-id')
    else this.setAttribute('record-id', value)
  }

  /** `light` or `dark`; anything else is as the user's system. */
  get theme(): string {
    return this.getAttribute('theme') ?? ''
  }
  set theme(value: string) {
    this.setAttribute('theme', value)
  }

  /** The language of the page around it (BCP 47), which widgets may follow. */
  get locale(): string {
    return this.getAttribute('locale') ?? (document.documentElement.lang || navigator.language)
  }
  set locale(value: string) {
    this.setAttribute('locale', value)
  }

  get record(): EmbedRecord | null {
    return this.#record
  }
  set record(value: EmbedRecord | null) {
    this.#record = value
    this.#queue()
  }

  /** The step of this CRM that a custom action may complete. */
  get actionId(): number | null {
    return this.#actionId
  }
  set actionId(value: number | null) {
    this.#actionId = value
    this.#queue()
  }

  get getToken(): GetToken | undefined {
    return this.#getToken
  }
  set getToken(value: GetToken | undefined) {
    this.#getToken = value
    this.#queue()
  }

  connectedCallback(): void {
    // What a page set before this script ran hides the accessors.
    for (const name of properties) {
      if (!Object.hasOwn(this, name)) continue
      const value: unknown = Reflect.get(this, name)
      Reflect.deleteProperty(this, name)
      Reflect.set(this, name, value)
    }
    this.#queue()
  }

  disconnectedCallback(): void {
    this.#disconnect()
  }

  attributeChangedCallback(): void {
    this.#queue()
  }

  /** Several changes at once are one. */
  #queue(): void {
    if (this.#isQueued) return
    this.#isQueued = true
    queueMicrotask(() => {
      this.#isQueued = false
      if (this.isConnected) this.#update()
    })
  }

  #update(): void {
    const portal = toOrigin(this.portal)
    const connectedFor = `${portal} ${this.embedId}`
    if (!portal || !this.embedId) {
      const missing = portal
        ? 'embed-id, which is under Settings, Embedding'
        : 'portal, the address of the portal'
      this.#fail(null, 'not_set_up', `Set the attribute ${missing}.`)
    } else if (!this.#getToken) {
      this.#view.say('Loading…')
    } else if (connectedFor !== this.#connectedFor) {
      this.#disconnect()
      this.#connectedFor = connectedFor
      this.#connect(portal)
    } else if (this.#isConnected) {
      this.#look()
      this.#list()
      this.#reopen()
    }
  }

  #restart(): void {
    this.#disconnect()
    this.#queue()
  }

  #connect(portal: string): void {
    this.#view.say('Loading…')
    const { signal } = this.#leave
    const missing = (reason: 'frame_blocked' | 'frame_refused') => {
      this.#connection?.close()
      this.#fail(null, reason, describeMissingFrame(reason, { portal, origin: location.origin }))
    }
    document.addEventListener(
      'securitypolicyviolation',
      (event) => {
        if (!this.#isConnected && isBlockedFrame(event, portal)) missing('frame_blocked')
      },
      { signal },
    )
    const frame = document.createElement('iframe')
    frame.title = 'Widget'
    frame.allow = this.getAttribute('allow') ?? ''
    this.#connection = connectTo(frame, {
      portal,
      onMessage: (message) => this.#hear(message),
      onSilent: () => missing('frame_refused'),
    })
    frame.src = portal + embedFramePath(this.embedId)
    this.#fetchEarly()
    this.#view.hold(frame)
  }

  #disconnect(): void {
    this.#leave.abort()
    this.#leave = new AbortController()
    this.#connection?.close()
    this.#connection = undefined
    this.#early = undefined
    this.#connectedFor = ''
    this.#isConnected = false
    this.#listedFor = ''
    this.#openedFor = ''
    this.#view.hold(undefined)
  }

  #hear(message: EmbedFrameMessage): void {
    switch (message.type) {
      case 'connected':
        this.#isConnected = true
        this.#listedFor = ''
        this.#openedFor = ''
        this.#lookedAs = ''
        this.#look()
        this.#list()
        break
      case 'token_wanted':
        void this.#giveToken()
        break
      case 'tabs':
        if (message.placement === this.placement) this.#takeTabs(message.tabs)
        break
      case 'refused':
        this.#fail(null, message.code, message.detail, message.requestId)
        break
      case 'stage':
        // What the tab before still said is not of this one.
        if (message.id === this.#openId) this.#hearStage(message.message)
    }
  }

  /** Asked while the portal's frame loads, so that the two waits are one. */
  #fetchEarly(): void {
    const early = this.#fetchToken()
    // Who needs it hears of the failure.
    early.catch(() => {})
    this.#early = early
  }

  async #fetchToken(): Promise<unknown> {
    return this.#getToken?.()
  }

  async #giveToken(): Promise<void> {
    const connection = this.#connection
    try {
      const early = this.#early
      this.#early = undefined
      const token = await (early ?? this.#fetchToken())
      if (typeof token !== 'string' || token === '') throw new TypeError('getToken returned no token.')
      connection?.send({ type: 'token', token })
    } catch (thrown) {
      if (connection !== this.#connection) return
      const detail = thrown instanceof Error ? thrown.message : String(thrown)
      this.#fail(null, 'no_token', `This page could not get a token: ${detail}`)
    }
  }

  /** How the page looks, where it changed. */
  #look(): void {
    const { theme, locale } = this
    const look: EmbedLook = {
      theme: theme === 'light' || theme === 'dark' ? theme : 'system',
      locale,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    }
    const lookedAs = JSON.stringify(look)
    if (lookedAs === this.#lookedAs) return
    this.#lookedAs = lookedAs
    this.#connection?.send({ type: 'look', look })
  }

  #list(): void {
    const { placement } = this
    if (this.#listedFor === placement) return
    this.#listedFor = placement
    this.#tabs = []
    this.#view.say('Loading…')
    this.#connection?.send({ type: 'tabs', placement })
  }

  #takeTabs(tabs: EmbeddedTab[]): void {
    this.#tabs = tabs
    const kept = tabs.find(({ widgetId }) => widgetId === this.#selected) ?? tabs[0]
    this.#selected = kept?.widgetId
    this.#view.showTabs(tabs, this.#selected)
    this.#openedFor = ''
    if (kept) this.#reopen()
    else this.#close('No widgets are enabled here.')
  }

  #open(widgetId: string): void {
    this.#selected = widgetId
    this.#view.select(widgetId)
    this.#openedFor = ''
    this.#reopen()
  }

  /** Opens the selected tab, unless it shows this very record already. */
  #reopen(): void {
    const widgetId = this.#selected
    if (widgetId === undefined || !this.#tabs.some((tab) => tab.widgetId === widgetId)) return
    const subject: Subject = {
      placement: this.placement,
      recordId: this.recordId,
      record: this.#record,
      actionId: this.#actionId,
    }
    if (!hasSubject(subject)) {
      this.#close('Select a record to show its tabs.')
      return
    }
    const launch = launchOf(widgetId, subject)
    const openedFor = JSON.stringify(launch)
    if (openedFor === this.#openedFor) return
    this.#openedFor = openedFor
    this.#view.say('Loading…')
    this.#openId += 1
    this.#connection?.send({ type: 'open', id: this.#openId, launch })
  }

  #close(text: string): void {
    this.#openedFor = ''
    this.#connection?.send({ type: 'close' })
    this.#view.say(text)
  }

  #hearStage(message: Extract<EmbedFrameMessage, { type: 'stage' }>['message']): void {
    const widgetId = this.#selected
    if (widgetId === undefined) return
    if (message.type === 'framegate.opening') this.#launchId = message.launchId
    const event = eventOf(message, { widgetId, launchId: this.#launchId })
    if (!event) return
    if (event.name === 'failed') {
      const { reason, detail, requestId } = event.detail
      this.#fail(widgetId, reason, detail, requestId)
      return
    }
    if (event.name === 'shown') this.#view.say('')
    this.#tell(event.name, event.detail)
  }

  #fail(widgetId: string | null, reason: string, detail: string, requestId: string | null = null): void {
    this.#view.say(requestId ? `${detail}\nRequest ${requestId}` : detail, { isFailure: true })
    this.#tell('failed', { widgetId, reason, detail, requestId })
  }

  #tell<Name extends keyof EmbedEvents>(name: Name, detail: EmbedEvents[Name]): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }))
  }
}

/** Defines the element, once in a page. */
export function defineTabs(scriptAddress: string | undefined): void {
  ownPortal = toOrigin(scriptAddress ?? null) ?? ''
  if (!customElements.get('framegate-tabs')) customElements.define('framegate-tabs', FramegateTabs)
}
