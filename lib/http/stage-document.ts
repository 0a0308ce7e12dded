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
  refused?: { code: string; detail: string; requestId: string }
}

type StageFrame = { title: string; src: string; origins: string[]; allow: string[] }

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
<script type="application/json" id="stage-data" nonce="${nonce}">${escapeScript(JSON.stringify({ ...data, src: frame?.src }))}</script>
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
  return `<iframe id="widget" title="${escapeHtml(frame.title)}" sandbox="${sandbox}" referrerpolicy="strict-origin"${allow}></iframe>`
}

function escapeScript(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
