import type { SignedRequest } from '@/lib/protocols/protocol'
import { type WireHost, wireHeight, wireHello } from '@/lib/wire/messages.schema'

/** What is kept of a page that does not stop talking. */
const keptMax = 500
const keptLengthMax = 4_000

/**
 * A page that opens a launch in a frame as the CRM does, and keeps in `window.talk` what the widget says over the wire.
 * @param host what the widget is told; without it nothing is answered, as by a host that does not know the wire
 */
export function hostPage(request: SignedRequest, host?: WireHost): string {
  const { method, url, fields } = request
  const given = JSON.stringify({ method, url, fields, host, wireHello, wireHeight, keptMax, keptLengthMax })
  return `<!doctype html><meta charset="utf-8"><title>Host</title><style>html,body,iframe{margin:0;width:100%;height:100%;border:0}</style>
<iframe name="widget" title="Widget" referrerpolicy="strict-origin" sandbox="allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox"></iframe>
<script>
  const { method, url, fields, host, wireHello, wireHeight, keptMax, keptLengthMax } = ${given.replaceAll('<', '\\u003c')}
  const frame = document.querySelector('iframe')
  const talk = { hellos: [], asks: [] }
  window.talk = talk
  const keep = (list, entry) => {
    if (list.length < keptMax && JSON.stringify(entry).length <= keptLengthMax) list.push(entry)
  }
  const answer = ({ id, ask, height }) => {
    if (ask === 'refresh')
      return { id, ok: false, code: 'unavailable', detail: 'The certification signs no further launch here.' }
    if (ask === 'resize' && Number.isFinite(height))
      frame.style.height = Math.min(Math.max(height, wireHeight.min), wireHeight.max) + 'px'
    return { id, ok: true }
  }
  addEventListener('message', ({ source, origin, data }) => {
    if (source !== frame.contentWindow || data?.type !== wireHello.type) return
    keep(talk.hellos, data)
    if (!host || data.version !== wireHello.version) return
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = ({ data: asked }) => {
      keep(talk.asks, { asked, at: performance.now() })
      if (Number.isSafeInteger(asked?.id)) port1.postMessage(answer(asked))
    }
    source.postMessage({ ...wireHello, host }, origin, [port2])
  })
  if (method === 'GET') frame.src = url
  else {
    const form = Object.assign(document.createElement('form'), { method: 'post', action: url, target: 'widget', hidden: true })
    for (const [name, value] of Object.entries(fields)) form.append(Object.assign(document.createElement('input'), { name, value }))
    document.body.append(form)
    form.submit()
  }
</script>`
}
