// The tabs as a React component. Save /embed/v1.d.mts of the portal beside this file as framegate.d.mts, for the types.
import { useEffect, useRef } from 'react'
import type { EmbedEvents, EmbedRecord, FramegateTabsElement } from './framegate.mjs'

type Props = {
  portal: string
  embedId: string
  placement?: 'person' | 'company' | 'full_page' | 'email_editor' | 'custom_action'
  recordId?: string
  record?: EmbedRecord
  actionId?: number
  theme?: 'light' | 'dark'
  getToken?: () => Promise<string>
  onShown?: (detail: EmbedEvents['shown']) => void
  onFailed?: (detail: EmbedEvents['failed']) => void
  onInsertHtml?: (detail: EmbedEvents['insert-html']) => void
  onCompletedAction?: (detail: EmbedEvents['completed-action']) => void
  onNavigate?: (detail: EmbedEvents['navigate']) => void
  onState?: (detail: EmbedEvents['state']) => void
}

const fetchToken = async () => {
  const answer = await fetch('/framegate-token', { method: 'POST' })
  if (!answer.ok) throw new Error(await answer.text())
  return answer.text()
}

/** One element for as long as the component is there: a changed record is shown in the same frame. */
export function FramegateTabs(props: Props) {
  const { portal, embedId, placement = 'person', theme, getToken = fetchToken } = props
  const { recordId = null, record = null, actionId = null } = props
  const place = useRef<HTMLDivElement>(null)
  const element = useRef<FramegateTabsElement | null>(null)
  const latest = useRef(props)
  latest.current = props

  useEffect(() => {
    const tabs = document.createElement('framegate-tabs')
    tabs.addEventListener('shown', ({ detail }) => latest.current.onShown?.(detail))
    tabs.addEventListener('failed', ({ detail }) => latest.current.onFailed?.(detail))
    tabs.addEventListener('insert-html', ({ detail }) => latest.current.onInsertHtml?.(detail))
    tabs.addEventListener('completed-action', ({ detail }) => latest.current.onCompletedAction?.(detail))
    tabs.addEventListener('navigate', ({ detail }) => latest.current.onNavigate?.(detail))
    tabs.addEventListener('state', ({ detail }) => latest.current.onState?.(detail))
    element.current = tabs
    place.current?.append(tabs)
    return () => tabs.remove()
  }, [])

  // Several changes at once are one to the element, and what didn't change opens nothing anew.
  useEffect(() => {
    const changes = { portal, embedId, placement, recordId, record, actionId, getToken }
    if (element.current) Object.assign(element.current, changes, theme ? { theme } : {})
  })

  useEffect(() => {
    const src = `${portal}/embed/v1.js`
    if (document.querySelector(`script[src="${src}"]`)) return
    document.head.append(Object.assign(document.createElement('script'), { src, async: true }))
  }, [portal])

  return <div ref={place} />
}
