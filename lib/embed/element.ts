import { type Connection, connectTo } from '@/lib/embed/connection'
import { describeMissingFrame, isBlockedFrame, toOrigin } from '@/lib/embed/diagnose'
import { type EmbedEvents, eventOf } from '@/lib/embed/event-of'
import { type EmbedRecord, hasSubject, launchOf, type Subject } from '@/lib/embed/launch-of'
import { View } from '@/lib/embed/view'
import { type EmbeddedTab, type EmbedFrameMessage, embedFramePath } from '@/lib/stage/embed-messages.schema'

/** Asks the page's server for a token of the portal, for the user who is signed in there. */
export type GetToken = () => Promise<string> | string

const attributes = ['portal', 'embed-id', 'placement', 'record-id', 'widget-id', 'theme', 'locale'] as const
const properties = [
  'portal',
  'embedId',
  'placement',
  'recordId',
  'widgetId',
  'theme',
  'locale',
  'record',
  'actionId',
  'state',
  'getToken',
] as const
const darkQuery = '(prefers-color-scheme: dark)'

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
  #state = ''
  #getToken: GetToken | undefined
  #connection: Connection | undefined
  #early: Promise<unknown> | undefined
  #leave = new AbortController()
  #tabs: EmbeddedTab[] = []
  #selected: string | undefined
  #toldLook = ''
  #launchId = ''
  #openId = 0
  #connectedFor = ''
  #isConnected = false
  #listedFor = ''
  #openedFor = ''
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

  /** The tab that is open, or is to be; the first one unless it is set. */
  get widgetId(): string | null {
    return this.#selected ?? this.getAttribute('widget-id')
  }
  set widgetId(value: string | null) {
    if (value === null) this.removeAttribute('widget-id')
    else this.setAttribute('widget-id', value)
  }

  get theme(): string | null {
    return this.getAttribute('theme')
  }
  set theme(value: string | null) {
    if (value === null) this.removeAttribute('theme')
    else this.setAttribute('theme', value)
  }

  /** A BCP 47 tag; the page's own language unless it is set. */
  get locale(): string {
    return this.getAttribute('locale') || document.documentElement.lang || navigator.language
  }
  set locale(value: string) {
    this.setAttribute('locale', value)
  }

  /** What the open widget keeps in the page's address, as the event `state` told it. */
  get state(): string {
    return this.#state
  }
  set state(value: string) {
    this.#state = value
    this.#queue()
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

  attributeChangedCallback(name: string, _before: string | null, value: string | null): void {
    if (name === 'widget-id') this.#selected = value ?? undefined
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
      this.#tellLook()
      this.#list()
      if (this.#tabs.length > 0) this.#choose()
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
    matchMedia(darkQuery).addEventListener('change', () => this.#tellLook(), { signal })
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
    this.#toldLook = ''
    this.#view.hold(undefined)
  }

  #hear(message: EmbedFrameMessage): void {
    switch (message.type) {
      case 'connected':
        this.#isConnected = true
        this.#listedFor = ''
        this.#openedFor = ''
        this.#toldLook = ''
        this.#tellLook()
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

  #tellLook(): void {
    const isDark = this.theme === 'dark' || (this.theme !== 'light' && matchMedia(darkQuery).matches)
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
    const theme = isDark ? ('dark' as const) : ('light' as const)
    const look = { look: { theme, locale: this.locale, timeZone }, state: this.#state }
    const toldLook = JSON.stringify(look)
    if (!this.#isConnected || toldLook === this.#toldLook) return
    this.#toldLook = toldLook
    this.#connection?.send({ type: 'look', ...look })
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
    this.#view.showTabs(tabs)
    this.#choose()
    this.#openedFor = ''
    if (tabs.length > 0) this.#reopen()
    else this.#close('No widgets are enabled here.')
  }

  /** The tab that the page or the user chose, or the first one where that is not there. */
  #choose(): void {
    const kept = this.#tabs.find(({ widgetId }) => widgetId === this.#selected) ?? this.#tabs[0]
    if (this.#selected !== kept?.widgetId) this.#state = ''
    this.#selected = kept?.widgetId
    this.#view.select(this.#selected)
  }

  #open(widgetId: string): void {
    if (widgetId !== this.#selected) {
      this.#state = ''
      this.#tell('state', { widgetId, state: '' })
    }
    this.#selected = widgetId
    this.#tellLook()
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
    this.#view.fit(undefined)
    this.#view.reveal(false)
    this.#openId += 1
    this.#connection?.send({ type: 'open', id: this.#openId, launch })
  }

  #close(text: string): void {
    this.#openedFor = ''
    this.#connection?.send({ type: 'close' })
    this.#view.reveal(false)
    this.#view.say(text)
  }

  #hearStage(message: Extract<EmbedFrameMessage, { type: 'stage' }>['message']): void {
    const widgetId = this.#selected
    if (widgetId === undefined) return
    if (message.type === 'framegate.opening') {
      this.#launchId = message.launchId
      this.#view.reveal(true)
    }
    const event = eventOf(message, { widgetId, launchId: this.#launchId })
    if (!event) return
    if (event.name === 'failed') {
      const { reason, detail, requestId } = event.detail
      this.#fail(widgetId, reason, detail, requestId)
      return
    }
    if (event.name === 'shown') this.#view.say('')
    if (event.name === 'resize') this.#view.fit(event.detail.height)
    if (event.name === 'notice') this.#view.notice(event.detail.text)
    if (event.name === 'state') this.#state = event.detail.state
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
