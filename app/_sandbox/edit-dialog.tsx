'use client'

import { Pencil } from 'lucide-react'
import { useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogClose } from '@/components/ui/dialog'
import { Field, Textarea } from '@/components/ui/field'
import { Icon } from '@/components/ui/icon'
import type { SandboxEdit, SandboxLaunchView } from '@/lib/domain/sandbox/launches.schema'
import { SegmentChoice } from './choice'

/** A launch to edit and send again: its content, which is signed again, or the request exactly as typed. */
export function EditDialog({
  view,
  onSend,
}: {
  view: SandboxLaunchView
  onSend: (edit: SandboxEdit) => void
}) {
  const [open, setOpen] = useState(false)
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      size="wide"
      trigger={{ size: 'sm', icon: <Icon of={Pencil} size={14} />, children: 'Edit and resend' }}
      title="Edit and resend"
      description="Creates a new launch. The first one doesn’t change."
    >
      {open ? (
        <Editor
          key={view.launchId}
          view={view}
          onSend={(edit) => {
            setOpen(false)
            onSend(edit)
          }}
        />
      ) : null}
    </Dialog>
  )
}

function Editor({ view, onSend }: { view: SandboxLaunchView; onSend: (edit: SandboxEdit) => void }) {
  const id = useId()
  const canSign = view.content !== null
  const [mode, setMode] = useState<SandboxEdit['mode']>(canSign ? 'sign' : 'as_typed')
  const [content, setContent] = useState(view.content ?? '')
  const [request, setRequest] = useState(view.request.text)
  const isSigned = mode === 'sign'
  const { launchId } = view
  return (
    <div className="grid gap-3.5">
      <SegmentChoice
        legend="Send as"
        options={[
          {
            value: 'sign',
            label: 'Signed again',
            ...(canSign ? {} : { unavailable: 'The content can’t be read' }),
          },
          { value: 'as_typed', label: 'Exactly as typed' },
        ]}
        value={mode}
        onChange={setMode}
        hint={
          isSigned
            ? 'The JSON is signed with the same secret. A time that you don’t change becomes the current time.'
            : 'Nothing is signed again, so the widget should refuse any change.'
        }
      />
      <Field id={id} label={isSigned ? 'Content' : 'Request'}>
        {(control) => (
          <Textarea
            {...control}
            mono
            rows={16}
            spellCheck={false}
            wrap={isSigned ? 'off' : 'soft'}
            className="text-xs"
            value={isSigned ? content : request}
            onChange={(event) => (isSigned ? setContent : setRequest)(event.target.value)}
          />
        )}
      </Field>
      <div className="flex gap-2">
        <Button
          variant="primary"
          onClick={() =>
            onSend(isSigned ? { mode: 'sign', launchId, content } : { mode: 'as_typed', launchId, request })
          }
        >
          {isSigned ? 'Sign and launch' : 'Launch as typed'}
        </Button>
        <DialogClose variant="quiet">Cancel</DialogClose>
      </div>
    </div>
  )
}
