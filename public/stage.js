// The stage's own script, small and without a framework: it opens the widget, watches, and tells the page.
;(() => {
  const giveUpAfterMs = 10_000
  const reloadsMax = 25
  const data = JSON.parse(document.getElementById('stage-data').textContent)
  const said = []
  const send = (message) => {
    if (window.parent !== window) window.parent.postMessage(message, window.location.origin)
  }
  const tell = (message) => {
    said.push(message)
    send(message)
  }
  // A page that was still waking up when the stage began asks for what it missed.
  const isHello = (event) =>
    event.source === window.parent &&
    event.origin === window.location.origin &&
    event.data?.type === 'framegate.hello'
  window.addEventListener('message', (event) => {
    if (isHello(event)) said.forEach(send)
  })
  if (data.refused) {
    tell({ type: 'framegate.refused', ...data.refused })
    return
  }

  const { launch } = data
  const frame = document.getElementById('widget')
  const startedAt = performance.now()
  const elapsed = () => Math.round(performance.now() - startedAt)
  let loads = 0
  let report
  let outcome
  let ignored = 0

  function settle(next, reason) {
    const first = outcome === undefined
    outcome = next
    if (!first) return
    const body = JSON.stringify({ outcome: next, ...(reason ? { reason } : {}) })
    const headers = { 'content-type': 'application/json' }
    fetch(`/api/launches/${launch.launchId}/outcome`, {
      method: 'POST',
      body,
      headers,
      keepalive: true,
    }).catch(() => {})
  }

  function fail(reason, found) {
    if (outcome === 'failed') return
    settle('failed', reason)
    clearTimeout(timer)
    frame.removeAttribute('src')
    frame.remove()
    tell({ type: 'framegate.failed', reason, report: found, ms: elapsed() })
  }

  function show() {
    if (outcome) return
    settle('shown')
    clearTimeout(timer)
    tell({ type: 'framegate.shown', ms: elapsed() })
  }

  // A refused frame fires load too, so load alone proves nothing: the server's look at the headers decides with it.
  function consider() {
    if (outcome || !report) return
    if (report.verdict !== 'ok' && report.verdict !== 'unmeasured') fail(report.verdict, report)
    else if (loads > 0) show()
  }

  frame.addEventListener('load', () => {
    if (outcome === 'failed') return
    loads += 1
    if (loads > reloadsMax && elapsed() < giveUpAfterMs) {
      fail('reload_loop', {
        verdict: 'unmeasured',
        detail: `It loaded itself ${loads} times in ${Math.round(elapsed() / 1000)} s.`,
      })
      return
    }
    consider()
  })

  document.addEventListener('securitypolicyviolation', (event) => {
    if (event.effectiveDirective !== 'frame-src' && event.effectiveDirective !== 'form-action') return
    const blocked = event.blockedURI || 'another origin'
    fail('undeclared_origin', {
      verdict: 'undeclared_origin',
      detail: `It went to ${blocked}, which is not among its declared origins.`,
    })
  })

  // This protocol has no messages: whatever the widget or anyone else posts is counted and does nothing.
  window.addEventListener('message', (event) => {
    if (!isHello(event)) ignored += 1
  })
  let told = 0
  setInterval(() => {
    if (ignored === told) return
    told = ignored
    send({ type: 'framegate.ignored', messages: ignored })
  }, 1_000)

  const timer = setTimeout(() => {
    if (outcome) return
    if (loads > 0) show()
    else fail('too_slow', report ?? { verdict: 'too_slow', detail: 'No page arrived within 10 seconds.' })
  }, giveUpAfterMs)

  tell({
    type: 'framegate.opening',
    launchId: launch.launchId,
    origin: launch.origin,
    signedAt: launch.signedAt,
    signMs: launch.signMs,
  })
  frame.src = data.src

  fetch(`/frames/${launch.widgetId}/probe?placement=${launch.placement}`)
    .then((response) => (response.ok ? response.json() : undefined))
    .catch(() => undefined)
    .then((found) => {
      report = found ?? { verdict: 'unmeasured', detail: 'The portal could not look at the answer.' }
      if (report.request) tell({ type: 'framegate.answered', ms: elapsed() })
      consider()
    })
})()
