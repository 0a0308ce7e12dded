import { type StageData, type StageToken, stageTokenWanted } from '@/lib/stage/stage-data.schema'

type Launch = NonNullable<StageData['launch']>

/** Calls of the portal from this stage. */
export type PortalCalls = {
  outcome: (launchId: string, body: object) => Promise<Response>
  message: (launchId: string, body: object) => Promise<Response>
  probe: () => Promise<Response>
  /** A newly signed launch of the same record. */
  launch: () => Promise<Response>
  /** Whether a record is one of the team's. */
  destination: (target: object) => Promise<Response>
}

/** On the portal's own pages the cookie says who calls; in an embedding CRM the token does. */
export function portalCalls(launch: Launch, isEmbedded: boolean): PortalCalls {
  const { launchId, widgetId, placement, isRetry, again } = launch
  const call = isEmbedded ? callerByToken() : fetch
  const base = isEmbedded ? '/api/embed/launches' : '/api/launches'
  const about = new URLSearchParams({ placement, launch: launchId })
  if (isRetry) about.set('retry', '')
  return {
    // Also when the page is left.
    outcome: (id, body) => call(`${base}/${id}/outcome`, { ...post(body), keepalive: true }),
    message: (id, body) => call(`${base}/${id}/messages`, post(body)),
    probe: () =>
      isEmbedded
        ? call(`${base}/${launchId}/probe${isRetry ? '?retry' : ''}`, {})
        : call(`/frames/${widgetId}/probe?${about}`, {}),
    launch: () => call(base, post(again)),
    destination: (target) => call(`${base}/${launchId}/destination`, post(target)),
  }
}

function post(body: object): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

/** Headers of a call in the name of an embedding CRM's user. */
export function tokenHeaders({ token, host }: Pick<StageToken, 'token' | 'host'>): Record<string, string> {
  return { authorization: `Bearer ${token}`, 'x-embed-host': host }
}

/** Waits for the token that the frame around this one has; a call that is refused for it is made once more with the next one. */
function callerByToken(): (path: string, init: RequestInit) => Promise<Response> {
  let current: StageToken | undefined
  let waiting: ((token: StageToken) => void)[] = []
  window.addEventListener('message', (event) => {
    if (!isToken(event)) return
    current = event.data
    for (const resolve of waiting) resolve(event.data)
    waiting = []
  })

  const nextToken = () => new Promise<StageToken>((resolve) => waiting.push(resolve))
  const send = (path: string, init: RequestInit, token: StageToken) =>
    fetch(path, { ...init, headers: { ...init.headers, ...tokenHeaders(token) } })

  return async (path, init) => {
    const used = current ?? (await nextToken())
    const answer = await send(path, init, used)
    if (answer.status !== 401) return answer
    if (current !== used && current) return send(path, init, current)
    window.parent.postMessage(stageTokenWanted, window.location.origin)
    return send(path, init, await nextToken())
  }
}

/** From the frame around this one, which is the portal's own. */
export function isToken(event: MessageEvent): event is MessageEvent<StageToken> {
  return (
    event.source === window.parent &&
    event.origin === window.location.origin &&
    event.data?.type === ('framegate.token' satisfies StageToken['type'])
  )
}
