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

  // Passed on is what this very frame, on an origin that its widget declared, says with the nonce it was given; in the shape of the
  // slot's own message, and no faster than a person clicks. All else is counted and does nothing.
  // What a message holds is only looked at for a fifth of the time: it is copied into this page by the look, whatever its size.
  const { messages } = data
  const passedOnMax = 5
  const readWindowMs = 250
  const readMsMax = 50
  let passedOn = 0
  let readMs = 0
  let windowAt = 0
  const isFromWidget = (event) =>
    messages !== undefined && event.source === frame.contentWindow && messages.origins.includes(event.origin)
  const hasShape = (said) =>
    typeof said === 'object' &&
    said !== null &&
    said.event === messages.event &&
    said.nonce === messages.nonce &&
    (messages.event === 'insertHtml' ? typeof said.html === 'string' : Number.isSafeInteger(said.actionId))
  const isExpected = (event) => {
    if (!isFromWidget(event)) return false
    const before = performance.now()
    if (before - windowAt >= readWindowMs) {
      windowAt = before
      readMs = 0
    }
    if (readMs >= readMsMax) return false
    const isRight = hasShape(event.data)
    readMs += performance.now() - before
    return isRight
  }

  window.addEventListener('message', (event) => {
    if (isHello(event)) return
    if (passedOn >= passedOnMax || !isExpected(event)) {
      ignored += 1
      return
    }
    passedOn += 1
    passOn(event.data)
  })
  setInterval(() => {
    passedOn = 0
  }, 2_000)

  function passOn({ event, nonce, html, actionId }) {
    fetch(`/api/launches/${launch.launchId}/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ event, nonce, ...(event === 'insertHtml' ? { html } : { actionId }) }),
    })
      .then(async (response) => ({ ok: response.ok, answer: await response.json() }))
      .catch(() => ({ ok: false, answer: { detail: 'The portal did not answer.' } }))
      .then(({ ok, answer }) => {
        if (!ok) send({ type: 'framegate.message_refused', detail: answer.detail })
        else if (answer.event === 'insertHtml') send({ type: 'framegate.html', html: answer.html })
        else send({ type: 'framegate.completed', actionId: answer.actionId, title: answer.title })
      })
  }

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
  const form = document.getElementById('launch')
  if (form) form.submit()
  else frame.src = data.src

  fetch(`/frames/${launch.widgetId}/probe?placement=${launch.placement}`)
    .then((response) => (response.ok ? response.json() : undefined))
    .catch(() => undefined)
    .then((found) => {
      report = found ?? { verdict: 'unmeasured', detail: 'The portal could not look at the answer.' }
      if (report.request) tell({ type: 'framegate.answered', ms: elapsed() })
      consider()
    })
})()
