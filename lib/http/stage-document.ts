import { randomBytes } from 'node:crypto'
import { escapeHtml } from '@/lib/http/escape-html'

type StageData = {
  launch?: {
    launchId: string
    widgetId: string
    placement: string
    origin: string
    signedAt: string
    signMs: number
  }
  /** Which messages this frame may send, where its protocol has any. */
  messages?: { event: 'insertHtml' | 'completedAction'; nonce: string; origins: string[] } | undefined
  refused?: { code: string; detail: string; requestId: string }
}

type StageFrame = {
  title: string
  /** The signed request: its URL is opened, or its fields are posted into the frame. */
  request: { method: string; url: string; fields: Record<string, string> }
  origins: string[]
  allow: string[]
}

const sandbox = [
  'allow-scripts',
  'allow-same-origin',
  'allow-forms',
  'allow-popups',
  'allow-popups-to-escape-sandbox',
  'allow-downloads',
].join(' ')

/**
 * The stage: the portal's own small document around one widget frame. Its policy names exactly the origins that this widget declared,
 * so that the portal's pages need none.
 */
export function answerStage(status: number, data: StageData, frame?: StageFrame): Response {
  const nonce = randomBytes(16).toString('base64')
  const origins = frame ? frame.origins.join(' ') : "'none'"
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    `frame-src ${origins}`,
    `form-action ${origins}`,
    "frame-ancestors 'self'",
    "base-uri 'none'",
  ].join('; ')
  const body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(frame?.title ?? 'Not shown')}</title>
<style nonce="${nonce}">html,body{margin:0;height:100%;background:transparent}iframe{border:0;width:100%;height:100%;display:block}</style></head>
<body>${frame ? frameElement(frame) : `<p>${escapeHtml(data.refused?.detail ?? '')}</p>`}
<script type="application/json" id="stage-data" nonce="${nonce}">${escapeScript(JSON.stringify({ ...data, src: frame?.request.method === 'GET' ? frame.request.url : undefined }))}</script>
<script src="/stage.js" nonce="${nonce}"></script></body></html>`
  return new Response(body, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'referrer-policy': 'strict-origin',
      'x-frame-options': 'SAMEORIGIN',
      'cache-control': 'private, no-store',
    },
  })
}

/** Without a source yet: the script listens first and opens then. */
function frameElement(frame: StageFrame): string {
  const allow = frame.allow.length > 0 ? ` allow="${escapeHtml(frame.allow.join('; '))}"` : ''
  const iframe = `<iframe id="widget" name="widget" title="${escapeHtml(frame.title)}" sandbox="${sandbox}" referrerpolicy="strict-origin"${allow}></iframe>`
  return frame.request.method === 'GET' ? iframe : `${iframe}${formElement(frame.request)}`
}

function formElement({ url, fields }: StageFrame['request']): string {
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  )
  return `<form id="launch" method="post" action="${escapeHtml(url)}" target="widget" hidden>${inputs.join('')}</form>`
}

function escapeScript(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
