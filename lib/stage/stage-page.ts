import type { StageMessage } from '@/lib/domain/launches/launches.schema'
import type { SandboxStageMessage } from '@/lib/domain/sandbox/launches.schema'
import { type StageData, stageHello } from '@/lib/stage/stage-data.schema'

export function readData(): StageData {
  return JSON.parse(requireElement('stage-data').textContent ?? '')
}

export function findFrame(): HTMLIFrameElement {
  const frame = requireElement('widget')
  if (frame instanceof HTMLIFrameElement) return frame
  throw new TypeError('The element with the id widget is not a frame.')
}

/** To the page that holds this stage, on the portal's own origin only. */
export function send(message: StageMessage | SandboxStageMessage): void {
  if (window.parent !== window) window.parent.postMessage(message, window.location.origin)
}

export function isHello(event: MessageEvent): boolean {
  return (
    event.source === window.parent &&
    event.origin === window.location.origin &&
    event.data?.type === stageHello.type
  )
}

/** The signed request: the document's form is posted into the frame, or its URL opened there. */
export function openWidget(frame: HTMLIFrameElement, { src }: StageData): void {
  const form = document.getElementById('launch')
  if (form instanceof HTMLFormElement) form.submit()
  else if (src !== undefined) frame.src = src
}

/** What the widget, or a redirect of it, was kept from: an origin that its version does not declare. */
export function onBlocked(report: (origin: string) => void): void {
  document.addEventListener('securitypolicyviolation', (event) => {
    if (event.effectiveDirective !== 'frame-src' && event.effectiveDirective !== 'form-action') return
    report(event.blockedURI || 'another origin')
  })
}

function requireElement(id: string): HTMLElement {
  const element = document.getElementById(id)
  if (element) return element
  throw new TypeError(`The document has no element with the id ${id}.`)
}
