import {
  type WireAsk,
  type WireCode,
  type WireHost,
  type WireLaunch,
  type WireReply,
  type WireRequest,
  type WireTarget,
  wireHello,
} from '@/lib/wire/messages.schema'

const connectWithinMs = 3_000
const answerWithinMs = 15_000
const resizeEveryMs = 100

/** Why something that a widget asked for was not done. */
export class WireError extends Error {
  override readonly name = 'WireError'
  readonly code: WireCode

  constructor(code: WireCode, detail: string) {
    super(detail)
    this.code = code
  }
}

/** A host as the widget in it sees it. Each promise rejects with a `WireError`. */
export type Host = Readonly<WireHost> & {
  /** Calls back when theme, locale or time zone changed, and returns what ends that. */
  onChange: (listener: (host: Host) => void) => () => void
  /** Asks for the height that the content needs, in CSS pixels. The host bounds it. Many calls are one. */
  resize: (height: number) => void
  /** Shows a sentence beside the widget, as plain text of at most 200 characters. */
  notify: (text: string) => Promise<void>
  /** Opens a record of the team, or an address in a new tab. Only after a click or a key in the widget. */
  navigate: (target: WireTarget) => Promise<void>
  /** Opens a window, for example to sign in, that keeps its opener. Only after a click or a key. */
  openWindow: (url: string, size?: { width?: number; height?: number }) => Window
  /** A newly signed launch of the same record, without a reload. */
  refresh: () => Promise<WireLaunch>
  /** Keeps at most 512 characters in the address of the view, so that a link to it opens the widget where it was. */
  setState: (text: string) => Promise<void>
  close: () => void
}

/**
 * Connects a widget to the host that shows it.
 * @param options.origins hosts that the widget accepts; every host unless given
 * @throws WireError `no_host` where the page is not in a frame, or the window around it does not answer in time
 */
export async function connect({
  origins,
  timeoutMs = connectWithinMs,
}: {
  origins?: readonly string[]
  timeoutMs?: number
} = {}): Promise<Host> {
  if (window.parent === window) throw new WireError('no_host', 'This page is not in a frame.')
  const { port, host } = await greet(origins, timeoutMs)
  return hostOf(port, host)
}

function greet(origins: readonly string[] | undefined, timeoutMs: number) {
  return new Promise<{ port: MessagePort; host: WireHost }>((settle, fail) => {
    const listening = new AbortController()
    const timer = setTimeout(() => {
      listening.abort()
      fail(new WireError('no_host', `The window around this page did not answer within ${timeoutMs} ms.`))
    }, timeoutMs)
    window.addEventListener(
      'message',
      ({ source, origin, data, ports: [port] }) => {
        if (source !== window.parent || (origins && !origins.includes(origin))) return
        if (data?.type !== wireHello.type || data.version !== wireHello.version || !port) return
        listening.abort()
        clearTimeout(timer)
        settle({ port, host: data.host })
      },
      { signal: listening.signal },
    )
    // To whoever is there: it says only that this page can be spoken to.
    window.parent.postMessage({ ...wireHello, isLoaded: document.readyState === 'complete' }, '*')
  })
}

function hostOf(port: MessagePort, given: WireHost): Host {
  const waiting = new Map<
    number,
    { settle: (value: WireLaunch | undefined) => void; fail: (error: WireError) => void }
  >()
  const listeners = new Set<(host: Host) => void>()
  let last = 0
  let isClosed = false
  let height: number | undefined
  let resizing: ReturnType<typeof setTimeout> | undefined

  function ask(what: WireAsk): Promise<WireLaunch | undefined> {
    if (isClosed) return Promise.reject(new WireError('closed', 'The connection to the host is closed.'))
    last += 1
    const id = last
    return new Promise((settle, fail) => {
      const timer = setTimeout(() => {
        waiting.delete(id)
        fail(new WireError('no_answer', 'The host did not answer in time.'))
      }, answerWithinMs)
      const answered =
        <Value>(end: (value: Value) => void) =>
        (value: Value) => {
          clearTimeout(timer)
          waiting.delete(id)
          end(value)
        }
      waiting.set(id, { settle: answered(settle), fail: answered(fail) })
      port.postMessage({ ...what, id } satisfies WireRequest)
    })
  }

  function sendHeight(): void {
    resizing = undefined
    if (height === undefined) return
    ask({ ask: 'resize', height }).catch(() => {})
    height = undefined
    resizing = setTimeout(sendHeight, resizeEveryMs)
  }

  function close(): void {
    if (isClosed) return
    isClosed = true
    clearTimeout(resizing)
    for (const { fail } of waiting.values())
      fail(new WireError('closed', 'The connection to the host is closed.'))
    port.close()
  }

  const host: Host = Object.assign(given, {
    onChange: (listener: (host: Host) => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    resize: (next: number) => {
      height = next
      if (resizing === undefined && !isClosed) sendHeight()
    },
    notify: async (text: string) => void (await ask({ ask: 'notify', text })),
    navigate: async (target: WireTarget) => void (await ask({ ask: 'navigate', target })),
    openWindow: (
      url: string,
      { width = 520, height: tall = 640 }: { width?: number; height?: number } = {},
    ) => {
      const opened = window.open(url, '_blank', `popup,width=${width},height=${tall}`)
      if (!opened)
        throw new WireError('needs_click', 'The browser opens a window only after a click or a key.')
      return opened
    },
    refresh: async () => {
      const launch = await ask({ ask: 'refresh' })
      if (!launch) throw new WireError('unavailable', 'The host answered without a launch.')
      return launch
    },
    setState: async (text: string) => void (await ask({ ask: 'setState', text })),
    close,
  })

  port.onmessage = ({ data }: MessageEvent<WireReply>) => {
    if ('look' in data) {
      Object.assign(host, data.look)
      for (const listener of listeners) listener(host)
    } else if (data.ok) waiting.get(data.id)?.settle(data.value)
    else waiting.get(data.id)?.fail(new WireError(data.code, data.detail))
  }
  // A page that is left does not speak for the next one in its frame.
  window.addEventListener('pagehide', close, { once: true })
  return host
}
