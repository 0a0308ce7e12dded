'use client'

import { useRouter } from 'next/navigation'
import { type ReactNode, useRef, useState } from 'react'
import { ActionForm } from '@/components/action-form'
import { Button, ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Field, Input } from '@/components/ui/field'
import { Note } from '@/components/ui/note'
import { Panel, PanelBody } from '@/components/ui/panel'
import { SubmitButton } from '@/components/ui/submit-button'
import { useToast } from '@/components/ui/toast'
import { WidgetFrame } from '@/components/widget-frame'
import { saveEmailAction } from '../actions'
import { EmailEditor, type EmailEditorHandle } from './email-editor'

type ComposerWidget = {
  widgetId: string
  name: string
  partnerName: string
  origin: string
  tile: ReactNode
  tabTile: ReactNode
}

type Around = { teamName: string; memberCount: number; canSwitch: boolean; singleKeys: boolean }

/** An email, with the widgets for emails beside it. The text that a widget offers goes in at the cursor. */
export function EmailComposer({
  personId,
  personName,
  to,
  from,
  widgets,
  undoKeys,
  ...around
}: {
  personId: string
  personName: string
  to: string | undefined
  from: string
  widgets: ComposerWidget[]
  /** As this reader's keyboard has them. */
  undoKeys: string
} & Around) {
  const router = useRouter()
  const editor = useRef<EmailEditorHandle>(null)
  const { show } = useToast()
  const insert = (name: string, html: string) => {
    editor.current?.insert(html)
    show({
      title: `${name} inserted text`,
      description: `To undo it, press ${undoKeys} in the text.`,
    })
  }
  const saved = `Email saved to ${personName}’s activity`
  const save: typeof saveEmailAction = async (previous, form) => {
    const state = await saveEmailAction(previous, form)
    if (state?.data) {
      show({ title: saved, travels: true })
      router.push(`/people/${personId}`)
    }
    return state
  }
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]">
      <Panel>
        <PanelBody>
          <ActionForm<
            { subject: string; html: string; personId: string },
            { activityId: string; personId: string }
          >
            action={save}
            after={() => (
              <Note
                tone="ok"
                title={`${saved}.`}
                actions={
                  <ButtonLink size="sm" href={`/people/${personId}`}>
                    Show {personName}
                  </ButtonLink>
                }
              />
            )}
          >
            {(fields) => (
              <>
                <input type="hidden" name="personId" value={personId} />
                <dl className="grid grid-cols-[4rem_minmax(0,1fr)] gap-y-1">
                  <dt className="text-ink-3">To</dt>
                  <dd className="break-all">
                    {to ?? <span className="text-ink-3">{personName} has no email address</span>}
                  </dd>
                  <dt className="text-ink-3">From</dt>
                  <dd className="break-all">{from}</dd>
                </dl>
                <Field id={fields.subject.id} label="Subject" error={fields.subject.errors ?? null}>
                  {(control) => (
                    <Input
                      {...control}
                      name="subject"
                      required
                      maxLength={300}
                      defaultValue={fields.subject.initialValue}
                    />
                  )}
                </Field>
                <EmailEditor
                  ref={editor}
                  id={fields.html.id}
                  name="html"
                  label="Message"
                  error={fields.html.errors ?? null}
                  refused={fields.html.initialValue ?? ''}
                />
                <div className="flex flex-wrap gap-2">
                  <SubmitButton variant="primary">Save email</SubmitButton>
                  <ButtonLink href={`/people/${personId}`} variant="quiet">
                    Discard
                  </ButtonLink>
                </div>
              </>
            )}
          </ActionForm>
        </PanelBody>
      </Panel>
      {widgets.length === 0 ? (
        <EmptyState framed title="No widgets for emails yet">
          Widgets that offer text for emails appear here once an admin enables them.
        </EmptyState>
      ) : (
        <ComposerWidgets
          widgets={widgets}
          personId={personId}
          personName={personName}
          onInsert={insert}
          {...around}
        />
      )}
    </div>
  )
}

/** One at a time. A widget that was opened stays loaded, so that its work isn’t lost. */
function ComposerWidgets({
  widgets,
  personId,
  personName,
  onInsert,
  ...around
}: {
  widgets: ComposerWidget[]
  personId: string
  personName: string
  onInsert: (name: string, html: string) => void
} & Around) {
  const [shown, setShown] = useState(widgets[0]?.widgetId)
  const [opened, setOpened] = useState(widgets.slice(0, 1).map(({ widgetId }) => widgetId))
  const choose = (widgetId: string) => {
    setShown(widgetId)
    setOpened((all) => [...new Set([...all, widgetId])])
  }
  return (
    <section aria-label="Widgets for this email" className="min-w-0">
      {widgets.length > 1 ? (
        <div className="mb-2 flex flex-wrap gap-1.5">
          {widgets.map((widget) => (
            <Button
              key={widget.widgetId}
              size="sm"
              variant={widget.widgetId === shown ? 'default' : 'quiet'}
              icon={widget.tabTile}
              aria-pressed={widget.widgetId === shown}
              onClick={() => choose(widget.widgetId)}
            >
              {widget.name}
            </Button>
          ))}
        </div>
      ) : null}
      {widgets
        .filter(({ widgetId }) => opened.includes(widgetId))
        .map(({ tabTile: _, ...widget }) => (
          <div key={widget.widgetId} hidden={widget.widgetId !== shown}>
            <WidgetFrame
              {...widget}
              {...around}
              placement="email_editor"
              recordId={personId}
              recordName={personName}
              onHtml={(html) => onInsert(widget.name, html)}
            />
          </div>
        ))}
    </section>
  )
}
