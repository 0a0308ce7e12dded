import { randomBytes } from 'node:crypto'
import { type Html, html, scriptJson } from '@/lib/html'
import { contentPolicy, nonceSource } from '@/lib/http/content-policy'
import { stagePermissions } from '@/lib/http/permissions-policy'
import type { StageData } from '@/lib/stage/stage-data.schema'

type StageFrame = {
  title: string
  /** The signed request: its URL is opened, or its form is posted into the frame. */
  request: { method: string; url: string; body: string | null }
  origins: string[]
  allow: string[]
}

/** How the sandbox shows a frame; the CRM's own stage has none of it. */
export type StageLook = {
  frame: 'standard' | 'strict' | 'credentialless'
  theme: 'light' | 'dark'
}

const standardSandbox = [
  'allow-scripts',
  'allow-same-origin',
  'allow-forms',
  'allow-popups',
  'allow-popups-to-escape-sandbox',
].join(' ')

/** Without its own origin, and without popups. */
const strictSandbox = 'allow-scripts allow-forms'

/**
 * The stage: the portal's own small document around one widget frame. Its policy names exactly the origins that this widget declared,
 * so that the portal's pages need none.
 * @param around.host the origin of an embedding CRM's page, which frames it through a frame of the portal's
 */
export function answerStage(
  status: number,
  data: Omit<StageData, 'src' | 'isEmbedded'>,
  frame?: StageFrame,
  { look, host }: { look?: StageLook; host?: string } = {},
): Response {
  const nonce = randomBytes(16).toString('base64')
  const origins = frame?.origins ?? []
  const policy = contentPolicy({
    'default-src': [],
    'script-src': [nonceSource(nonce)],
    'style-src': [nonceSource(nonce)],
    'connect-src': ["'self'"],
    'frame-src': origins,
    'form-action': origins,
    'frame-ancestors': ["'self'", ...(host ? [host] : [])],
    'base-uri': [],
  })
  const body = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${frame?.title ?? 'Not shown'}</title>
<style nonce="${nonce}">html,body{margin:0;height:100%;background:transparent}${look && html`:root,iframe{color-scheme:${look.theme}}`}iframe{border:0;width:100%;height:100%;display:block}</style></head>
<body>${frame ? frameElement(frame, look?.frame) : html`<p>${data.refused?.detail}</p>`}
<script type="application/json" id="stage-data" nonce="${nonce}">${scriptJson({ ...data, ...(host ? { isEmbedded: true } : {}), src: frame?.request.method === 'GET' ? frame.request.url : undefined })}</script>
<script src="${look ? '/sandbox-stage.js' : '/stage.js'}" nonce="${nonce}"></script></body></html>`
  return new Response(body.text, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'permissions-policy': stagePermissions(frame?.allow ?? [], origins),
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'strict-origin',
      // It can't name another origin, so it would refuse the embedding page.
      ...(host ? {} : { 'x-frame-options': 'SAMEORIGIN' }),
      'cache-control': 'private, no-store',
    },
  })
}

/** Without a source yet: the script listens first and opens then. */
function frameElement(frame: StageFrame, look: StageLook['frame'] = 'standard'): Html {
  const allow = frame.allow.length > 0 ? html` allow="${frame.allow.join('; ')}"` : undefined
  const sandbox = look === 'strict' ? strictSandbox : standardSandbox
  const credentialless = look === 'credentialless' ? html` credentialless` : undefined
  const iframe = html`<iframe id="widget" name="widget" title="${frame.title}" sandbox="${sandbox}" referrerpolicy="strict-origin"${credentialless}${allow}></iframe>`
  return frame.request.method === 'GET' ? iframe : html`${iframe}${formElement(frame.request)}`
}

function formElement({ url, body }: StageFrame['request']): Html {
  // Of the body and not of an object: a doubled field is posted twice.
  const inputs = [...new URLSearchParams(body ?? '')].map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )
  return html`<form id="launch" method="post" action="${url}" target="widget" hidden>${inputs}</form>`
}

/** The one message that a slot may send, with the nonce that only this frame was given. */
export function messagesOf(
  placement: string,
  { nonce, origins }: { nonce: string | null; origins: string[] },
) {
  if (nonce === null) return undefined
  if (placement === 'email_editor') return { event: 'insertHtml' as const, nonce, origins }
  return placement === 'custom_action' ? { event: 'completedAction' as const, nonce, origins } : undefined
}
