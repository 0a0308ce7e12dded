import type { StageMessage } from '@/lib/domain/launches/launches.schema'
import {
  type EmbedFrameData,
  type EmbedFrameMessage,
  type EmbedHostMessage,
  embedFramePath,
} from '@/lib/stage/embed-messages.schema'
import { readConnect, readHostMessage, renewAfterMs } from '@/lib/stage/embed-port'
import { tokenHeaders } from '@/lib/stage/portal-calls'
import { type StageLook, type StageToken, stageTokenWanted } from '@/lib/stage/stage-data.schema'

// The script of the portal's frame in a page of an embedding CRM. It comes up without a secret, is given a port and then a token by the page
// around it, and holds one stage at a time, which it gives the token.

const scheduleAfterMs = 1000

type Problem = { code: string; detail: string; requestId: string }

const data: EmbedFrameData = JSON.parse(document.getElementById('embed-data')?.textContent ?? '')

let leave: (() => void) | undefined
window.addEventListener('message', (event) => {
  const port = readConnect(event, { parent: window.parent, origins: data.origins })
  if (!port) return
  leave?.()
  leave = connect(port, event.origin)
})

/** Serves one page by its port, until the page connects anew. */
function connect(port: MessagePort, host: string): () => void {
  const leaving = new AbortController()
  let token: string | undefined
  let isWanted = false
  let renewal: ReturnType<typeof setTimeout> | undefined
  let waiting: (() => void)[] = []
  let stage: HTMLIFrameElement | undefined
  let opened: { id: number; launch: Record<string, unknown> } | undefined
  let wasRetried = false
  let wasRefused = false
  let look: Omit<StageLook, 'type'> | undefined

  const tell = (message: EmbedFrameMessage) => port.postMessage(message)

  function wantToken(): void {
    if (isWanted) return
    isWanted = true
    tell({ type: 'token_wanted' })
  }

  function takeToken(next: string): void {
    token = next
    isWanted = false
    giveToken()
    for (const resume of waiting) resume()
    waiting = []
    clearTimeout(renewal)
    // What the page waits for goes first.
    renewal = setTimeout(() => void schedule(next), scheduleAfterMs)
  }

  function giveToken(): void {
    if (token === undefined) return
    const message: StageToken = { type: 'framegate.token', token, host }
    stage?.contentWindow?.postMessage(message, window.location.origin)
  }

  function giveLook(): void {
    if (!look) return
    const message: StageLook = { type: 'framegate.look', ...look }
    stage?.contentWindow?.postMessage(message, window.location.origin)
  }

  /** Asks how long a new token lasts, and for the next one before that. */
  async function schedule(next: string): Promise<void> {
    const answer = await read('/api/embed/session', next)
    if (token !== next) return
    // It may have ended just now: the next one decides.
    if (answer.status === 401 && !wasRefused) {
      wasRefused = true
      token = undefined
      wantToken()
      return
    }
    wasRefused = false
    if (answer.problem) tell({ type: 'refused', about: 'token', ...answer.problem })
    else renewal = setTimeout(wantToken, renewAfterMs(answer.body.expiresInSeconds))
  }

  /** The token that there is, or the next one. */
  async function haveToken(): Promise<string> {
    while (token === undefined) {
      wantToken()
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
    return token
  }

  async function read(path: string, by: string) {
    try {
      const answer = await fetch(path, {
        headers: tokenHeaders({ token: by, host }),
        signal: leaving.signal,
      })
      const body = await answer.json()
      return answer.ok ? { body } : { status: answer.status, problem: toProblem(body) }
    } catch {
      return { problem: { code: 'internal', detail: 'The portal did not answer.', requestId: '' } }
    }
  }

  async function listTabs(placement: string): Promise<void> {
    const path = `/api/embed/tabs?${new URLSearchParams({ placement })}`
    const used = await haveToken()
    let answer = await read(path, used)
    if (answer.status === 401) answer = await read(path, await replaceToken(used))
    if (leaving.signal.aborted) return
    if (answer.problem) tell({ type: 'refused', about: 'tabs', ...answer.problem })
    else tell({ type: 'tabs', placement, tabs: answer.body.tabs })
  }

  /** The token after one that was refused. */
  function replaceToken(refused: string): Promise<string> {
    if (token === refused) token = undefined
    return haveToken()
  }

  /** Posts the launch into a frame of its own, so that neither it nor the token is in an address, and going back passes it by. */
  async function openStage(next: NonNullable<typeof opened>): Promise<void> {
    opened = next
    stage?.remove()
    stage = undefined
    const used = await haveToken()
    if (opened !== next || leaving.signal.aborted) return
    const frame = document.createElement('iframe')
    frame.name = 'stage'
    frame.title = 'Widget'
    const form = document.createElement('form')
    form.method = 'post'
    form.action = `${embedFramePath(data.embedId)}/stage`
    form.target = frame.name
    form.hidden = true
    for (const [name, value] of Object.entries({ token: used, host, launch: JSON.stringify(next.launch) })) {
      const input = document.createElement('input')
      input.type = 'hidden'
      input.name = name
      input.value = value
      form.append(input)
    }
    document.body.append(frame, form)
    stage = frame
    form.submit()
    form.remove()
  }

  function closeStage(): void {
    opened = undefined
    stage?.remove()
    stage = undefined
  }

  /** A frame of another colour scheme than the page around it would have an opaque ground. */
  function takeLook({ look: next, state }: Extract<EmbedHostMessage, { type: 'look' }>): void {
    look = { look: next, state }
    document.documentElement.style.colorScheme = next.theme
    giveLook()
  }

  function hear(message: EmbedHostMessage): void {
    if (message.type === 'token') takeToken(message.token)
    else if (message.type === 'tabs') void listTabs(message.placement)
    else if (message.type === 'close') closeStage()
    else if (message.type === 'look') takeLook(message)
    else {
      wasRetried = false
      void openStage({ id: message.id, launch: message.launch })
    }
  }

  function hearStage({ source, origin, data: message }: MessageEvent): void {
    if (!stage || !opened || source !== stage.contentWindow || origin !== window.location.origin) return
    if (message.type === stageTokenWanted.type) {
      token = undefined
      wantToken()
      return
    }
    const said: StageMessage = message
    if (said.type === 'framegate.opening') {
      giveToken()
      giveLook()
    }
    // The token ended between two looks at it; the next one opens the same.
    if (said.type === 'framegate.refused' && said.code === 'unauthenticated' && !wasRetried) {
      wasRetried = true
      token = undefined
      void openStage(opened)
      return
    }
    tell({ type: 'stage', id: opened.id, message: said })
  }

  window.addEventListener('message', hearStage, { signal: leaving.signal })
  port.onmessage = (event) => {
    const message = readHostMessage(event.data)
    if (message) hear(message)
  }
  tell({ type: 'connected' })
  return () => {
    leaving.abort()
    clearTimeout(renewal)
    closeStage()
    port.close()
  }
}

function toProblem({ code, detail, requestId }: Record<string, unknown>): Problem {
  return { code: String(code), detail: String(detail), requestId: String(requestId) }
}
