import { nextTab } from '@/lib/embed/next-tab'
import { style } from '@/lib/embed/style'
import type { EmbeddedTab } from '@/lib/stage/embed-messages.schema'

const noticeMs = 8_000

type Handlers = { onSelect: (widgetId: string) => void; onRetry: () => void }

/** The tab list, the panel with the portal's frame, and what is said in their place. */
export class View {
  readonly #list = element('div', { part: 'tablist', role: 'tablist', 'aria-label': 'Widgets' })
  /** The panel, and behind it what is said while a widget loads: it takes no room of its own that would move the widget. */
  readonly #room = element('div', { part: 'room' })
  readonly #said = element('div', { part: 'said' })
  readonly #panel = element('div', { part: 'panel', role: 'tabpanel', id: 'panel' })
  readonly #message = element('p', { part: 'message', role: 'status' })
  readonly #notice = element('p', { part: 'notice', role: 'status' })
  readonly #retry = element('button', { part: 'retry', type: 'button' })
  readonly #handlers: Handlers
  #noticeEnd: ReturnType<typeof setTimeout> | undefined

  constructor(root: ShadowRoot, handlers: Handlers) {
    this.#handlers = handlers
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(style)
    root.adoptedStyleSheets = [sheet]
    this.#retry.textContent = 'Try again'
    this.#retry.hidden = true
    this.#retry.addEventListener('click', handlers.onRetry)
    this.#list.addEventListener('keydown', (event) => this.#move(event))
    this.#said.append(this.#message, this.#retry)
    this.#room.append(this.#said, this.#panel)
    root.append(this.#list, this.#notice, this.#room)
  }

  /** The frame stays where it is put: moving it would load it anew. */
  hold(frame: HTMLIFrameElement | undefined): void {
    this.#panel.replaceChildren(...(frame ? [frame] : []))
  }

  /** None is selected yet. */
  showTabs(tabs: readonly EmbeddedTab[]): void {
    const focused = this.#tabs().find((tab) => tab.matches(':focus'))
    this.#list.replaceChildren(
      ...tabs.map(({ widgetId, name }) => {
        const tab = element('button', { part: 'tab', role: 'tab', type: 'button', id: `tab-${widgetId}` })
        tab.setAttribute('aria-controls', 'panel')
        tab.textContent = name
        tab.addEventListener('click', () => this.#handlers.onSelect(widgetId))
        return tab
      }),
    )
    if (!focused) return
    const again = this.#tabs().find(({ id }) => id === focused.id) ?? this.#tabs()[0]
    again?.focus()
  }

  select(widgetId: string | undefined): void {
    for (const tab of this.#tabs()) {
      const isSelected = tab.id === `tab-${widgetId}`
      tab.setAttribute('aria-selected', String(isSelected))
      tab.setAttribute('part', isSelected ? 'tab selected' : 'tab')
      tab.tabIndex = isSelected ? 0 : -1
    }
    if (widgetId === undefined) this.#panel.removeAttribute('aria-labelledby')
    else this.#panel.setAttribute('aria-labelledby', `tab-${widgetId}`)
  }

  /** Says something in place of a widget; nothing shows the widget. */
  say(text: string, { isFailure = false } = {}): void {
    this.#message.textContent = text
    this.#message.setAttribute('role', isFailure ? 'alert' : 'status')
    this.#retry.hidden = !isFailure
    this.#said.setAttribute('part', isFailure ? 'said failure' : 'said')
  }

  /** The height that the widget asked for, in CSS pixels; as much as there is without one. */
  fit(height: number | undefined): void {
    this.#room.style.flex = height === undefined ? '' : 'none'
    this.#room.style.height = height === undefined ? '' : `${height}px`
  }

  /** Shows the frame once a widget is opened in it: before, it is empty, and of another colour scheme than the page it would be opaque. */
  reveal(isOpen: boolean): void {
    this.#panel.classList.toggle('open', isOpen)
  }

  /** Says for a while what the widget wants to be said. */
  notice(text: string): void {
    this.#notice.textContent = text
    clearTimeout(this.#noticeEnd)
    this.#noticeEnd = setTimeout(() => {
      this.#notice.textContent = ''
    }, noticeMs)
  }

  #tabs(): HTMLElement[] {
    return [...this.#list.querySelectorAll<HTMLElement>('[role=tab]')]
  }

  #move(event: KeyboardEvent): void {
    const tabs = this.#tabs()
    const index = event.target instanceof HTMLElement ? tabs.indexOf(event.target) : -1
    const next = index < 0 ? undefined : nextTab(event.key, index, tabs.length)
    if (next === undefined) return
    event.preventDefault()
    tabs[next]?.focus()
  }
}

function element<Name extends 'div' | 'p' | 'button'>(
  name: Name,
  attributes: Record<string, string>,
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value)
  return made
}
