'use client'

import { useEffect, useRef, useState } from 'react'
import { CodeBlock } from '@/components/ui/code-block'
import { EmptyState } from '@/components/ui/empty-state'
import { Field, Select } from '@/components/ui/field'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import type { EmbedEvents } from '@/lib/embed/event-of'
import type { EmbedRecord } from '@/lib/embed/launch-of'
import type { FramegateTabsElement } from '@/lib/embed/typed-element'
import { startTestSessionAction } from '../actions'

const names = [
  'shown',
  'failed',
  'insert-html',
  'completed-action',
  'message-refused',
] as const satisfies (keyof EmbedEvents)[]

const eventsMax = 20

const person: EmbedRecord = {
  id: 'example-1',
  firstName: 'Elena',
  lastName: 'Example',
  title: 'Buyer',
  emails: [{ email: 'elena@example.com', isPrimary: true }],
  phones: [{ phone: '+1 555 0100', isPrimary: true }],
}
const company: EmbedRecord = { id: 'example-2', name: 'Example Ltd', industry: 'Real estate' }

/** As the portal's own theme, which may be another one than the system's. */
const look = {
  'color-scheme': 'inherit',
  '--framegate-font': 'inherit',
  '--framegate-ink': 'var(--color-ink)',
  '--framegate-line': 'var(--color-line)',
  '--framegate-accent': 'var(--color-accent)',
}

/** The element as a CRM's page has it, with what it tells the page below it. */
export function TestTabs({
  embedId,
  placements,
}: {
  embedId: string
  placements: { value: string; label: string }[]
}) {
  const place = useRef<HTMLDivElement>(null)
  const element = useRef<FramegateTabsElement>(null)
  const [placement, setPlacement] = useState('person')
  const [told, setTold] = useState<{ key: number; text: string }[]>([])

  useEffect(() => {
    const tabs = document.createElement('framegate-tabs')
    Object.assign(tabs, { portal: window.location.origin, embedId, getToken })
    for (const [name, value] of Object.entries(look)) tabs.style.setProperty(name, value)
    const tell = (event: Event) => {
      const { type, detail } = event as CustomEvent
      const text = `${type} ${JSON.stringify(detail)}`
      setTold((before) => [{ key: (before[0]?.key ?? 0) + 1, text }, ...before].slice(0, eventsMax))
    }
    for (const name of names) tabs.addEventListener(name, tell)
    element.current = tabs
    place.current?.append(tabs)
    loadScript()
    return () => tabs.remove()
  }, [embedId])

  useEffect(() => {
    const record = placement === 'company' ? company : person
    Object.assign(element.current ?? {}, {
      placement,
      record: placement === 'full_page' ? null : record,
      actionId: placement === 'custom_action' ? 1 : null,
    })
  }, [placement])

  return (
    <>
      <Panel labelledBy="tabs">
        <PanelHeader id="tabs" title="Tabs" />
        <PanelBody>
          <div className="grid gap-4">
            <Field id="placement" label="Placement" className="max-w-64">
              {(control) => (
                <Select
                  {...control}
                  value={placement}
                  onChange={(event) => setPlacement(event.currentTarget.value)}
                >
                  {placements.map(({ value, label }) => (
                    <option key={value} value={value}>
                      {label}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            <div ref={place} className="grid" />
          </div>
        </PanelBody>
      </Panel>
      <Panel labelledBy="events">
        <PanelHeader id="events" title="Events" meta="What your page is told, the newest first" />
        {told.length === 0 ? (
          <EmptyState framed={false} title="No events yet">
            When a widget is shown or fails, the element’s event is listed here.
          </EmptyState>
        ) : (
          <PanelBody>
            <ol className="grid gap-2">
              {told.map(({ key, text }) => (
                <li key={key}>
                  <CodeBlock label="Event" code={text} />
                </li>
              ))}
            </ol>
          </PanelBody>
        )}
      </Panel>
    </>
  )
}

async function getToken(): Promise<string> {
  const { data, failure } = await startTestSessionAction({})
  if (failure) throw new Error(failure.detail)
  return data.token
}

/** The very script, once a page. */
function loadScript(): void {
  const src = '/embed/v1.js'
  if (document.querySelector(`script[src="${src}"]`)) return
  document.head.append(Object.assign(document.createElement('script'), { src }))
}
