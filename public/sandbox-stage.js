// The script of the sandbox's stage: it opens the launch, and tells the page of every message with what it knows of it. Nothing acts.
;(() => {
  const silentAfterMs = 10_000
  const tellEveryMs = 200
  const textMax = 2_000
  const htmlMax = 20_000
  // Of more than these a second only the number is told: a flood must not keep the page busy.
  const readPerSecondMax = 200
  const readMsPerSecondMax = 60
  const membersMax = 30
  const depthMax = 8
  const newGroupsPerSecondMax = 40
  const data = JSON.parse(document.getElementById('stage-data').textContent)
  const said = new Map()
  const send = (message) => {
    if (window.parent !== window) window.parent.postMessage(message, window.location.origin)
  }
  const tell = (message) => {
    said.set(message.type, message)
    send(message)
  }
  const isHello = (event) =>
    event.source === window.parent &&
    event.origin === window.location.origin &&
    event.data?.type === 'framegate.hello'
  const repeat = () => {
    for (const message of said.values()) send(message)
    if (groups.length > 0) send({ type: 'framegate.sandbox_messages', groups, dropped })
  }

  const groups = []
  let dropped = 0
  let second = 0
  let read = 0
  let readMs = 0
  let begun = 0
  let isChanged = false
  let toldAt = 0

  window.addEventListener('message', (event) => {
    if (isHello(event)) repeat()
    else if (!data.refused) hear(event)
  })
  if (data.refused) {
    tell({ type: 'framegate.refused', ...data.refused })
    return
  }

  const { nonce, origins } = data.sandbox
  const frame = document.getElementById('widget')
  const startedAt = performance.now()
  const elapsed = () => Math.round(performance.now() - startedAt)
  let loads = 0

  function hear(event) {
    const now = Date.now()
    if (now - second >= 1_000) [second, read, readMs, begun] = [now, 0, 0, 0]
    isChanged = true
    read += 1
    const last = groups.at(-1)
    if (read > readPerSecondMax || readMs > readMsPerSecondMax) {
      // Unread: the same kind as the last one, as far as can be told.
      if (last?.isFlood) count(last, now)
      else dropped += 1
      return
    }
    const before = performance.now()
    const facts = readFacts(event)
    const text = preview(event.data)
    const key = JSON.stringify([
      facts.isFromFrame,
      facts.origin,
      facts.event,
      facts.nonce,
      shapeOf(event.data),
    ])
    readMs += performance.now() - before
    if (last && last.key === key) {
      count(last, now)
      last.lastText = text
      last.facts = facts
      last.isFlood = last.inSecond > 20
      return
    }
    begun += 1
    if (begun > newGroupsPerSecondMax) {
      dropped += 1
      return
    }
    groups.push({
      id: (groups.at(-1)?.id ?? 0) + 1,
      key,
      count: 1,
      firstAt: now,
      lastAt: now,
      secondAt: now,
      inSecond: 1,
      perSecond: 1,
      isFlood: false,
      facts,
      firstText: text,
      lastText: text,
    })
    if (groups.length > 200) groups.shift()
  }

  function count(group, now) {
    group.count += 1
    group.lastAt = now
    if (now - group.secondAt >= 1_000) [group.secondAt, group.inSecond] = [now, 0]
    group.inSecond += 1
    group.perSecond = Math.max(group.perSecond, group.inSecond)
  }

  function readFacts({ source, origin, data: said }) {
    const isObject = typeof said === 'object' && said !== null
    return {
      isFromFrame: source === frame.contentWindow,
      origin,
      isDeclared: origins.includes(origin),
      event: isObject && typeof said.event === 'string' ? said.event.slice(0, 100) : null,
      nonce:
        !isObject || said.nonce === undefined
          ? 'none'
          : nonce !== null && said.nonce === nonce
            ? 'right'
            : 'wrong',
      html: isObject && typeof said.html === 'string' ? said.html.slice(0, htmlMax) : null,
      actionId: isObject && Number.isSafeInteger(said.actionId) ? said.actionId : null,
    }
  }

  // Messages of one kind have the same members of the same types, whatever the values: 412 px and 413 px are a loop.
  function shapeOf(said) {
    if (typeof said !== 'object' || said === null) return typeof said
    return firstNames(said)
      .map((name) => `${name}:${typeof said[name]}`)
      .join(',')
  }

  function firstNames(said) {
    const names = []
    for (const name in said) {
      if (names.length === membersMax) break
      names.push(name)
    }
    return names
  }

  // As JSON, as far as it goes: a message may hold anything that can be cloned, and any amount of it.
  function preview(said) {
    try {
      const text = JSON.stringify(excerpt(said, '', { left: 400 }, 0))
      return (text === undefined ? String(said) : text).slice(0, textMax)
    } catch {
      return `[${Object.prototype.toString.call(said)}]`
    }
  }

  // The beginning of a value, which is walked no further than it is shown.
  function excerpt(value, name, budget, depth) {
    budget.left -= 1
    if (budget.left < 0) return '…'
    if (name === 'nonce' && typeof value === 'string')
      return value === nonce ? '[this launch’s nonce]' : value.slice(0, 200)
    if (typeof value === 'string' && value.length > textMax)
      return `${value.slice(0, textMax)}… (${value.length} characters)`
    if (typeof value === 'bigint') return `${value}n`
    if (typeof value !== 'object' || value === null) return value
    if (depth === depthMax) return '…'
    if (Array.isArray(value))
      return value.slice(0, membersMax).map((member) => excerpt(member, '', budget, depth + 1))
    return Object.fromEntries(
      firstNames(value).map((key) => [key, excerpt(value[key], key, budget, depth + 1)]),
    )
  }

  setInterval(() => {
    if (!isChanged) return
    isChanged = false
    // Only what changed: the page knows the rest.
    send({
      type: 'framegate.sandbox_messages',
      groups: groups.filter(({ lastAt }) => lastAt >= toldAt),
      dropped,
    })
    toldAt = Date.now()
  }, tellEveryMs)

  frame.addEventListener('load', () => {
    loads += 1
    clearTimeout(timer)
    tell({ type: 'framegate.sandbox_loaded', loads, ms: elapsed() })
  })
  document.addEventListener('securitypolicyviolation', (event) => {
    if (event.effectiveDirective !== 'frame-src' && event.effectiveDirective !== 'form-action') return
    tell({ type: 'framegate.sandbox_blocked', origin: event.blockedURI || 'another origin' })
  })
  const timer = setTimeout(() => tell({ type: 'framegate.sandbox_silent', ms: elapsed() }), silentAfterMs)

  tell({ type: 'framegate.sandbox_opening' })
  const form = document.getElementById('launch')
  if (form) form.submit()
  else frame.src = data.src
})()
